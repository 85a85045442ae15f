package rp

import (
	"regexp"
	"sync"
)

// pattern is a regular expression that is compiled when it is first needed: a
// sandbox starts with many a command, and most have no use for most of them.
type pattern func() *regexp.Regexp

func patternOf(text string) pattern {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}

// MatchString reports whether s has a match.
func (p pattern) MatchString(s string) bool { return p().MatchString(s) }
