package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// subResourcesOf are the group ids that a service's private endpoints can have,
// by the type in its ARM id.
var subResourcesOf = map[string][]string{
	"microsoft.sql/servers":                  {"sqlServer"},
	"microsoft.storage/storageaccounts":      {"blob", "blob_secondary", "file", "queue", "queue_secondary", "table", "table_secondary", "dfs", "dfs_secondary", "web", "web_secondary"},
	"microsoft.keyvault/vaults":              {"vault"},
	"microsoft.containerregistry/registries": {"registry"},
}

var netEndpointFits = &rule.Rule{
	ID:       "TDM-NET-012",
	Title:    "A private endpoint connects to a part of the service that it names",
	Why:      "An endpoint with the wrong group id is refused when it is created, or leads to another part of the service than the one that the application asks.",
	Fix:      "Set privateLinkServiceId of the connection to the service's id and groupIds to what Azure documents for it, such as sqlServer, blob, vault or sites.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("NS-2")},
	Sources:  []string{"https://learn.microsoft.com/azure/private-link/private-endpoint-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typePrivateEndpoint},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list, complete := connections(r, j)
		if complete && len(list) == 0 {
			j.Violated(r.Get("privateLinkServiceConnections"), "one connection to a service")
		}
		for _, connection := range list {
			target := connection.Get("privateLinkServiceId")
			id, known := j.TextOf(target)
			if target.Absent() {
				j.Violated(target, "the id of a service")
			}
			if !known {
				continue
			}
			allowed := subResourcesOf[armType(id)]
			if armType(id) == "microsoft.web/sites" {
				j.Present(connection.Get("groupIds"), "sites, or sites-<slot> for a slot")
			} else if allowed == nil {
				continue
			}
			groups, _ := j.ItemsOf(connection.Get("groupIds"))
			if allowed != nil && len(groups) == 0 {
				j.Present(connection.Get("groupIds"), "one of "+strings.Join(allowed, ", "))
			}
			for _, group := range groups {
				site := allowed == nil && (strings.EqualFold(group.Text(), "sites") || strings.HasPrefix(strings.ToLower(group.Text()), "sites-"))
				if !site && !containsFold(allowed, group.Text()) {
					j.Violated(group, "a part of "+armType(id))
				}
			}
		}
	},
}

// armType is the type in an ARM id, in lower case, such as microsoft.sql/servers.
// It is "" for a text that is no id of a resource.
func armType(id string) string {
	const before = "/providers/"
	at := len(id) - len(before)
	for at >= 0 && (id[at] != '/' || !strings.EqualFold(id[at:at+len(before)], before)) {
		at--
	}
	if at < 0 {
		return ""
	}
	typ, rest, more := strings.Cut(strings.ToLower(id[at+len(before):]), "/")
	for isType := true; more; isType = !isType {
		var part string
		if part, rest, more = strings.Cut(rest, "/"); isType {
			typ += "/" + part
		}
	}
	return typ
}
