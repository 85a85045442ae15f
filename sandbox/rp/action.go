package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// Act is a POST of an action on a resource, or on a provider when the call's
// type is a namespace alone.
func (k *Core) Act(c *Call) (Outcome, *arm.Error) {
	if e := k.allow(c); e != nil {
		return Outcome{}, e
	}
	b := k.Lookup(c.Type)
	act, ok := b.Actions[strings.ToLower(c.Action)]
	if !ok {
		return Outcome{}, arm.UnknownAction(c.Action, c.Type)
	}
	if strings.Contains(c.Type, "/") {
		r, e := k.exists(c)
		if e != nil {
			return Outcome{}, e
		}
		c.Old = r
		if e := writeLocked(c); e != nil && !reads(c.Action) {
			return Outcome{}, e
		}
	}
	reply, e := act(c)
	if e != nil {
		return Outcome{}, e
	}
	if reply.Status == 0 {
		reply.Status = 200
	}
	if !reply.Async {
		return Outcome{Status: reply.Status, Body: reply.Body}, nil
	}
	op, e := begin(c, AsyncHeader, kindAction, b.Takes)
	if e != nil {
		return Outcome{}, e
	}
	if op.Body, e = jsonBody(reply.Body); e != nil {
		return Outcome{}, e
	}
	if err := saveOperation(c.Tx, op); err != nil {
		return Outcome{}, arm.Internal(err.Error())
	}
	return Outcome{Status: 202, Operation: op}, nil
}

// reads tells whether an action only reads; a ReadOnly lock still blocks those
// that hand out keys, as Azure's documents say of listKeys.
func reads(action string) bool {
	a := strings.ToLower(action)
	return strings.HasPrefix(a, "check") || a == "list"
}
