package mutate

import (
	"regexp"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Collateral is a finding about a resource that a mutant has nothing to do with.
type Collateral struct {
	Mutant  Mutant
	Finding rule.Finding
}

// Collateral lists the findings about resources that mutants have nothing to do
// with. A finding belongs to the resource that has to be changed, so there are
// none; but what a resource served may lack it, a mutant that breaks a relation
// (a resource is gone, lies elsewhere, points elsewhere, belongs to another
// stamp) may concern whoever is connected to it, and what has to be alike in both stamps may be reported of
// either. What Azure refuses does not count.
func (o Outcome) Collateral(g *rule.Graph) []Collateral {
	links := linksOf(g)
	near := neighbours(g)
	var found []Collateral
	for _, v := range o.Verdicts {
		for _, f := range v.Fired {
			lacks := f.Path == "" // the mutated resource served it
			if v.Mutant.Refused != "" || f.Resource.URN == v.Mutant.Resource.URN || v.Mutant.unlike(near, f) ||
				(lacks || v.Mutant.relational()) && links.connected(v.Mutant, f.Resource) {
				continue
			}
			found = append(found, Collateral{v.Mutant, f})
		}
	}
	return found
}

// relational tells whether the mutant breaks a relation between resources.
func (m Mutant) relational() bool {
	names := m.Path == "tags.stamp" || strings.HasSuffix(strings.ToLower(m.place.last()), "name") || m.Path == "location"
	ids := 0
	eachID(m.Old, func(string) { ids++ })
	return m.Kind == Gone || m.Kind == Peer || m.Kind == Dangling || m.id != "" || names || ids > 0
}

// links are, by URN, the resources that a resource depends on or refers to, in
// other stacks, too; true for those that are shared in a way that tells
// something, which components and groups are not.
type links map[string]map[string]bool

func linksOf(g *rule.Graph) links {
	byText := map[string]*rule.Resource{}
	for _, r := range g.Resources {
		for _, text := range calledBy(r) {
			byText[strings.ToLower(text)] = r
		}
	}
	all := links{}
	for _, r := range g.Resources {
		mine := map[string]bool{}
		for _, urn := range r.Dependencies {
			if on := g.ByURN(urn); on != nil {
				mine[urn] = on.Custom && on.Type != typeGroup
			}
		}
		refer := func(text string) {
			if on := byText[strings.ToLower(text)]; on != nil && on.URN != r.URN {
				mine[on.URN] = on.Type != typeGroup
			}
		}
		eachText(r.Props, func(text string) { eachReference(text, refer) })
		eachReference(r.ID, refer)
		all[r.URN] = mine
	}
	return all
}

// calledBy lists what others write to mean a resource: its id, its host's name,
// the ids that Entra knows it by.
func calledBy(r *rule.Resource) []string {
	var texts []string
	if r.ID != "" {
		texts = append(texts, r.ID, "//"+rule.AzureName(r))
	}
	if host, _, ok := strings.Cut(r.Get("hostName").Text(), "."); ok {
		texts = append(texts, "//"+host)
	}
	for _, name := range []string{"principalId", "clientId"} {
		if _, set := r.PropertyDependencies[name]; !set {
			if id := r.Get(name).Text(); id != "" {
				texts = append(texts, id)
			}
		}
	}
	return texts
}

// eachReference finds in a text what can mean a resource: ids and those above
// them, hosts, GUIDs.
func eachReference(text string, found func(string)) {
	if strings.HasPrefix(strings.ToLower(text), "/subscriptions/") {
		for at := text; at != ""; at = at[:max(strings.LastIndexByte(at, '/'), 0)] {
			found(at)
		}
	}
	if _, host, ok := strings.Cut(text, "://"); ok {
		label, _, _ := strings.Cut(host, ".")
		found("//" + label)
	}
	for _, id := range anyGUID.FindAllString(text, -1) {
		found(id)
	}
}

var anyGUID = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

const typeGroup = "azure-native:resources:ResourceGroup"

// connected tells whether two resources refer to each other, or both to a third
// one, or a third one to both; that both lie in a resource group does not count.
func (l links) connected(m Mutant, r *rule.Resource) bool {
	mine, others := l[m.Resource.URN], l[r.URN]
	_, points := mine[r.URN]
	_, pointed := others[m.Resource.URN]
	eachID(m.New, func(id string) {
		pointed = pointed || r.ID != "" && strings.HasPrefix(strings.ToLower(id)+"/", strings.ToLower(r.ID)+"/")
	})
	if points || pointed || m.Resource.Type == typeGroup && (strings.EqualFold(rule.GroupName(r), rule.AzureName(m.Resource)) || r.Stack() == m.Resource.Stack()) {
		return true
	}
	for urn, tells := range mine {
		if tells && others[urn] {
			return true
		}
	}
	for _, on := range l {
		if on[m.Resource.URN] && on[r.URN] {
			return true
		}
	}
	return false
}

// eachText finds the texts in a value, the names of members among them.
func eachText(value any, found func(text string)) {
	switch v := plain(value).(type) {
	case string:
		found(v)
	case []any:
		for _, item := range v {
			eachText(item, found)
		}
	case map[string]any:
		for name, member := range v {
			eachText(name, found)
			eachText(member, found)
		}
	}
}

// eachID finds the ARM ids in a value.
func eachID(value any, found func(id string)) {
	eachText(value, func(text string) {
		if strings.HasPrefix(strings.ToLower(text), "/subscriptions/") {
			found(text)
		}
	})
}

// unlike tells whether a finding says that the resource's twin in the peer
// stamp is not like the resource in what the mutant changes.
func (m Mutant) unlike(near *near, f rule.Finding) bool {
	if f.Resource.URN != near.mirrored(m.Resource.URN) {
		return false
	}
	top, _, _ := strings.Cut(strings.ReplaceAll(f.Path, "[", "."), ".")
	return m.relational() || len(m.place) > 0 && top == m.place[0].name
}
