package coverage_test

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/coverage"
	"github.com/tandem-platform/tandem/policy/rules"
)

func TestEveryRuleOfOthersHasItsOutcome(t *testing.T) {
	c, err := coverage.Load(os.DirFS("../rules/coverage"))
	require.NoError(t, err)
	require.NoError(t, errors.Join(c.Check(rules.All())...))
	require.Len(t, c.Sources, 4)
}
