package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/system"
)

func TestAPropertyIsShownBeforeAndAfter(t *testing.T) {
	before := map[string]any{
		"sku":        map[string]any{"name": "P1v3"},
		"rules":      []any{map[string]any{"action": "Allow"}},
		"tags":       map[string]any{"a.b": "x"},
		"properties": pulumi.Secret,
		"notes":      strings.Repeat("n", 200),
	}
	after := map[string]any{
		"sku":        map[string]any{"name": "P2v3"},
		"rules":      []any{map[string]any{"action": pulumi.Unknown}},
		"properties": map[string]any{"password": pulumi.Secret},
		"capacity":   3.0,
	}
	for path, want := range map[string]string{
		"sku.name":            `sku.name: "P1v3" -> "P2v3"`,
		"rules[0].action":     `rules[0].action: "Allow" -> [unknown]`,
		`tags["a.b"]`:         `tags["a.b"]: "x" -> [unset]`,
		"properties.password": `properties.password: [secret] -> [secret]`,
		"capacity":            `capacity: [unset] -> 3`,
		"rules[7].action":     `rules[7].action`,
		"notes":               `notes: "` + strings.Repeat("n", longestValue-1) + `... -> [unset]`,
	} {
		require.Equal(t, want, printable(system.Property{Path: path, Old: valueAt(before, path), New: valueAt(after, path)}))
	}
	require.Equal(t, "location (forces a replacement)", printable(system.Property{Path: "location", Replaces: true}))
}
