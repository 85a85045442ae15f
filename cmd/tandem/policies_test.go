package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
)

// TestTheEngineIsToldOfRulesThatAConfigNames keeps it from checking and counting
// every other rule on every resource.
func TestTheEngineIsToldOfRulesThatAConfigNames(t *testing.T) {
	p := &policies{}
	require.Equal(t, "none", p.environment()[record.DeclareVariable])
	p.options = rule.Options{
		Levels: map[string]rule.Level{"TDM-STO-015": rule.Advisory, "TDM-APP-033": rule.Disabled},
		Params: map[string]map[string]any{"TDM-STO-015": {"days": 1.0}, "TDM-DR-002": {"kilometres": 1.0}},
	}
	require.Equal(t, "TDM-APP-033,TDM-DR-002,TDM-STO-015", p.environment()[record.DeclareVariable])
}
