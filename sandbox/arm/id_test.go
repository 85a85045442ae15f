package arm_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

func TestParsePath(t *testing.T) {
	const g = "/subscriptions/s/resourceGroups/g"
	for path, want := range map[string]struct{ typ, name, parent, scope, rest string }{
		"/subscriptions":                                                   {"", "", "", "", "subscriptions"},
		"/subscriptions/s":                                                 {arm.TypeSubscription, "s", "", "", ""},
		"/subscriptions/s/resourcegroups":                                  {arm.TypeSubscription, "s", "", "", "resourcegroups"},
		"/subscriptions/s/resourcegroups/g":                                {arm.TypeResourceGroup, "g", "/subscriptions/s", "/subscriptions/s", ""},
		g + "/resources":                                                   {arm.TypeResourceGroup, "g", "/subscriptions/s", "/subscriptions/s", "resources"},
		g + "/providers/Microsoft.Sql/servers":                             {"Microsoft.Sql", "", g, g, "servers"},
		g + "/providers/Microsoft.Sql/servers/a":                           {"Microsoft.Sql/servers", "a", g, g, ""},
		g + "/providers/Microsoft.Sql/servers/a/databases/b/":              {"Microsoft.Sql/servers/databases", "b", g + "/providers/Microsoft.Sql/servers/a", g, ""},
		g + "/providers/Microsoft.Sql/servers/a/failoverGroups/f/failover": {"Microsoft.Sql/servers/failoverGroups", "f", g + "/providers/Microsoft.Sql/servers/a", g, "failover"},
		g + "/providers/Microsoft.Sql/servers/a/providers/Microsoft.Authorization/locks/l": {"Microsoft.Authorization/locks", "l", g + "/providers/Microsoft.Sql/servers/a", g + "/providers/Microsoft.Sql/servers/a", ""},
		"/subscriptions/s/providers/Microsoft.Storage/checkNameAvailability":               {"Microsoft.Storage", "", "/subscriptions/s", "/subscriptions/s", "checkNameAvailability"},
		"/subscriptions/s/providers":                           {arm.TypeSubscription, "s", "", "", "providers"},
		"/providers/Microsoft.Authorization/roleDefinitions/r": {"Microsoft.Authorization/roleDefinitions", "r", "", "", ""},
	} {
		t.Run(path, func(t *testing.T) {
			p, err := arm.ParsePath(path)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{p.Type(), p.Name(), p.Parent(), p.Scope, p.Rest}
			if diff := cmp.Diff([]string{want.typ, want.name, want.parent, want.scope, want.rest}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPathsThatAreRefused(t *testing.T) {
	for _, path := range []string{"", "/", "x", "/subscriptions//resourceGroups", "/tenants/x", "/subscriptions/s/things/x"} {
		if p, err := arm.ParsePath(path); err == nil {
			t.Errorf("%q is read as %v", path, p)
		}
	}
	for _, id := range []string{"/subscriptions", "/subscriptions/s/resourceGroups", "/subscriptions/s/providers/Microsoft.Sql"} {
		if p, err := arm.ParseID(id); err == nil {
			t.Errorf("%q is read as the resource %v", id, p)
		}
	}
}

// TestIDsComeBack: an id that was parsed is written as it was, in Azure's
// case, and lies within its parent and scope.
func TestIDsComeBack(t *testing.T) {
	name := rapid.StringMatching(`[a-z][a-zA-Z0-9._-]{0,8}[a-z]`).Filter(func(s string) bool { return !strings.EqualFold(s, "providers") })
	pairs := func(t *rapid.T, label string) string {
		var b strings.Builder
		b.WriteString("/providers/Microsoft." + name.Draw(t, label))
		for range rapid.IntRange(1, 3).Draw(t, label) {
			b.WriteString("/" + name.Draw(t, label) + "/" + name.Draw(t, label))
		}
		return b.String()
	}
	rapid.Check(t, func(t *rapid.T) {
		want := "/subscriptions/" + name.Draw(t, "sub")
		if rapid.Bool().Draw(t, "in group") {
			want += "/resourceGroups/" + name.Draw(t, "group")
		}
		want += pairs(t, "type")
		if rapid.Bool().Draw(t, "extension") {
			want += pairs(t, "extension")
		}
		id, err := arm.ParseID(want)
		if err != nil {
			t.Fatal(err)
		}
		if id.String() != want {
			t.Fatalf("%s comes back as %s", want, id.String())
		}
		if !arm.Within(want, id.Parent()) || !arm.Within(want, id.Scope) || arm.SameID(want, id.Parent()) {
			t.Fatalf("%s is not within %s and %s", want, id.Parent(), id.Scope)
		}
		loud, err := arm.ParseID(strings.ToUpper(want[:1]) + strings.ToUpper(want[1:]))
		if err != nil || !arm.SameID(loud.String(), want) || arm.Key(loud.String()) != arm.Key(want) {
			t.Fatalf("%s in capitals is %s (%v)", want, loud.String(), err)
		}
	})
}
