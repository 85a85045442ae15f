package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sysSymmetry = &rule.Rule{
	ID:       "TDM-SYS-009",
	Title:    "The stamps are equal in protection, size and recovery",
	Why:      "The standby takes over as it is: smaller, less protected or with less retention, it is found out on the day of the failover.",
	Fix:      "Set the property of the weaker stamp's resource to the value of the other's, or add the resource that it lacks.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:05"), rule.WAF("RE:06"), rule.WAF("SE:01")},
	Sources:  []string{"https://learn.microsoft.com/azure/well-architected/reliability/highly-available-multi-region-design"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, t := range twinsOf(g, j) {
			judgeTwin(g, j, t)
		}
	},
}

// twins are a resource and the one that corresponds to it in the other stamp.
type twins struct{ r, twin *rule.Resource }

// twinsOf are the twins of a graph of two stamps, each once for either of them.
// What has none is told.
var twinsOf = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) (found []twins) {
	names := stampsOf(g)
	if len(names) != 2 {
		return nil
	}
	first, second := slices.Min(names), slices.Max(names)
	swap := map[string]*strings.Replacer{first: strings.NewReplacer(first, "{own}", second, "{other}"), second: strings.NewReplacer(second, "{own}", first, "{other}")}
	exchange := strings.NewReplacer(first, second, second, first)
	pairs, stamps, named := map[pairKey][]*rule.Resource{}, stampsByResource(g), map[pairKey]bool{}
	for _, r := range g.All() {
		named[pairKey{"", r.Type, r.Name}] = true
		if stamp := stamps[r]; r.Custom && stamp != "" {
			key := pairKey{stamp, r.Type, swap[stamp].Replace(r.Name)}
			pairs[key] = append(pairs[key], r)
		}
	}
	for key, list := range pairs {
		peer := pairKey{first, key.typ, key.name}
		if key.stamp == first {
			peer.stamp = second
		}
		for _, r := range list {
			// A twin with a wrong tag is there; a rule about tags speaks of it.
			if twin := exchange.Replace(r.Name); len(pairs[peer]) == 0 && (twin == r.Name || !named[pairKey{"", r.Type, twin}]) {
				j.On(r).Missing("without a twin in stamp "+peer.stamp, "the same resource there, or none here")
			}
			for _, twin := range pairs[peer] {
				found = append(found, twins{r, twin})
			}
		}
	}
	return found
})

// pairKey is what a resource and its twin of the other stamp have in common,
// but for the stamp: type and name, with the stamps' names left out.
type pairKey struct{ stamp, typ, name string }

// judgeTwin compares what is weaker or not known somewhere inside.
var judgeTwin = rule.PartJudged(func(_ *rule.Graph, j *rule.Judge, t twins) struct{} {
	r, twin := t.r, t.twin
	j = j.On(r)
	for property, raw := range twin.Properties() {
		if _, isText := raw.(string); isText && !strengthened[property] {
			continue
		}
		if weaker(r.Raw(property), raw, property) {
			judgeTwins(j, r.Get(property), twin.Get(property), property)
		}
	}
	return struct{}{}
})

// weaker reports whether [judgeTwins] has something to say of raw values. It
// makes no values: nearly all twins are equal.
func weaker(own, twin any, name string) bool {
	own, twin = rule.Plain(own), rule.Plain(twin)
	switch mine := own.(type) {
	case nil:
		return false
	case rule.Unknown:
		return holdsStrength(rule.NewValue(twin), name)
	case map[string]any:
		theirs, _ := twin.(map[string]any)
		for member, value := range theirs {
			if weaker(mine[member], value, member) {
				return true
			}
		}
		return false
	case []any:
		theirs, _ := twin.([]any)
		for _, other := range theirs {
			for _, item := range mine {
				alone := len(mine) == 1 && len(theirs) == 1
				if (alone || sameName(item, other)) && weaker(item, other, "") {
					return true
				}
			}
		}
		return false
	}
	if !strengthened[name] {
		return false
	}
	have, ok := strength(name, rule.NewValue(own))
	want, compared := strength(name, rule.NewValue(twin))
	return ok && compared && have < want
}

// sameName reports whether two items of lists bear the same name.
func sameName(a, b any) bool {
	name := func(raw any) string {
		item, _ := rule.Plain(raw).(map[string]any)
		return rawText(item["name"])
	}
	return name(a) != "" && name(a) == name(b)
}

// judgeTwins demands that no value of r is weaker than its twin's. What is
// stronger is the twin's matter.
func judgeTwins(j *rule.Judge, v, twin rule.Value, name string) {
	switch {
	case v.Kind() == rule.KindObject && twin.Kind() == rule.KindObject:
		for _, member := range twin.Members() {
			judgeTwins(j, v.Get(member), twin.Get(member), member)
		}
	case v.Kind() == rule.KindList && twin.Kind() == rule.KindList:
		judgeTwinLists(j, v, twin)
	case v.Unknown() && holdsStrength(twin, name):
		j.NotYetKnown(v)
	default:
		have, ok := strength(name, v)
		want, compared := strength(name, twin)
		if ok && compared && have < want {
			j.Violated(v, "what the twin in the other stamp has, "+twin.String())
		}
	}
}

// holdsStrength reports whether a member, or something in it, is compared.
func holdsStrength(v rule.Value, name string) bool {
	return strengthened[name] || slices.ContainsFunc(v.Members(), func(member string) bool { return holdsStrength(v.Get(member), member) }) ||
		slices.ContainsFunc(v.Items(), func(item rule.Value) bool { return holdsStrength(item, "") })
}

// judgeTwinLists compares the items that bear a name; of the others only the
// list of a single one can be compared.
func judgeTwinLists(j *rule.Judge, v, twin rule.Value) {
	mine := v.Items()
	for _, other := range twin.Items() {
		for _, item := range mine {
			if name := item.Get("name").Text(); name != "" && name == other.Get("name").Text() || len(mine) == 1 && len(twin.Items()) == 1 {
				judgeTwins(j, item, other, "")
			}
		}
	}
}
