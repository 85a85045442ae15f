package main

import (
	"bytes"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
)

// Runners of pipelines obey commands in what a step writes, and some of that quotes what
// strangers have chosen: the name of a branch, a commit's message, an answer of an API.
// GitHub's obeys "::" at the beginning of a line and "##[" anywhere in it, that of Azure
// Pipelines "##vso[" anywhere
// (https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands,
// https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands).
var (
	anywhere  = regexp.MustCompile(`##((?i:vso)?\[)`)
	beginning = regexp.MustCompile(`(^|[\r\n])([\s\v\p{Z}\x{85}]*):(:+)`) // the runner trims all spaces of Unicode
)

// inert is text that runners take for text.
func inert(text []byte) []byte {
	text = anywhere.ReplaceAll(text, []byte("## $1"))
	return beginning.ReplaceAll(text, []byte("$1$2: $3"))
}

// inertJSON is a JSON document that runners take for text, and that says the same:
// outside of its strings there is nothing that they obey.
func inertJSON(document []byte) []byte {
	return anywhere.ReplaceAll(document, []byte(`#\u0023$1`))
}

// inPipelineRun reports whether a runner reads what is written.
func inPipelineRun() bool {
	return os.Getenv("GITHUB_ACTIONS") == "true" || strings.EqualFold(os.Getenv("TF_BUILD"), "true")
}

// inertLines writes whole lines, each inert: half of a command could come with one write, the
// rest with the next one.
type inertLines struct {
	to io.Writer

	mu   sync.Mutex
	rest []byte // of a line that has not ended
}

// Write implements [io.Writer].
func (l *inertLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	end := bytes.LastIndexByte(l.rest, '\n') + 1
	if end == 0 {
		return len(p), nil
	}
	_, err := l.to.Write(inert(l.rest[:end]))
	l.rest = append(l.rest[:0], l.rest[end:]...)
	return len(p), err
}

// flush writes what is left of the last line.
func (l *inertLines) flush() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.to.Write(inert(l.rest))
	l.rest = nil
	return err
}
