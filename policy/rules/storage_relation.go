package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// typeStackReference is what values come from that another stack has not
// computed yet.
const typeStackReference = "pulumi:pulumi:StackReference"

// related finds the resource of the types that a property of r refers to by id.
// If it cannot be told yet and could be one of them, that is reported, and
// decided is false.
func related(g *rule.Graph, j *rule.Judge, r *rule.Resource, v rule.Value, types ...string) (target *rule.Resource, decided bool) {
	target, known := g.Refers(r, v, types...)
	if target != nil && !slices.Contains(types, target.Type) {
		target = nil
	}
	if known || !couldMean(g, r, v, types) {
		return target, true
	}
	j.On(r).NotYetKnown(v)
	return nil, false
}

// named is related for a property that holds the name of the resource.
func named(g *rule.Graph, j *rule.Judge, r *rule.Resource, property, typ string) (target *rule.Resource, decided bool) {
	target, known := g.Named(r, property, typ)
	v := r.Get(property)
	if known || !couldMean(g, r, v, []string{typ}) {
		return target, true
	}
	j.On(r).NotYetKnown(v)
	return nil, false
}

// couldMean reports whether a value of r that is not known yet may come from a
// resource of the types: it depends on one, or nothing tells what it depends on.
func couldMean(g *rule.Graph, r *rule.Resource, v rule.Value, types []string) bool {
	top := v.Path()
	if i := strings.IndexAny(top, ".["); i > 0 {
		top = top[:i]
	}
	urns := r.PropertyDependencies[top]
	if len(urns) == 0 {
		return true
	}
	return slices.ContainsFunc(urns, func(urn string) bool {
		on := g.ByURN(urn)
		return on == nil || on.Type == typeStackReference || slices.Contains(types, on.Type)
	})
}
