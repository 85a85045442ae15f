package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// directoryBuckets are where the directory keeps its objects, by what a role
// assignment calls them.
var directoryBuckets = [][2]string{
	{"graph-servicePrincipals", "ServicePrincipal"}, {"graph-groups", "Group"}, {"graph-users", "User"},
}

// directoryType is the kind of object that the directory has under an id, ""
// when it has none.
func directoryType(tx store.Tx, id string) string {
	for _, b := range directoryBuckets {
		var doc object
		if ok, err := tx.Doc(b[0], strings.ToLower(id), &doc); ok && err == nil {
			return b[1]
		}
	}
	return ""
}
