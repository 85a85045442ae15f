package pulumi

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

// isLocked finds that a backend has refused an operation since others hold the stack.
const isLocked = "currently locked by"

// holder finds who made a lock in what the CLI says of it
// (https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/backend/diy/lock.go).
var holder = regexp.MustCompile(`(\S+): created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)`)

// lockedBy says who holds a stack in a backend elsewhere, since when, and how to get
// rid of a lock whose holder is gone. A lock is never broken from here: whether a run
// on another machine goes on, only people can know.
func lockedBy(stack, complaint string, now time.Time) []string {
	var reasons []string
	for _, found := range holder.FindAllStringSubmatch(complaint, -1) {
		since := found[5]
		if at, err := time.Parse(time.RFC3339, since); err == nil {
			since = fmt.Sprintf("%s (%s ago)", at.UTC().Format("2006-01-02 15:04:05 UTC"), now.Sub(at).Round(time.Second))
		}
		reasons = append(reasons, fmt.Sprintf("the state backend holds a lock on stack %s for process %s of %s on %s, since %s: %s",
			stack, found[4], found[2], found[3], since, found[1]))
	}
	if len(reasons) == 0 {
		reasons = complaints(complaint)
	}
	return append(reasons, fmt.Sprintf("if that run goes on, wait for it to end; if it is gone for certain (a job that was killed, or ran out of time): "+
		"pulumi cancel --stack %s --yes, and the same command again, which settles what the run has left", stack))
}

// refusedByLock reports whether the CLI ended because of a lock.
func refusedByLock(complaint string) bool { return strings.Contains(complaint, isLocked) }
