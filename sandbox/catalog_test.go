package sandbox_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/schema"
)

// withoutSchema are the types that have a behaviour and no body of their own
// to check: they come into being by what others do, or only list.
var withoutSchema = []string{
	"Microsoft.ContainerRegistry/registries/privateEndpointConnections",
	"Microsoft.KeyVault/deletedVaults", "Microsoft.KeyVault/locations/deletedVaults",
	"Microsoft.Sql/servers/connectionPolicies", "Microsoft.Sql/servers/databases/replicationLinks",
	"Microsoft.Sql/servers/databases/advancedThreatProtectionSettings", "Microsoft.Sql/servers/databases/extendedAuditingSettings",
	"Microsoft.Sql/servers/databases/vulnerabilityAssessments",
	"Microsoft.Web/sites/config/list", "Microsoft.Web/sites/slots/config/list",
}

// withoutBehaviour are the types that are stored as their schema says.
var withoutBehaviour = []string{"Microsoft.Security/", "Microsoft.ServiceBus/", "Microsoft.Network/dnsZones/CAA", "Microsoft.Network/dnsZones/NS"}

func TestEveryTypeHasABehaviourAndEveryBehaviourAType(t *testing.T) {
	set, err := schema.Load()
	if err != nil {
		t.Fatal(err)
	}
	registry := rp.New()
	behaviours := registry.Types()
	for _, b := range behaviours {
		name, known := set.Canonical(b)
		switch {
		case !strings.Contains(b, "/"), slices.Contains(withoutSchema, b):
		case !known:
			t.Errorf("the behaviour of %s belongs to no type of the schema", b)
		case name != b:
			t.Errorf("the behaviour of %s is written %s in ARM", b, name)
		}
	}
	for _, typ := range withoutSchema {
		if _, known := set.Canonical(typ); known || registry.Lookup(typ).Type == "" {
			t.Errorf("%s does not belong into the list of types without a schema", typ)
		}
	}
	for _, typ := range set.Types() {
		plain := slices.ContainsFunc(withoutBehaviour, func(p string) bool { return strings.HasPrefix(typ, p) })
		if has := registry.Lookup(typ).Type != ""; has == plain {
			t.Errorf("%s: has a behaviour: %v, is listed as having none: %v", typ, has, plain)
		}
	}
}
