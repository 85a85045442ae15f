package rp

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestPatternsCompile compiles what the package's start does not.
func TestPatternsCompile(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile("\\b(?:patternOf|rule)\\(`([^`]*)`")
	found := 0
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range made.FindAllSubmatch(raw, -1) {
			found++
			if _, err := regexp.Compile(string(m[1])); err != nil {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if found < 35 {
		t.Errorf("only %d patterns were found", found)
	}
}
