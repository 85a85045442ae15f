package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const typeLock = "Microsoft.Authorization/locks"

const (
	lockReadOnly  = "ReadOnly"
	lockNoDelete  = "CanNotDelete"
	lockOperation = "write"
)

// locked lists the scopes of locks of the given levels that hold id: on it or
// around it and, with below, inside it.
func locked(c *Call, below bool, levels ...string) []string {
	var out []string
	for _, l := range c.Tx.All(typeLock) {
		id, err := arm.ParseID(l.ID)
		if err != nil {
			continue
		}
		level := text(l.Body, "properties.level")
		hit := false
		for _, want := range levels {
			hit = hit || strings.EqualFold(level, want)
		}
		if hit && (arm.Within(c.ID, id.Scope) || below && arm.Within(id.Scope, c.ID)) {
			out = append(out, id.Scope)
		}
	}
	return out
}

// writeLocked refuses writes under a ReadOnly lock. Locks themselves may be
// written, or a ReadOnly lock could never be changed.
func writeLocked(c *Call) *arm.Error {
	if strings.EqualFold(c.Type, typeLock) {
		return nil
	}
	if scopes := locked(c, false, lockReadOnly); len(scopes) > 0 {
		return arm.ScopeLocked(c.ID, lockOperation, scopes)
	}
	return nil
}

// deleteLocked refuses deletes under a lock or of what holds a locked resource.
func deleteLocked(c *Call) *arm.Error {
	if strings.EqualFold(c.Type, typeLock) {
		return nil
	}
	if scopes := locked(c, true, lockReadOnly, lockNoDelete); len(scopes) > 0 {
		return arm.ScopeLocked(c.ID, "delete", scopes)
	}
	return nil
}
