package mutate

import (
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
// none; but a mutant that breaks a relation (a resource is gone, lies elsewhere,
// points elsewhere, belongs to another stamp) may be missed by whoever is
// connected to it, and what has to be alike in both stamps may be reported of
// either. What Azure refuses does not count.
func (o Outcome) Collateral(g *rule.Graph) []Collateral {
	links := linksOf(g)
	near := neighbours(g)
	var found []Collateral
	for _, v := range o.Verdicts {
		for _, f := range v.Fired {
			if v.Mutant.Refused != "" || f.Resource.URN == v.Mutant.Resource.URN || v.Mutant.unlike(near, f) ||
				v.Mutant.relational() && links.connected(v.Mutant, f.Resource) {
				continue
			}
			found = append(found, Collateral{v.Mutant, f})
		}
	}
	return found
}

// relational tells whether the mutant breaks a relation between resources.
func (m Mutant) relational() bool {
	names := m.Path == "tags.stamp" || m.place.last() == "name" || m.Path == "location"
	ids := 0
	eachID(m.Old, func(string) { ids++ })
	return m.Kind == Gone || m.Kind == Peer || m.Kind == Dangling || m.id != "" || names || ids > 0
}

// links are, by URN, the resources that a resource depends on or refers to, in
// other stacks, too, but for components and groups.
type links map[string]map[string]bool

func linksOf(g *rule.Graph) links {
	byID := map[string]*rule.Resource{}
	for _, r := range g.Resources {
		if r.ID != "" && r.Type != typeGroup {
			byID[strings.ToLower(r.ID)] = r
		}
	}
	all := links{}
	for _, r := range g.Resources {
		mine := map[string]bool{}
		for _, urn := range r.Dependencies {
			if on := g.ByURN(urn); on != nil && on.Custom && on.Type != typeGroup {
				mine[urn] = true
			}
		}
		eachID(r.Props, func(id string) {
			for at := strings.ToLower(id); at != ""; at = at[:max(strings.LastIndexByte(at, '/'), 0)] {
				if on := byID[at]; on != nil && on.URN != r.URN {
					mine[on.URN] = true
				}
			}
		})
		all[r.URN] = mine
	}
	return all
}

const typeGroup = "azure-native:resources:ResourceGroup"

// connected tells whether two resources refer to each other, or both to a third
// one, or a third one to both; that both lie in a resource group does not count.
func (l links) connected(m Mutant, r *rule.Resource) bool {
	mine, others := l[m.Resource.URN], l[r.URN]
	if mine[r.URN] || others[m.Resource.URN] {
		return true
	}
	pointed := false
	eachID(m.New, func(id string) {
		pointed = pointed || r.ID != "" && strings.HasPrefix(strings.ToLower(id)+"/", strings.ToLower(r.ID)+"/")
	})
	if pointed {
		return true
	}
	for urn := range mine {
		if others[urn] {
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

// eachID finds the ARM ids in a value.
func eachID(value any, found func(id string)) {
	switch v := plain(value).(type) {
	case string:
		if strings.HasPrefix(strings.ToLower(v), "/subscriptions/") {
			found(v)
		}
	case []any:
		for _, item := range v {
			eachID(item, found)
		}
	case map[string]any:
		for name, member := range v {
			eachID(name, found)
			eachID(member, found)
		}
	}
}

// unlike tells whether a finding says that the resource's twin in the peer
// stamp is not like the resource in what the mutant changes.
func (m Mutant) unlike(near *near, f rule.Finding) bool {
	twin, ok := near.twin(m.Resource.URN)
	return ok && f.Resource.URN == twin && f.Path != "" && len(m.place) > 0 &&
		strings.HasPrefix(f.Path+".", m.place[:1].String()+".")
}
