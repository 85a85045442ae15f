package preview_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
)

// difference is one difference that a refresh might find.
type difference struct {
	typ, path    string
	before, seen any
}

const (
	container = "azure-native:storage:BlobContainer"
	blobs     = "azure-native:storage:BlobServiceProperties"
	logs      = "azure-native:insights:DiagnosticSetting"
	fg        = "azure-native:sql:FailoverGroup"
	origin    = "azure-native:cdn:AFDOrigin"
	app       = "azure-native:web:WebApp"
)

// noises are, for each noise by its name, differences that are it, and edits of
// the same properties that are not.
var noises = map[string]struct{ noise, drift []difference }{
	"defaults of blob containers": {
		noise: []difference{{container, "defaultEncryptionScope", nil, "$account-encryption-key"}, {container, "denyEncryptionScopeOverride", nil, false}, {container, "publicAccess", nil, "None"}},
		drift: []difference{{container, "publicAccess", nil, "Blob"}, {container, "publicAccess", "None", "Container"}, {container, "defaultEncryptionScope", nil, "theirs"}, {app, "publicAccess", nil, "None"}},
	},
	"defaults of the blob service": {
		noise: []difference{{blobs, "cors", nil, map[string]any{"corsRules": []any{}}}, {blobs, "deleteRetentionPolicy.allowPermanentDelete", nil, false}},
		drift: []difference{{blobs, "deleteRetentionPolicy.allowPermanentDelete", nil, true}, {blobs, "deleteRetentionPolicy.days", 30.0, 1.0},
			{blobs, "cors", nil, map[string]any{"corsRules": []any{map[string]any{"allowedOrigins": []any{"*"}}}}}, {blobs, "isVersioningEnabled", true, false}},
	},
	"retention in diagnostic settings": {
		noise: []difference{{logs, "logs[0].retentionPolicy", nil, map[string]any{"enabled": false, "days": 0.0}}, {logs, "metrics[0].timeGrain", nil, ""},
			{logs, "logs", []any{map[string]any{"category": "Audit", "enabled": true}}, []any{map[string]any{"category": "Audit", "enabled": true, "retentionPolicy": map[string]any{"days": 0.0, "enabled": false}}}}},
		drift: []difference{{logs, "logs[0].enabled", true, false}, {logs, "logs[0].retentionPolicy", nil, map[string]any{"enabled": true, "days": 7.0}},
			{logs, "logs", []any{map[string]any{"category": "Audit", "enabled": true}}, []any{}}, {logs, "workspaceId", "/a", "/b"}},
	},
	"times and versions": {
		noise: []difference{{app, "etag", "1", "2"}, {app, "properties.lastModifiedTimeUtc", "1", "2"}, {app, "systemData.createdAt", nil, "2026"}},
		drift: []difference{{app, "etagged", "1", "2"}, {app, "expiresAt", "1", "2"}, {app, "tags.createdAt", "1", "2"}, {app, `tags["a.etag"]`, "1", "2"}},
	},
	"states of operations": {
		noise: []difference{{app, "provisioningState", "Creating", "Succeeded"}, {app, "deploymentStatus", nil, "NotStarted"}},
		drift: []difference{{app, "provisioningState", "Succeeded", "Failed"}, {app, "provisioningState", "Failed", "Succeeded"}},
	},
	"roles after a failover": {
		noise: []difference{{fg, "replicationRole", "Primary", "Secondary"}, {fg, "partnerServers[0].replicationRole", "Secondary", "Primary"},
			{fg, "partnerServers", []any{map[string]any{"id": "/subscriptions/a/G", "replicationRole": "Secondary"}}, []any{map[string]any{"id": "/subscriptions/A/g", "replicationRole": "Primary"}}}},
		drift: []difference{{fg, "partnerServers", []any{map[string]any{"id": "/subscriptions/a/g"}}, []any{map[string]any{"id": "/subscriptions/a/other"}}},
			{fg, "readWriteEndpoint.failoverPolicy", "Manual", "Automatic"}, {fg, "databases", []any{"/subscriptions/d"}, []any{}}},
	},
	"connections of private endpoints": {
		noise: []difference{{app, "properties.privateEndpointConnections", nil, []any{}}, {app, "privateEndpointConnections[0].id", "a", "b"}},
		drift: []difference{{app, "publicNetworkAccess", "Disabled", "Enabled"}},
	},
	"private links that were approved": {
		noise: []difference{{origin, "sharedPrivateLinkResource.status", "Pending", "Approved"},
			{"azure-native:cdn/v20230501:AFDOrigin", "sharedPrivateLinkResource.status", "Pending", "Approved"}},
		drift: []difference{{origin, "sharedPrivateLinkResource.status", "Approved", "Rejected"}, {origin, "sharedPrivateLinkResource.privateLink.id", "/a", "/b"}, {origin, "priority", 1.0, 2.0}},
	},
	"links that the portal hides": {
		noise: []difference{{app, `tags["hidden-link: /app-insights-resource-id"]`, nil, "/subscriptions/x"}, {app, "tags.hidden-title", nil, "x"}},
		drift: []difference{{app, "tags.owner", "a", "b"}, {app, "tags.hidden-title", "x", nil}},
	},
	"order of a list": {
		noise: []difference{{app, "x", []any{map[string]any{"name": "a"}, map[string]any{"name": "b"}}, []any{map[string]any{"name": "b"}, map[string]any{"name": "a"}}},
			{app, "y", []any{"/subscriptions/a", "/subscriptions/b"}, []any{"/subscriptions/b", "/subscriptions/a"}}},
		drift: []difference{{app, "dnsServers", []any{"10.0.0.4", "10.0.0.5"}, []any{"10.0.0.5", "10.0.0.4"}},
			{app, "x", []any{map[string]any{"name": "a"}}, []any{map[string]any{"name": "a"}, map[string]any{"name": "b"}}},
			{app, "z", []any{map[string]any{"name": "a", "value": preview.Secret}, map[string]any{"name": "b"}}, []any{map[string]any{"name": "b"}, map[string]any{"name": "a", "value": preview.Secret}}}},
	},
}

// TestEveryNoiseIsToldFromDrift has a case for each noise, and for edits that must
// not pass for it.
func TestEveryNoiseIsToldFromDrift(t *testing.T) {
	for _, n := range preview.Noises {
		t.Run(n.Name, func(t *testing.T) {
			require.NotEmpty(t, n.Reason)
			cases, ok := noises[n.Name]
			require.True(t, ok, "a noise without a test")
			for _, d := range cases.noise {
				why, benign := preview.Benign(d.typ, system.Property{Path: d.path, Old: d.before, New: d.seen})
				require.True(t, benign, "%+v", d)
				require.Contains(t, why, n.Reason)
			}
			for _, d := range cases.drift {
				_, benign := preview.Benign(d.typ, system.Property{Path: d.path, Old: d.before, New: d.seen})
				require.False(t, benign, "%+v", d)
			}
		})
	}
	require.Len(t, noises, len(preview.Noises), "a test without a noise")
}

func TestDriftIsToldFromTheChange(t *testing.T) {
	edited := system.Step{URN: "u1", Type: app, Name: "blue-app", Op: "update", Properties: []system.Property{
		{Path: "httpsOnly", Old: true, New: false}, {Path: "etag", Old: "1", New: "2"}}}
	noisy := system.Step{URN: "u2", Type: container, Name: "documents", Op: "update", Properties: []system.Property{{Path: "publicAccess", New: "None"}}}
	gone := system.Step{URN: "u3", Type: logs, Name: "to-workspace", Op: "delete"}
	c := &system.Change{Stack: "blue", Drift: []system.Step{edited, noisy, gone}, Counts: system.Counts{Update: 2, Create: 1}, Steps: []system.Step{
		{URN: "u1", Type: app, Name: "blue-app", Op: "update", Properties: []system.Property{{Path: "httpsOnly", Old: false, New: true}}},
		{URN: "u3", Type: logs, Name: "to-workspace", Op: "create"},
		{URN: "u4", Type: app, Name: "meant", Op: "update", Properties: []system.Property{{Path: "kind", Old: "a", New: "b"}}}}}
	r := preview.New(preview.Input{Target: "azure", Refreshed: true, Changes: []*system.Change{c}})
	require.Equal(t, preview.Attention, r.Verdict)
	require.Equal(t, []string{"the target has drifted in 2 resources"}, r.Reasons)
	comment, err := r.Markdown()
	require.NoError(t, err)
	for _, want := range []string{"update `blue-app` (azure-native:web:WebApp): takes back drift\n", "create `to-workspace` (azure-native:insights:DiagnosticSetting): takes back drift\n",
		"update `meant` (azure-native:web:WebApp)\n", "- `to-workspace` (azure-native:insights:DiagnosticSetting) is **gone**", "- `documents`: defaults of blob containers", "What a refresh does not show"} {
		require.Contains(t, comment, want)
	}
	inShape(t, comment)
}

func TestABaseInASandboxCannotDrift(t *testing.T) {
	r := preview.New(preview.Input{Target: "sandbox", Changes: []*system.Change{{Stack: "blue"}}})
	require.False(t, r.Drift.Looked)
	comment, err := r.Markdown()
	require.NoError(t, err)
	require.Contains(t, comment, "none by construction")
}
