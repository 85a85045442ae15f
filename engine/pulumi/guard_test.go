package pulumi_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

func step(token, name string, op pulumi.Op, changes ...pulumi.PropertyChange) pulumi.Step {
	return pulumi.Step{URN: "urn:pulumi:global::tandem::" + token + "::" + name, Type: token, Name: name, Op: op, Diff: changes}
}

func TestGuard(t *testing.T) {
	forced := pulumi.PropertyChange{Path: "location", Kind: "update", Replace: true}
	harmless := pulumi.PropertyChange{Path: "tags.owner", Kind: "update"}
	keyed := step("azure-native:keyvault:Vault", "vault", pulumi.OpReplace)
	keyed.ReplaceKeys = []string{"vaultName"}
	for _, c := range []struct {
		name  string
		steps []pulumi.Step
		want  []string
	}{
		{"create, update and same are safe", []pulumi.Step{
			step("azure-native:sql:Database", "a", pulumi.OpCreate),
			step("azure-native:sql:Database", "b", pulumi.OpUpdate, harmless),
			step("azure-native:sql:Database", "c", pulumi.OpSame),
		}, nil},
		{"what holds no data may go", []pulumi.Step{
			step("azure-native:web:WebApp", "web", pulumi.OpReplace, forced),
			step("azure-native:cdn:Route", "route", pulumi.OpDelete),
		}, nil},
		{"the three steps of a replacement are one refusal", []pulumi.Step{
			step("azure-native:sql:Database", "db", pulumi.OpCreateReplacement, forced, harmless),
			step("azure-native:sql:Database", "db", pulumi.OpReplace, forced, harmless),
			step("azure-native:sql:Database", "db", pulumi.OpDeleteReplaced),
		}, []string{"database db would be replaced, forced by location (urn:pulumi:global::tandem::azure-native:sql:Database::db)"}},
		{"versioned tokens count", []pulumi.Step{
			step("azure-native:storage/v20230101:BlobContainer", "x", pulumi.OpDelete),
		}, []string{"blob container x would be deleted (urn:pulumi:global::tandem::azure-native:storage/v20230101:BlobContainer::x)"}},
		{"keys tell where the provider does not", []pulumi.Step{keyed},
			[]string{"key vault vault would be replaced, forced by vaultName (urn:pulumi:global::tandem::azure-native:keyvault:Vault::vault)"}},
		{"the root of a replacement that others force", []pulumi.Step{
			step("azure-native:resources:ResourceGroup", "group", pulumi.OpReplace, forced, harmless),
			step("azure-native:network:VirtualNetwork", "net", pulumi.OpReplace), keyed,
		}, []string{"key vault vault would be replaced, forced by vaultName, since so would be group (location) (urn:pulumi:global::tandem::azure-native:keyvault:Vault::vault)"}},
		{"a replacement without a reason", []pulumi.Step{step("azure-native:sql:FailoverGroup", "fg", pulumi.OpReplace)},
			[]string{"failover group fg would be replaced, forced by the change (urn:pulumi:global::tandem::azure-native:sql:FailoverGroup::fg)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, refusal := range pulumi.Guard(&pulumi.Result{Steps: c.steps}, nil) {
				got = append(got, refusal.String())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("refusals (-want +got):\n%s", diff)
			}
		})
	}
}

func TestGuardOfTheCallersTypes(t *testing.T) {
	result := &pulumi.Result{Steps: []pulumi.Step{step("azure-native:sql:Database", "db", pulumi.OpDelete)}}
	if got := pulumi.Guard(result, pulumi.DataTypes{"random:index:RandomId": "id"}); len(got) != 0 {
		t.Errorf("refusals of other types: %v", got)
	}
}
