package pulumi

import (
	"bytes"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAPlanWithoutProtectionRecallsIt is about a plan that was made on a copy in which
// nothing is protected: what the program lifts in the same change still shows.
func TestAPlanWithoutProtectionRecallsIt(t *testing.T) {
	r := newRecorder("preview", "blue", nil)
	for _, line := range []string{
		`{"resourcePreEvent":{"planning":true,"metadata":{"op":"replace","urn":"u::kept","type":"t","old":{"inputs":{}},"new":{"inputs":{},"protect":true}}}}`,
		`{"resourcePreEvent":{"planning":true,"metadata":{"op":"same","urn":"u::lifted","type":"t","old":{"inputs":{}},"new":{"inputs":{}}}}}`,
		`{"resourcePreEvent":{"planning":true,"metadata":{"op":"same","urn":"u::renamed","type":"t","old":{"urn":"u::before","inputs":{}},"new":{"urn":"u::renamed","inputs":{}}}}}`,
		`{"resourcePreEvent":{"planning":true,"metadata":{"op":"delete","urn":"u::gone","type":"t","old":{"inputs":{}}}}}`,
		`{"resourcePreEvent":{"planning":true,"metadata":{"op":"same","urn":"u::never","type":"t","old":{"inputs":{}},"new":{"inputs":{}}}}}`,
	} {
		require.NoError(t, r.record([]byte(line)))
	}
	r.result().recall([]string{"u::kept", "u::lifted", "u::before", "u::gone"})
	for _, s := range r.result().Steps {
		require.Equal(t, s.Name != "never", s.Protected, s.Name)
		require.Equal(t, s.Name == "lifted" || s.Name == "renamed", s.Unprotected, s.Name)
	}
}

// TestWhatIsOnlyRecordedOtherwiseIsTold is about runs that are needed although no resource
// changes: what an alias leads to is lost with the alias if it was never recorded.
func TestWhatIsOnlyRecordedOtherwiseIsTold(t *testing.T) {
	const same = `{"resourcePreEvent":{"planning":true,"metadata":{"op":"same","urn":"u::a","type":"t",`
	for event, want := range map[string]bool{
		same + `"old":{"urn":"u::a","protect":true},"new":{"urn":"u::a","protect":true}}}}`:                                                                  false,
		same + `"old":{"urn":"u::b"},"new":{"urn":"u::a"}}}}`:                                                                                                true,
		same + `"old":{"urn":"u::a"},"new":{"urn":"u::a","protect":true}}}}`:                                                                                 true,
		same + `"old":{"urn":"u::a","protect":true},"new":{"urn":"u::a"}}}}`:                                                                                 true,
		`{"resourcePreEvent":{"planning":true,"metadata":{"op":"update","urn":"u::a","type":"t","old":{"urn":"u::b"},"new":{"urn":"u::a","protect":true}}}}`: false,
	} {
		r := newRecorder("preview", "blue", nil)
		require.NoError(t, r.record([]byte(event)))
		require.Equal(t, want, r.result().Restates(), event)
	}
}

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

// TestALaterEventTellsWhatIsNew is about the values of a step, of which each event of it
// says all: those before are known from the first, those after may change.
func TestALaterEventTellsWhatIsNew(t *testing.T) {
	r := newRecorder("up", "blue", nil)
	const step = `"metadata":{"op":"update","urn":"u::a","type":"t","old":{"inputs":{"size":1}},`
	for _, turn := range []struct {
		event string
		want  any
	}{
		{`{"resourcePreEvent":{` + step + `"new":{"inputs":{"size":2}}}}}`, 2.0},
		{`{"resourcePreEvent":{` + step + `"new":{"inputs":{"size":2}}}}}`, 2.0},
		{`{"resOutputsEvent":{` + step + `"new":{"inputs":{"size":3},"outputs":{"size":4}}}}}`, 3.0},
		{`{"resOpFailedEvent":{` + step + `"new":{}}}}`, 3.0},
		{`{"resOutputsEvent":{` + step + `"new":{"inputs":{"size":2}}}}}`, 2.0},
	} {
		require.NoError(t, r.record([]byte(turn.event)))
		require.Len(t, r.result().Steps, 1)
		require.Equal(t, map[string]any{"size": 1.0}, r.result().Steps[0].Old, turn.event)
		require.Equal(t, map[string]any{"size": turn.want}, r.result().Steps[0].New, turn.event)
	}
	require.ErrorContains(t, r.record([]byte(`{"resourcePreEvent":{"metadata":{"op":"same","urn":"u::b","new":{"inputs":[]}}}}`)), "event ")
}

func BenchmarkRecord(b *testing.B) {
	raw, err := os.ReadFile("testdata/events/preview-protected.events")
	require.NoError(b, err)
	lines := bytes.Split(bytes.TrimSpace(raw), []byte("\n"))
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		r := newRecorder("preview", "blue", nil)
		for _, line := range lines {
			if err := r.record(line); err != nil {
				b.Fatal(err)
			}
		}
	}
}
