package build

import (
	"fmt"
	"path"
	"strings"
	"time"
)

// Spec says what to build.
type Spec struct {
	// Dir is the module's root: the folder of its go.mod.
	Dir string
	// Package is the main package: "." or "./folder" inside the module, or
	// the import path of a package of a module that go.mod requires.
	Package string
	// Name is the file name of the binary; empty means the last element of
	// Package, or of Dir for ".".
	Name string
	// Ldflags are given to the linker.
	Ldflags string
	// Env are further variables for the go command, as KEY=value. They are no
	// part of the key, except for what they change of the toolchain.
	Env []string
}

func (s Spec) name() string {
	if s.Name != "" {
		return s.Name
	}
	if base := path.Base(s.Package); base != "." && base != "/" {
		return base
	}
	return path.Base(strings.ReplaceAll(s.Dir, "\\", "/"))
}

func (s Spec) validate() error {
	if s.Dir == "" || s.Package == "" {
		return fmt.Errorf("build: Dir and Package are needed, have %q and %q", s.Dir, s.Package)
	}
	return nil
}

// Stage is a part of a build that is worth reporting.
type Stage string

// The stages, in order. A binary that is in the cache goes through none.
const (
	Waiting     Stage = "waiting for another build"
	Downloading Stage = "downloading modules"
	Compiling   Stage = "compiling"
)

// Progress is called when a stage begins and, with done set, when it ends.
type Progress func(stage Stage, elapsed time.Duration, done bool)

// Built is a binary in the cache.
type Built struct {
	Path string
	Key  string
	// Cached is set when the binary was there already.
	Cached bool
	// Stages holds the time that each stage took.
	Stages map[Stage]time.Duration
}
