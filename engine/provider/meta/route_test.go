package meta

import (
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write routes.txt anew")

// TestRoutesAreThoseOfTheTable holds the small file to the large one.
func TestRoutesAreThoseOfTheTable(t *testing.T) {
	var lines strings.Builder
	for _, token := range Tokens() {
		if r, _ := Lookup(token); !r.generic {
			lines.WriteString(strings.Join([]string{strings.TrimPrefix(token, prefix), r.auto, r.path}, "\t") + "\n")
		}
	}
	if *update {
		if err := os.WriteFile("routes.txt", []byte(lines.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if lines.String() != routesText {
		t.Error("routes.txt is not what meta.json.gz says: go test ./engine/provider/meta -run Routes -update")
	}
	for _, token := range append(Tokens(), "azure-native:no:Such", "random:index/randomId:RandomId") {
		r, known := Lookup(token)
		route, found := LookupRoute(token)
		if known != found || known && !reflect.DeepEqual(r.Route, *route) {
			t.Errorf("the route of %s is %v, in the table it is %v", token, route, r)
		}
	}
}
