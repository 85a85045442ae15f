package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// sqlSettingTypes are the resources that tell an application where its data is.
var sqlSettingTypes = []string{typeSite, typeSlot, typeSiteSettings, typeSlotSettings, typeSiteConnections, typeSlotConnections}

// sqlSettings are the texts among an application's settings and connection
// strings, and those that are not known yet.
func sqlSettings(r *rule.Resource) []rule.Value {
	var values []rule.Value
	switch r.Type {
	case typeSite, typeSlot:
		for list, member := range map[string]string{"appSettings": "value", "connectionStrings": "connectionString"} {
			items := r.Get("siteConfig", list)
			if items.Unknown() {
				values = append(values, items)
			}
			for _, item := range items.Items() {
				values = append(values, item.Get(member))
			}
		}
	case typeSiteSettings, typeSlotSettings:
		values = sqlMembers(r.Get("properties"))
	default:
		for _, member := range sqlMembers(r.Get("properties")) {
			values = append(values, member.Get("value"))
		}
	}
	return slices.DeleteFunc(values, func(v rule.Value) bool { return v.Kind() != rule.KindText && !v.Unknown() })
}

// sqlMembers are the members of an object in the order of their names, or the
// object itself while it is not known.
func sqlMembers(object rule.Value) []rule.Value {
	if object.Unknown() {
		return []rule.Value{object}
	}
	names := object.Members()
	slices.Sort(names)
	var members []rule.Value
	for _, name := range names {
		members = append(members, object.Get(name))
	}
	return members
}

// sqlHost is the host name of a logical server or a listener, in any cloud.
var sqlHost = regexp.MustCompile(`(?i)([a-z0-9][a-z0-9-]*)(?:\.secondary|\.privatelink)?\.database\.(?:windows\.net|usgovcloudapi\.net|chinacloudapi\.cn|cloudapi\.de)`)

// namesServer reports whether a text may match [sqlHost], which takes a while to
// tell: most settings do not.
func namesServer(text string) bool { return strings.Contains(strings.ToLower(text), ".database.") }

// sqlHosts are the names before ".database." in a text, in lower case.
func sqlHosts(text string) []string {
	if !namesServer(text) {
		return nil
	}
	var names []string
	for _, match := range sqlHost.FindAllStringSubmatch(text, -1) {
		for _, name := range match[1:] {
			names = append(names, strings.ToLower(name))
		}
	}
	return names
}

// sqlConnection reads the keys of a connection string to a server, in lower case
// and without blanks. ok is false for any other text.
func sqlConnection(text string) (keys map[string]string, ok bool) {
	if !namesServer(text) || !sqlHost.MatchString(text) || !strings.Contains(text, ";") {
		return nil, false
	}
	keys = map[string]string{}
	for _, part := range strings.Split(text, ";") {
		name, value, found := strings.Cut(part, "=")
		if found {
			keys[strings.ToLower(strings.ReplaceAll(strings.TrimSpace(name), " ", ""))] = strings.ToLower(strings.TrimSpace(value))
		}
	}
	return keys, true
}
