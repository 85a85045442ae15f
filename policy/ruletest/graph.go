package ruletest

import "github.com/tandem-platform/tandem/policy/rule"

// Graph is the fixture's graph of a whole system, for tests that grow others of it.
func (f *Fixture) Graph() (*rule.Graph, error) { return f.graph(false, true) }
