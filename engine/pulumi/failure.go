package pulumi

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// refusal finds the text of a refusal by the program in a message, which the
// program's runtime may have wrapped.
var refusal = regexp.MustCompile(`(?m)(?:^|[\s:*])` + unsafePrefix + `(.+)$`)

// panicked finds what a Go program that panicked said.
var panicked = regexp.MustCompile(`(?m)^(panic|fatal error): .*$`)

// echo is the engine's last word after errors that it has already named.
var echo = regexp.MustCompile(`^(preview|update) failed$`)

// failure makes an error of how the CLI ended and of what the engine said.
func failure(result *Result, complaint string, ended error) error {
	failed := &OperationError{Stack: result.Stack, Verb: result.Verb, Log: result.Log, Err: ended}
	var refusals []string
	for _, d := range result.Diagnostics {
		if d.Severity != SeverityError && d.Severity != SeverityNotice {
			continue
		}
		for _, match := range refusal.FindAllStringSubmatch(d.Message, -1) {
			refusals = appendNew(refusals, match[1])
		}
		for _, line := range panicked.FindAllString(d.Message, -1) {
			failed.Reasons = appendNew(failed.Reasons, "the program ended with "+line)
		}
		if d.Severity == SeverityError && !echo.MatchString(d.Message) {
			failed.Reasons = appendNew(failed.Reasons, reason(d))
		}
	}
	if result.leavesPlan() {
		failed.Err = fmt.Errorf("%w: %w", ErrBeyondPlan, ended)
	}
	for _, v := range result.Violations {
		if v.Mandatory() {
			failed.Err = fmt.Errorf("%w: %w", ErrViolations, ended)
			failed.Reasons = appendNew(failed.Reasons, fmt.Sprintf("policy %s: %s", v.Policy, v.Message))
		}
	}
	if len(failed.Reasons) == 0 {
		failed.Reasons = complaints(complaint)
		if refusedByLock(complaint) {
			failed.Reasons = lockedBy(result.Stack, complaint, time.Now())
		}
		failed.Err = kind(complaint, ended)
	}
	if len(refusals) == 0 && result.protects() {
		for _, r := range Guard(result, nil) {
			refusals = append(refusals, r.String())
		}
		if len(refusals) == 0 {
			refusals = failed.Reasons
		}
	}
	if len(refusals) > 0 {
		failed.Reasons = refusals
		failed.Err = fmt.Errorf("%w: %w", ErrUnsafe, ended)
	}
	if errors.Is(ended, ErrInterrupted) && len(refusals) == 0 {
		failed.Reasons = nil
	}
	return failed
}

// OnlyViolates reports whether an operation failed for nothing but mandatory
// policies.
func (r *Result) OnlyViolates() bool {
	for _, d := range r.Errors() {
		if !echo.MatchString(d.Message) {
			return false
		}
	}
	return slices.ContainsFunc(r.Violations, Violation.Mandatory)
}

// complaints are the lines that the CLI wrote to its standard error, without
// warnings.
func complaints(text string) []string {
	var reasons []string
	for line := range strings.Lines(text) {
		line = plain(line)
		if line == "" || strings.HasPrefix(line, "warning: ") {
			continue
		}
		reasons = appendNew(reasons, strings.TrimPrefix(line, "error: "))
	}
	if lostKey.MatchString(text) {
		reasons = append(reasons, "the state is encrypted with the key of another sandbox, one whose state is gone or lies elsewhere: "+
			"put that back, or set both states aside and begin anew (tandem sandbox reset)")
	}
	return reasons
}

// lostKey is how the key service of a sandbox refuses what it has not encrypted.
var lostKey = regexp.MustCompile(`(?s)/transit/decrypt/.*message authentication failed`)

// protection is how the engine refuses to replace or delete what is protected.
var protection = regexp.MustCompile(`currently marked for protection|because it is protected`)

// constraint is how the engine refuses a step, a resource or the outputs of a
// component that its plan does not hold.
var constraint = regexp.MustCompile(`is not allowed by the plan: |violates plan: |^expected resource operations for .* but none were seen`)

// leavesPlan reports whether the engine ended because of its plan.
func (r *Result) leavesPlan() bool {
	return slices.ContainsFunc(r.Errors(), func(d Diagnostic) bool { return constraint.MatchString(d.Message) })
}

// protects reports whether the engine refused to touch protected resources.
func (r *Result) protects() bool {
	for _, d := range r.Diagnostics {
		if d.Severity == SeverityError && protection.MatchString(d.Message) {
			return true
		}
	}
	return false
}

// kind tells by the CLI's own complaint what kind of failure it is.
func kind(complaint string, ended error) error {
	switch {
	case refusedByLock(complaint):
		return fmt.Errorf("%w: %w", ErrLocked, ended)
	case strings.Contains(complaint, "no stack named"):
		return fmt.Errorf("%w: %w", ErrNoStack, ended)
	}
	return ended
}

func reason(d Diagnostic) string {
	message := withoutValues(d.Message)
	if d.URN == "" {
		return message
	}
	return URNName(d.URN) + ": " + message
}

// changed finds the name of a property in the list of those that leave a plan.
var changed = regexp.MustCompile(`(?:: |, )[-+~=]{2}(\w+)`)

// withoutValues takes the values out of what the engine says of a resource that
// leaves its plan: it shows secrets there, too.
func withoutValues(message string) string {
	before, list, found := strings.Cut(message, " properties changed:")
	if !found || !constraint.MatchString(message) {
		return message
	}
	var names []string
	for _, match := range changed.FindAllStringSubmatch(":"+list, -1) {
		names = appendNew(names, match[1])
	}
	return before + " properties change: " + strings.Join(names, ", ")
}

func appendNew(list []string, text string) []string {
	for _, have := range list {
		if have == text {
			return list
		}
	}
	return append(list, text)
}
