package topology

// Role is the part that a server plays in the failover group, as read from it.
type Role string

// The roles of a server. RoleAbsent means that the server answered and knows
// no such group; RoleUnknown that it could not be asked.
const (
	RolePrimary   Role = "Primary"
	RoleSecondary Role = "Secondary"
	RoleAbsent    Role = "Absent"
	RoleUnknown   Role = "Unknown"
)

// Frozen says whether the failover group and its databases must be left as they
// are: Azure refuses to change them by way of a server that is not the primary,
// and they are written by way of the anchor's server. A group that is found
// nowhere is not frozen, because it is still to be made.
func Frozen(roles map[Stamp]Role, anchor Stamp) bool {
	born := false
	for _, s := range Stamps() {
		if r := roles[s]; r != "" && r != RoleAbsent {
			born = true
		}
	}
	return born && roles[anchor] != RolePrimary
}
