package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAPlansDigestIsHandedOver: as both systems want it, and to nobody who has not asked.
func TestAPlansDigestIsHandedOver(t *testing.T) {
	outputs := filepath.Join(t.TempDir(), "outputs")
	require.NoError(t, os.WriteFile(outputs, nil, 0o600))
	plan := &savedPlan{digest: strings.Repeat("0a", 32)}
	for _, c := range []struct{ github, pipelines, file, commands string }{
		{"true", "", "digest=sha256:" + plan.digest + "\n", ""},
		{"", "True", "", "##vso[task.setvariable variable=digest;isOutput=true]sha256:" + plan.digest + "\n"},
	} {
		require.NoError(t, os.Truncate(outputs, 0))
		t.Setenv("GITHUB_ACTIONS", c.github)
		t.Setenv("TF_BUILD", c.pipelines)
		t.Setenv("GITHUB_OUTPUT", outputs)
		var stderr bytes.Buffer
		a := &app{ui: newUI(&bytes.Buffer{}, &stderr)}
		require.NoError(t, a.handPlan(planKeeping{file: "plan.json"}, plan))
		require.Empty(t, stderr.String())
		keep := planKeeping{file: "plan.json", outputs: true}
		require.NoError(t, keep.check())
		require.NoError(t, a.handPlan(keep, plan))
		raw, err := os.ReadFile(outputs)
		require.NoError(t, err)
		require.Equal(t, c.file, string(raw))
		require.Equal(t, c.commands, stderr.String())
	}
}
