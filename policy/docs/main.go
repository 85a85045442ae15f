// Command docs writes the pages of the policy rules, below docs/policies. It is
// run in the folder of the rules by go generate.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tandem-platform/tandem/policy/coverage"
	"github.com/tandem-platform/tandem/policy/rules"
)

// The folders, as seen from that of the rules.
const (
	pagesDir    = "../../docs/policies"
	fixturesDir = "testdata"
	coverageDir = "coverage"
)

// generated is the first line of every page.
const generated = "<!-- Written by go generate ./policy/rules: change the rule, not this page. -->\n"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes all pages. What is wrong with the coverage data is told when they
// are written, so that a missing row does not keep anybody from reading a page.
func run() error {
	all := sorted(rules.All())
	covers, err := coverage.Load(os.DirFS(coverageDir))
	if err != nil {
		return err
	}
	pages := map[string]string{"README.md": index(all), "coverage.md": coveragePage(covers, all)}
	for _, r := range all {
		text, err := page(r, covers)
		if err != nil {
			return err
		}
		pages[r.ID+".md"] = text
	}
	if err := write(pagesDir, pages); err != nil {
		return err
	}
	return errors.Join(covers.Check(all)...)
}

// write makes a folder hold these pages and no others.
func write(dir string, pages map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	old, err := filepath.Glob(filepath.Join(dir, "*.md"))
	if err != nil {
		return err
	}
	for _, file := range old {
		if _, ok := pages[filepath.Base(file)]; !ok {
			if err := os.Remove(file); err != nil {
				return err
			}
		}
	}
	for name, text := range pages {
		file := filepath.Join(dir, name)
		raw := []byte(generated + strings.TrimRight(text, "\n") + "\n")
		if have, err := os.ReadFile(file); err == nil && bytes.Equal(have, raw) {
			continue
		}
		if err := os.WriteFile(file, raw, 0o644); err != nil {
			return err
		}
	}
	return nil
}
