package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
)

// judgedFile is a file that is judged.
type judgedFile struct {
	name string
	raw  []byte
	*export.File
	stacks []stackName
	lines  map[string]int // by URN, once they are asked for
}

// stackName is a stack of a project.
type stackName struct{ project, name string }

// standardInput is the name of a file that is read from standard input.
const standardInput = "-"

// readFiles reads files and tells everything that is wrong with them.
func (a *app) readFiles(names []string) ([]*judgedFile, error) {
	var files []*judgedFile
	var faults []error
	holder := map[stackName]string{}
	for _, name := range names {
		f, err := a.readFile(name)
		if err != nil {
			faults = append(faults, &usageError{err})
			continue
		}
		for _, s := range f.stacks {
			if other, twice := holder[s]; twice {
				faults = append(faults, usagef("%s and %s both hold stack %s of project %s: give one of them", other, name, s.name, s.project))
				continue
			}
			holder[s] = name
		}
		files = append(files, f)
	}
	return files, errors.Join(faults...)
}

func (a *app) readFile(name string) (*judgedFile, error) {
	f := &judgedFile{name: name}
	var err error
	if name == standardInput {
		f.name = "standard input"
		f.raw, err = io.ReadAll(a.stdin)
	} else {
		f.raw, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: name a file that pulumi stack export or pulumi preview --json wrote", err)
	}
	if f.File, err = export.Read(f.raw); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", f.name, err, remedyFor(err))
	}
	for _, r := range f.Resources {
		s := stackName{name: r.Stack(), project: projectOf(r)}
		if !slices.Contains(f.stacks, s) {
			f.stacks = append(f.stacks, s)
		}
	}
	return f, nil
}

func projectOf(r *rule.Resource) string {
	if parts := strings.SplitN(r.URN, "::", 3); len(parts) == 3 {
		return parts[1]
	}
	return ""
}

// remedyFor says what to do about a file that cannot be judged.
func remedyFor(err error) string {
	switch {
	case errors.Is(err, export.ErrUnchangedLeftOut):
		return "save it again with: pulumi preview --json --show-sames"
	case errors.Is(err, export.ErrFailedPreview):
		return "mend the program and save the preview again"
	case errors.Is(err, export.ErrAnswer):
		return "tandem preview judges by itself what it previews; for a file, save: pulumi preview --json --show-sames"
	}
	return "write one with: pulumi stack export --show-secrets, or with: pulumi preview --json --show-sames"
}

// classOfFiles is the class that the files tell, "" when they tell none.
func classOfFiles(files []*judgedFile) (rule.Class, error) {
	var told *judgedFile
	for _, f := range files {
		if f.Class == "" {
			continue
		}
		if f.Class != rule.Production && f.Class != rule.Test {
			return "", usagef("%s is of class %s, which is not known: say with --class what to hold it to", f.name, f.Class)
		}
		if told != nil && told.Class != f.Class {
			return "", usagef("%s is of class %s and %s of class %s: say with --class what to hold them to", told.name, told.Class, f.name, f.Class)
		}
		told = f
	}
	if told == nil {
		return "", nil
	}
	return told.Class, nil
}

var urnMember = regexp.MustCompile(`"urn"\s*:\s*("(?:[^"\\]|\\.)*")`)

// line is where a resource's URN stands, 1 when it is not found.
func (f *judgedFile) line(r *rule.Resource) int {
	if f.lines == nil {
		f.lines = map[string]int{}
		line, done := 1, 0
		for _, at := range urnMember.FindAllSubmatchIndex(f.raw, -1) {
			line += strings.Count(string(f.raw[done:at[2]]), "\n")
			done = at[2]
			if urn, err := strconv.Unquote(string(f.raw[at[2]:at[3]])); err == nil && f.lines[urn] == 0 {
				f.lines[urn] = line
			}
		}
	}
	return max(f.lines[r.URN], 1)
}

// fileOf is the file that holds a resource.
func (j *judgement) fileOf(r *rule.Resource) *judgedFile {
	s := stackName{name: r.Stack(), project: projectOf(r)}
	for _, f := range j.files {
		if slices.Contains(f.stacks, s) {
			return f
		}
	}
	return j.files[0]
}
