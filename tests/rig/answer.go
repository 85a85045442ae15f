package rig

import (
	"slices"
	"testing"
)

// Changes is what up, preview and destroy answer in JSON.
type Changes struct {
	Stacks []StackChange `json:"stacks"`
	Status Status        `json:"status"`
}

// StackChange is what happens to one stack.
type StackChange struct {
	Stack    string         `json:"stack"`
	Counts   map[string]int `json:"counts"`
	Steps    []Step         `json:"steps"`
	Warnings []string       `json:"warnings"`
}

// Step is what happens to one resource.
type Step struct {
	Type       string     `json:"type"`
	Name       string     `json:"name"`
	Op         string     `json:"op"`
	Properties []Property `json:"properties"`
}

// Property is a property that differs.
type Property struct {
	Path string `json:"path"`
	Old  any    `json:"old"`
	New  any    `json:"new"`
}

// Paths lists the properties of a step that differ.
func (s Step) Paths() []string {
	var paths []string
	for _, p := range s.Properties {
		paths = append(paths, p.Path)
	}
	return paths
}

// Status is what status answers in JSON, as far as tests ask.
type Status struct {
	Stamps []struct {
		Stamp, Region, Role, Intent, AppState, ImageDigest, Revision, Address string
		PrivateLinks                                                          []struct{ Target, Name, Status string }
		Replication                                                           []struct{ Kind, From, To, State string }
	} `json:"stamps"`
	Edge struct {
		Address string `json:"address"`
		Origins []struct {
			Stamp    string
			Priority int
			Enabled  bool
		} `json:"origins"`
	} `json:"edge"`
	Missing []struct {
		ID string `json:"id"`
	} `json:"missing"`
	Findings []string `json:"findings"`
}

// Changes decodes the answer of up, preview or destroy.
func (r Result) Changes(t testing.TB) Changes {
	t.Helper()
	var c Changes
	r.JSON(t, &c)
	return c
}

// Status decodes the answer of status.
func (r Result) Status(t testing.TB) Status {
	t.Helper()
	var s struct{ Status Status }
	r.JSON(t, &s)
	return s.Status
}

// Stack returns the change of one stack, which must be there.
func (c Changes) Stack(t testing.TB, name string) StackChange {
	t.Helper()
	i := slices.IndexFunc(c.Stacks, func(s StackChange) bool { return s.Stack == name })
	if i < 0 {
		t.Fatalf("the answer has no stack %s", name)
	}
	return c.Stacks[i]
}

// Changed counts the resources that do not stay as they are.
func (c StackChange) Changed() int {
	return c.Counts["create"] + c.Counts["update"] + c.Counts["replace"] + c.Counts["delete"]
}

// Steps lists every step of every stack.
func (c Changes) Steps() []Step {
	var all []Step
	for _, s := range c.Stacks {
		all = append(all, s.Steps...)
	}
	return all
}
