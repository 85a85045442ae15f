package azurenative

import (
	"testing"

	"github.com/tandem-platform/tandem/engine/provider/meta"
)

// The driver goes by meta when it settles interrupted creates, the provider by
// its table: they have to agree.
func TestSingletonsAreThoseOfMeta(t *testing.T) {
	for _, s := range singletons {
		name := s.name
		if name == "" {
			name = "any"
		}
		if id := "/subscriptions/s/resourceGroups/g/" + s.kind + "/" + name; !meta.AlwaysExists(id) {
			t.Errorf("meta does not know that %s always exists", id)
		}
	}
	for _, id := range []string{"/subscriptions/s/resourceGroups/g", "/x/servers/default", "/x/databases/tandem", "default"} {
		if _, always := singletonOf(id); always || meta.AlwaysExists(id) {
			t.Errorf("%s does not always exist", id)
		}
	}
}
