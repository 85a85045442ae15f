package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

func (k *Core) defaultsOf(typ string) []*Behaviour { return k.defaults[strings.ToLower(typ)] }

// Delete deletes the resource with all that lies below it or hangs on it. One
// that always exists is not deleted; of some types it is set back.
func (k *Core) Delete(c *Call, cond Conditions) (Outcome, *arm.Error) {
	if e := k.allow(c); e != nil {
		return Outcome{}, e
	}
	if k.Lookup(c.Type).Default != "" && !setBack[strings.ToLower(c.Type)] {
		return Outcome{}, arm.MethodNotAllowed(c.Method, c.ID)
	}
	r, e := k.exists(c)
	if e != nil {
		if e.Status == 404 && e.Code != "ResourceGroupNotFound" {
			return Outcome{Status: 204}, nil
		}
		return Outcome{}, e
	}
	c.Old = r
	if e := cond.met(c); e != nil {
		return Outcome{}, e
	}
	if e := k.mayDelete(c); e != nil {
		return Outcome{}, e
	}
	b := k.Lookup(c.Type)
	style := b.Remove
	if c.Type == arm.TypeResourceGroup {
		style = LocationHeader
	}
	if style == Sync {
		return Outcome{Status: 200}, k.deleteNow(c)
	}
	set(r.Body, "properties.provisioningState", stateDeleting)
	c.Tx.Put(r)
	op, e := begin(c, style, kindDelete, b.Takes)
	if e != nil {
		return Outcome{}, e
	}
	return Outcome{Status: 202, Operation: op}, nil
}

// mayDelete asks locks and types, of the resource and of all that goes with it.
func (k *Core) mayDelete(c *Call) *arm.Error {
	if e := deleteLocked(c); e != nil {
		return e
	}
	if e := busy(c); e != nil {
		return e
	}
	for _, d := range c.Tx.Descendants(c.ID) {
		if can := k.Lookup(d.Type).CanDelete; can != nil {
			if e := can(k.cascade(c, d)); e != nil {
				return e
			}
		}
	}
	if can := k.Lookup(c.Type).CanDelete; can != nil {
		return can(c)
	}
	return nil
}

func (k *Core) cascade(c *Call, d *store.Resource) *Call {
	sub := k.callFor(c, d)
	sub.Old, sub.Cascade = d, true
	return sub
}

// deleteNow removes c.Old and everything below, the deepest first.
func (k *Core) deleteNow(c *Call) *arm.Error {
	for _, d := range c.Tx.Descendants(c.ID) {
		if _, still := c.Tx.Get(d.ID); !still {
			continue
		}
		c.Tx.Delete(d.ID)
		if after := k.Lookup(d.Type).AfterDelete; after != nil {
			if e := after(k.cascade(c, d)); e != nil {
				return e
			}
		}
	}
	c.Tx.Delete(c.ID)
	b := k.Lookup(c.Type)
	if b.AfterDelete != nil {
		if e := b.AfterDelete(c); e != nil {
			return e
		}
	}
	if b.Default != "" && strings.EqualFold(c.Name, b.Default) {
		if parent, ok := c.Tx.Get(c.Parent); ok {
			k.createDefault(c, b, parent)
		}
	}
	return nil
}
