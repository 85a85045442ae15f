package pack

import (
	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/policy/rule"
)

// identifier tells the ARM ids of resources, which the engine does not tell.
type identifier struct {
	subscription string
	tokens       map[*rule.Resource]string
	byURN        map[string]*rule.Resource
	done         map[*rule.Resource]bool
}

// identify gives resources the ids that they have, or will have: an id is made
// of names, which are known before the resource exists.
func identify(resources []*rule.Resource, tokens map[*rule.Resource]string, subscription string) {
	i := identifier{subscription: subscription, tokens: tokens, byURN: map[string]*rule.Resource{}, done: map[*rule.Resource]bool{}}
	for _, r := range resources {
		i.byURN[r.URN] = r
	}
	for _, r := range resources {
		i.identify(r)
	}
}

func (i *identifier) identify(r *rule.Resource) {
	if i.done[r] || !r.Custom {
		return
	}
	i.done[r] = true
	if id := r.Get("id").Text(); id != "" {
		r.ID = id
		return
	}
	kind, ok := meta.LookupRoute(i.tokens[r])
	if !ok {
		kind, ok = meta.LookupRoute(r.Type)
	}
	if !ok {
		return
	}
	inputs := map[string]any{}
	for _, name := range append(kind.PathInputs(), "parentResourcePath") {
		v := r.Get(name)
		switch v.Kind() {
		case rule.KindText:
			inputs[name] = v.Text()
		case rule.KindUnknown:
			inputs[name] = i.named(r, name)
		}
	}
	if id, err := kind.ID(i.subscription, inputs); err == nil {
		r.ID = id
	}
}

// named is the value of a property that is not known yet: the name of the one
// resource that it comes from, or the id where the property is a whole id.
func (i *identifier) named(r *rule.Resource, property string) string {
	var found string
	for _, urn := range r.PropertyDependencies[property] {
		from := i.byURN[urn]
		if from == nil {
			continue
		}
		i.identify(from)
		name := ""
		if kind, ok := meta.LookupRoute(from.Type); ok && kind.AutoName() == property {
			name = rule.AzureName(from)
		} else if property == "scope" || property == "resourceUri" {
			name = from.ID
		}
		if name == "" || name == found {
			continue
		}
		if found != "" {
			return ""
		}
		found = name
	}
	return found
}
