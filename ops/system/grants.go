package system

import (
	"fmt"
	"strings"
)

// Grant names a managed identity that becomes a contained database user.
type Grant struct {
	Stamp    string `json:"stamp"`
	Identity string `json:"identity"` // display name of the managed identity
	ClientID string `json:"clientId,omitempty"`
}

// GrantRoles are the database roles that an application's identity gets: it
// reads and writes rows and changes no schema.
var GrantRoles = []string{"db_datareader", "db_datawriter"}

// GrantsSQL renders the T-SQL that the data administrators run once, inside
// the network, against the database at the failover group's listener. It is
// idempotent. The users are contained in the database, so that they exist on
// both servers after a failover.
func GrantsSQL(listener, database string, grants []Grant) string {
	var b strings.Builder
	fmt.Fprintf(&b, "-- Database users of the stamps' managed identities.\n")
	fmt.Fprintf(&b, "-- Connect to %s, database %s, as a member of the server's Entra administrator group.\n", listener, database)
	for _, g := range grants {
		name := quoteIdentifier(g.Identity)
		fmt.Fprintf(&b, "\n-- stamp %s\n", g.Stamp)
		fmt.Fprintf(&b, "IF NOT EXISTS (SELECT 1 FROM sys.database_principals WHERE name = %s)\n", quoteString(g.Identity))
		fmt.Fprintf(&b, "    CREATE USER %s FROM EXTERNAL PROVIDER;\n", name)
		for _, role := range GrantRoles {
			fmt.Fprintf(&b, "ALTER ROLE %s ADD MEMBER %s;\n", role, name)
		}
	}
	b.WriteString("GO\n")
	return b.String()
}

func quoteIdentifier(s string) string { return "[" + strings.ReplaceAll(s, "]", "]]") + "]" }

func quoteString(s string) string { return "N'" + strings.ReplaceAll(s, "'", "''") + "'" }
