package pulumi

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRecorderTellsWhatARefreshFound reads events as the CLI v3.259.0 writes them.
func TestRecorderTellsWhatARefreshFound(t *testing.T) {
	r := newRecorder("preview", "blue", nil)
	for _, line := range []string{
		`{"resourcePreEvent":{"planning":true,"metadata":{"op":"refresh","urn":"u::scale","type":"t","old":{"outputs":{"enabled":true}},"new":{"outputs":{"enabled":true}}}}}`,
		`{"resOutputsEvent":{"planning":true,"metadata":{"op":"refresh","urn":"u::scale","type":"t","old":{"outputs":{"enabled":true}},"new":{"outputs":{"enabled":false}},
			"diffs":["enabled"],"detailedDiff":{"enabled":{"diffKind":"update","inputDiff":true}}}}}`,
		`{"resourcePreEvent":{"planning":true,"metadata":{"op":"refresh","urn":"u::setting","type":"t","old":{"outputs":{}},"new":{"outputs":{}}}}}`,
		`{"resOutputsEvent":{"planning":true,"metadata":{"op":"refresh","urn":"u::setting","type":"t","old":{"outputs":{}}}}}`,
	} {
		require.NoError(t, r.record([]byte(line)))
	}
	steps := r.result().Steps
	require.Len(t, steps, 2)
	require.False(t, steps[0].Gone)
	require.Equal(t, []PropertyChange{{Path: "enabled", Kind: "update", Input: true}}, steps[0].Diff)
	require.Equal(t, map[string]any{"enabled": true}, steps[0].Old)
	require.Equal(t, map[string]any{"enabled": false}, steps[0].New)
	require.True(t, steps[1].Gone)
}
