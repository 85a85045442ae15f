package main

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
)

// TestSettingsAreComparedLive edits, removes and adds settings that a refresh by the
// official provider would not show.
func TestSettingsAreComparedLive(t *testing.T) {
	const id = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app/config/appsettings"
	secret := map[string]any{"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "v1:x"}
	d := &pulumi.Deployment{Resources: []pulumi.Resource{
		{URN: "u::settings", Type: "azure-native:web:WebAppApplicationSettings", ID: id, Inputs: map[string]any{"properties": map[string]any{
			"SAME": "a", "EDITED": "a", "REMOVED": "a", "SECRET": secret, "SECRET_GONE": secret}}},
		{URN: "u::auth", Type: "azure-native:web:WebAppAuthSettingsV2", ID: id, Inputs: map[string]any{}},
		{URN: "u::group", Type: "azure-native:resources:ResourceGroup", ID: "/subscriptions/s/resourceGroups/g"}}}
	var asked []string
	ask := func(_ context.Context, id, _ string) (map[string]any, error) {
		asked = append(asked, id)
		return map[string]any{"properties": map[string]any{"SAME": "a", "EDITED": "hunter2", "SECRET": "x", "ADDED": "hunter2"}}, nil
	}
	c := &system.Change{}
	require.NoError(t, settingsDrift(t.Context(), ask, d, c))
	require.Equal(t, []string{id + "/list"}, asked)
	require.Equal(t, []system.Step{{URN: "u::settings", Type: "azure-native:web:WebAppApplicationSettings", Name: "settings", Op: "update", Properties: []system.Property{
		{Path: "properties.EDITED", Old: preview.Secret, New: preview.Secret},
		{Path: "properties.REMOVED", Old: preview.Secret},
		{Path: "properties.SECRET_GONE", Old: preview.Secret},
		{Path: "properties.ADDED", New: preview.Secret}}}}, c.Drift)

	require.NoError(t, settingsDrift(t.Context(), ask, d, c), "what the refresh has found is not asked again")
	require.Len(t, asked, 1)
	refused := func(context.Context, string, string) (map[string]any, error) { return nil, errors.New("403") }
	require.ErrorContains(t, settingsDrift(t.Context(), refused, d, &system.Change{}), "settings of settings: 403")
}
