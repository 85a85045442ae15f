package rules

import "github.com/tandem-platform/tandem/policy/rule"

// connectionHolders are the types that hold connection strings.
var connectionHolders = []string{typeSiteConnections, typeSlotConnections, typeSite, typeSlot}

// connectionStrings are the connection strings that a resource holds, by name.
// What is not known yet is told to the judge.
func connectionStrings(r *rule.Resource, j *rule.Judge) map[string]rule.Value {
	all := map[string]rule.Value{}
	add := func(name string, v rule.Value) {
		if _, ok := j.TextOf(v); ok {
			all[name] = v
		}
	}
	if r.Type == typeSiteConnections || r.Type == typeSlotConnections {
		properties := r.Get("properties")
		if properties.Unknown() {
			j.NotYetKnown(properties)
		}
		for _, name := range properties.Members() {
			add(name, properties.Get(name, "value"))
		}
		return all
	}
	items, _ := j.ItemsOf(r.Get("siteConfig", "connectionStrings"))
	for _, item := range items {
		add(item.Get("name").Text(), item.Get("connectionString"))
	}
	return all
}
