package rules_test

import (
	"testing"

	"github.com/tandem-platform/tandem/policy/rules"
	"github.com/tandem-platform/tandem/policy/ruletest"
)

func TestFixtures(t *testing.T) { ruletest.Run(t, rules.All(), "testdata") }

func TestUnknowns(t *testing.T) { ruletest.Unknowns(t, rules.All(), "testdata") }

func TestSecrets(t *testing.T) { ruletest.Secrets(t, rules.All(), "testdata", "TDM-KV-015") }

func TestCases(t *testing.T) { ruletest.Cases(t, rules.All(), "testdata") }

func TestParams(t *testing.T) { ruletest.Params(t, rules.All(), "testdata", "TDM-RES-001.values") }

func TestMetadata(t *testing.T) { ruletest.Metadata(t, rules.All()) }

func TestSources(t *testing.T) { ruletest.Sources(t, ".") }
