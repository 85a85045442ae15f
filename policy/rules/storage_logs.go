package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// logged is what the diagnostic settings of a graph say of some resources.
type logged struct {
	// settings are those that point at a resource, by the resource.
	settings map[*rule.Resource][]*rule.Resource
	// open are settings that may point at any of them, and where.
	open map[*rule.Resource]rule.Value
}

// settingsOn collects the diagnostic settings that point at a part of the
// owners: the part whose id is the owner's with suffix behind it, and that
// resources of the type part are. Where suffix is "", it is the owner itself.
func settingsOn(g *rule.Graph, owners []*rule.Resource, suffix, part string) logged {
	found := logged{settings: map[*rule.Resource][]*rule.Resource{}, open: map[*rule.Resource]rule.Value{}}
	may := []string{part}
	if suffix != "" {
		may = append(may, typeStorageAccount)
	}
	for _, setting := range g.OfType(typeDiagnostics) {
		uri := setting.Get("resourceUri")
		if uri.Kind() == rule.KindText {
			for _, owner := range owners {
				if owner.ARMID() != "" && strings.EqualFold(uri.Text(), owner.ARMID()+suffix) {
					found.settings[owner] = append(found.settings[owner], setting)
				}
			}
			continue
		}
		target, known := g.Refers(setting, uri, part)
		if target != nil && suffix != "" {
			target, known = g.Named(target, "accountName", typeStorageAccount)
		}
		switch {
		case known && target != nil:
			found.settings[target] = append(found.settings[target], setting)
		case !known && couldMean(g, setting, uri, may):
			found.open[setting] = uri
		}
	}
	return found
}

// demand reports an owner that no setting points at, and settings none of
// which writes the categories.
func (l logged) demand(g *rule.Graph, j *rule.Judge, owner *rule.Resource, what string, groups []string, categories ...string) {
	settings := l.settings[owner]
	if len(settings) == 0 {
		for setting, uri := range l.open {
			j.On(setting).NotYetKnown(uri)
		}
		if len(l.open) == 0 {
			demandFor(j, owner, misled(g, owner, byID(g, "resourceUri"), typeDiagnostics),
				"without a diagnostic setting for "+what, "a DiagnosticSetting that sends "+strings.Join(categories, ", ")+" to a workspace")
		}
		return
	}
	for _, s := range settings {
		if writes(s, groups, categories) {
			return
		}
	}
	open := false
	for _, s := range settings {
		if logs := s.Get("logs"); logs.HasUnknown() {
			j.On(s).NotYetKnown(logs)
			open = true
		}
	}
	if open {
		return
	}
	for _, s := range settings {
		j.On(s).ViolatedAs(s.Get("logs"), "without all of "+strings.Join(categories, ", "), "the category group allLogs, enabled")
	}
}

// writes reports whether a setting is known to write the categories, one by one
// or by one of the groups.
func writes(setting *rule.Resource, groups, categories []string) bool {
	on := map[string]bool{}
	for _, item := range setting.Get("logs").Items() {
		if !item.Get("enabled").Bool() {
			continue
		}
		group := item.Get("categoryGroup").Text()
		if slices.ContainsFunc(groups, func(g string) bool { return strings.EqualFold(g, group) }) {
			return true
		}
		on[strings.ToLower(item.Get("category").Text())] = true
	}
	return !slices.ContainsFunc(categories, func(c string) bool { return !on[strings.ToLower(c)] })
}
