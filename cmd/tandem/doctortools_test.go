package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// What the guide's tools say of their version is compared with what the guide needs.
func TestToolsOfTheGuide(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("PATH", dir)
	for says, want := range map[string]struct {
		ok    bool
		found string
	}{
		"2.60.0": {true, "az 2.60.0"}, "2.80.1": {true, "az 2.80.1"}, "3.0.0": {true, "az 3.0.0"},
		"2.9.1": {false, "az 2.9.1"}, "hello": {false, "az does not say its version"},
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, "az"), []byte("#!/bin/sh\necho "+says+"\n"), 0o700))
		c := checkTool(t.Context(), guideTools[0])
		require.Equal(t, want.ok, c.OK, says)
		require.Equal(t, want.found, c.Found)
		require.True(t, c.Optional && c.Remedy != "")
	}
	missing := checkTool(t.Context(), guideTools[1])
	require.False(t, missing.OK)
	require.Contains(t, missing.Found, "pulumi cannot be run")
	require.Contains(t, missing.Remedy, "3.259.0 or newer")
}
