package mutate

import (
	"bytes"
	_ "embed" // collateral.yaml
	"fmt"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/policy/rule"
)

//go:embed collateral.yaml
var collateral []byte

// Relation is what the resource of a finding has to do with the mutated one.
type Relation string

// The relations, as they are before the mutant. Naming: the property of the
// finding, or any where it has none, names the mutated resource. Named: the mutated resource names that of
// the finding, which may have lost what it served for. Twin: it is the same
// property of the same resource of the other stamp. Third: both name a third
// resource, or are named by it.
const (
	Naming Relation = "naming"
	Named  Relation = "named"
	Twin   Relation = "twin"
	Third  Relation = "third"
)

// Allowance says why rules may report another resource than the mutated one.
// Path is that of the mutant, At that of the finding: as in [Row], * is any text
// and [] any item. A mutant that leaves the resource itself to be blamed
// needs none: a finding belongs to the resource that has to be changed.
type Allowance struct {
	Rules    []string `yaml:"rules"`
	Type     string   `yaml:"type"` // of the mutated resource, without azure-native:
	Path     string   `yaml:"path"`
	Kinds    []Kind   `yaml:"kind"`
	Of       string   `yaml:"of"` // type of the finding's resource; any without it
	At       string   `yaml:"at"`
	Relation Relation `yaml:"relation"`
	Third    string   `yaml:"third"` // type of the third resource
	Why      string   `yaml:"why"`

	typ, path, of, at *regexp.Regexp
}

// Allowances reads collateral.yaml, which the package carries.
func Allowances() ([]*Allowance, error) { return allowances(collateral) }

func allowances(raw []byte) ([]*Allowance, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	var rows []*Allowance
	if err := decoder.Decode(&rows); err != nil {
		return nil, fmt.Errorf("collateral.yaml: %w", err)
	}
	for _, a := range rows {
		if len(a.Rules) == 0 || a.Type == "" || len(a.Kinds) == 0 || len(a.Why) < 10 || (a.Relation == Third) != (a.Third != "") ||
			!slices.Contains([]Relation{Naming, Named, Twin, Third}, a.Relation) {
			return nil, fmt.Errorf("collateral.yaml: %s: give each row rules, a type, a kind, a relation (naming, named, twin, or third with its type) and why", a)
		}
		if a.Of == "" {
			a.Of = "*"
		}
		a.typ, a.path, a.of, a.at = glob(a.Type), glob(a.Path), glob(a.Of), glob(a.At)
	}
	return rows, nil
}

// String shows the row as its file has it.
func (a *Allowance) String() string {
	return fmt.Sprintf("{rules: %v, type: %s, path: %q, kind: %v, of: %s, at: %q, relation: %s}", a.Rules, a.Type, a.Path, a.Kinds, a.Of, a.At, a.Relation)
}

// Collateral is a finding about another resource than the mutated one.
type Collateral struct {
	Mutant  Mutant
	Finding rule.Finding
}

// Collateral lists the findings about other resources than the mutated one
// which no row allows, and what no finding needs: "RULE in ROW". What Azure
// refuses does not count.
func (o Outcome) Collateral(g *rule.Graph, rows []*Allowance) (found []Collateral, stale []string) {
	b := &bystanders{graph: g, near: neighbours(g), called: map[*rule.Resource][]string{}}
	used := map[*Allowance]map[string]bool{}
	for _, a := range rows {
		used[a] = map[string]bool{}
	}
	for _, v := range o.Verdicts {
		for _, f := range v.Fired {
			if v.Mutant.Refused != "" || f.Resource.URN == v.Mutant.Resource.URN {
				continue
			}
			allowed := false
			for _, a := range rows {
				if b.allows(a, v.Mutant, f) {
					allowed, used[a][f.Rule.ID] = true, true
				}
			}
			if !allowed {
				found = append(found, Collateral{v.Mutant, f})
			}
		}
	}
	for _, a := range rows {
		for _, id := range a.Rules {
			if !used[a][id] {
				stale = append(stale, fmt.Sprintf("%s in %s", id, a))
			}
		}
	}
	return found, stale
}

// bystanders tells what resources of the unbroken graph have to do with each other.
type bystanders struct {
	graph  *rule.Graph
	near   *near
	called map[*rule.Resource][]string
}

func (b *bystanders) allows(a *Allowance, m Mutant, f rule.Finding) bool {
	short := func(r *rule.Resource) string { return strings.TrimPrefix(r.Type, "azure-native:") }
	if !slices.Contains(a.Rules, f.Rule.ID) || !slices.Contains(a.Kinds, m.Kind) || !a.typ.MatchString(short(m.Resource)) ||
		!a.path.MatchString(m.Pattern()) || !a.of.MatchString(short(f.Resource)) || !a.at.MatchString(pattern(f.Path)) {
		return false
	}
	own, other := m.Resource, b.graph.ByURN(f.Resource.URN)
	switch a.Relation {
	case Naming:
		return b.names(other, own, top(f.Path))
	case Named:
		return b.names(own, other, "")
	case Twin:
		return b.near.mirrored(own.URN) == other.URN && (f.Path == "" || len(m.place) > 0 && top(f.Path) == m.place[0].name)
	}
	return slices.ContainsFunc(b.graph.Resources, func(third *rule.Resource) bool {
		return short(third) == a.Third && (b.names(own, third, "") || b.names(third, own, "")) && (b.names(other, third, "") || b.names(third, other, ""))
	})
}

// top is the top-level property of a path.
func top(path string) string {
	if end := strings.IndexAny(path, ".["); end >= 0 {
		return path[:end]
	}
	return path
}

// names tells whether a property of a resource, or any if it is "", names another.
func (b *bystanders) names(r, other *rule.Resource, property string) bool {
	if r == other {
		return false
	}
	for name, urns := range r.PropertyDependencies {
		if (property == "" || name == property) && slices.Contains(urns, other.URN) {
			return true
		}
	}
	texts, known := b.called[other]
	if !known {
		texts = calledBy(other)
		b.called[other] = texts
	}
	means := false
	compare := func(text string) {
		means = means || slices.ContainsFunc(texts, func(t string) bool { return strings.EqualFold(t, text) })
	}
	if property == "" {
		eachReference(r.ID, compare)
		eachText(r.Props, func(text string) { eachReference(text, compare) })
	} else {
		eachText(r.Props[property], func(text string) {
			eachReference(text, compare)
			means = means || text != "" && strings.EqualFold(text, rule.AzureName(other))
		})
	}
	return means
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

// eachText finds the texts in a value, the names of members among them.
func eachText(value any, found func(text string)) {
	switch v := rule.Plain(value).(type) {
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
