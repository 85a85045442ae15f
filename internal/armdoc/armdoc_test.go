package armdoc_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armdoc"
)

func TestWhatIsNotThereIsNothing(t *testing.T) {
	doc := map[string]any{"location": "uksouth", "properties": map[string]any{"zones": true}}
	require.Equal(t, "uksouth", armdoc.Text(doc, "location"))
	require.Equal(t, true, armdoc.Lookup(doc, "properties", "zones"))
	require.Empty(t, armdoc.Text(doc, "properties", "zones"), "a boolean is no text")
	require.Nil(t, armdoc.Lookup(doc, "location", "zones"), "a text has no members")
	require.Nil(t, armdoc.Lookup(nil, "location"))
}
