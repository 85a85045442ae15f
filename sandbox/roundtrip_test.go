package sandbox_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// stored reads all resources from a copy of the sandbox's state.
func stored(t *testing.T, c *client) []*store.Resource {
	t.Helper()
	path := filepath.Join(t.TempDir(), "copy.db")
	if err := c.s.CopyState(path); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(path, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var all []*store.Resource
	err = s.View(func(tx store.Tx) error { all = tx.Descendants(sub); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(all) // parents first
	return all
}

// onlyRead are resources that Azure makes and clients cannot write as they
// are (pending connections among them), by what their ids contain.
var onlyRead = []string{"/networkInterfaces/", "/databases/master", "/vulnerabilityAssessments/Default", "/privateEndpointConnections/"}

// writtenWhole are the types of the world of which Azure has no PATCH.
// Source: the operations of each in https://github.com/Azure/azure-rest-api-specs.
var writtenWhole = []string{
	"Microsoft.Network/virtualNetworks/subnets",
	"Microsoft.Sql/servers/administrators", "Microsoft.Sql/servers/advancedThreatProtectionSettings", "Microsoft.Sql/servers/auditingSettings",
	"Microsoft.Sql/servers/azureADOnlyAuthentications", "Microsoft.Sql/servers/connectionPolicies", "Microsoft.Sql/servers/encryptionProtector",
	"Microsoft.Sql/servers/extendedAuditingSettings", "Microsoft.Sql/servers/securityAlertPolicies", "Microsoft.Sql/servers/sqlVulnerabilityAssessments",
	"Microsoft.Sql/servers/databases/advancedThreatProtectionSettings", "Microsoft.Sql/servers/databases/auditingSettings",
	"Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies", "Microsoft.Sql/servers/databases/extendedAuditingSettings",
	"Microsoft.Sql/servers/databases/securityAlertPolicies", "Microsoft.Sql/servers/databases/transparentDataEncryption",
	"Microsoft.Storage/storageAccounts/blobServices",
	"Microsoft.Web/sites/basicPublishingCredentialsPolicies", "Microsoft.Web/sites/hostNameBindings",
}

// TestWhatIsReadCanBeWritten: for every resource of the world, the document
// that GET answers can be PUT back, as clients do that change one property of
// it, and nothing is different afterwards; an empty PATCH changes nothing either.
func TestWhatIsReadCanBeWritten(t *testing.T) {
	c := newWorld(t)
	for _, r := range stored(t, c) {
		if slices.ContainsFunc(onlyRead, func(part string) bool { return strings.Contains(r.ID, part) }) {
			continue
		}
		t.Run(strings.TrimPrefix(r.ID, sub), func(t *testing.T) {
			url := r.ID + "?api-version=" + roundtripVersion(r.ID)
			before := c.send("GET", url, nil)
			if before.status == 405 {
				t.Skip("the type is not read by GET")
			}
			before.want(t, 200)
			if got := c.finish(c.send("PUT", url, before.body)); refused(got) {
				t.Fatalf("PUT of what GET answered: %d %s", got.status, got.raw)
			}
			after := c.send("GET", url, nil).want(t, 200)
			if diff := cmp.Diff(steady(before.body), steady(after.body)); diff != "" {
				t.Errorf("after the PUT (-before +after):\n%s", diff)
			}
			got := c.finish(c.send("PATCH", url, map[string]any{}))
			if slices.Contains(writtenWhole, r.Type) || r.Type == "Microsoft.Web/sites/config" && r.Name != "web" {
				got.want(t, 405, "MethodNotAllowed")
				return
			}
			if refused(got) {
				t.Fatalf("empty PATCH: %d %s", got.status, got.raw)
			}
			after = c.send("GET", url, nil).want(t, 200)
			if diff := cmp.Diff(steady(before.body), steady(after.body)); diff != "" {
				t.Errorf("after the PATCH (-before +after):\n%s", diff)
			}
		})
	}
}

func roundtripVersion(id string) string {
	if strings.Contains(id, "/sqlVulnerabilityAssessments/") {
		return "2022-11-01-preview"
	}
	return versionOf(id)
}

// steady is a document without etags and the times of the last change.
func steady(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for name, e := range v {
			lower := strings.ToLower(name)
			if lower == "etag" || strings.HasPrefix(lower, "lastmodified") || strings.HasPrefix(lower, "updated") || lower == "modifieddate" {
				continue
			}
			out[name] = steady(e)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = steady(e)
		}
		return out
	}
	return v
}
