package rule

import (
	"iter"
	"slices"
	"strings"
)

// Resource is one resource of a program, as a rule sees it.
type Resource struct {
	// URN is Pulumi's name of it, unique in a graph.
	URN string
	// Name is the logical name, the last part of the URN.
	Name string
	// Type is the type token without an API version: see [Token].
	Type string
	// ID is the ARM resource id, "" while it is not known.
	ID string
	// Parent is the URN of the component that it belongs to, "" for none.
	Parent string
	// Custom is false for components, which exist in no cloud.
	Custom bool
	// External is set for a resource that the program reads and does not manage:
	// others refer to it, and nothing that it says is the program's fault.
	External bool
	// Protect is set when Pulumi refuses to delete the resource.
	Protect bool
	// Props are the inputs; what an input does not say, or is not known yet,
	// stands as the provider returned it.
	Props map[string]any
	// Dependencies are the URNs that the resource depends on, and
	// PropertyDependencies those of single properties: they tell what an id
	// that is not known yet will be.
	Dependencies         []string
	PropertyDependencies map[string][]string

	watch *watcher
}

// ARMID is the resource's ID. Rules read it by this, so that a watcher knows.
func (r *Resource) ARMID() string {
	r.watch.ofResource(r, ownID)
	return r.ID
}

// Get is the property under a path of member names; without any, all properties.
func (r *Resource) Get(names ...string) Value {
	if len(names) == 0 {
		return NewValue(r.Properties())
	}
	if r.watch != nil {
		r.watch.path(r, names)
	}
	return NewValue(r.Props).Get(names...)
}

// Raw is a property as it stands in Props, and Properties are all of them, for
// rules that visit everything and make values only of what they speak of. Rules
// read properties by these and by Get, never from Props, so that a watcher
// knows what they read.
func (r *Resource) Raw(property string) any {
	if r.watch != nil {
		r.watch.ofResource(r, property)
	}
	return r.Props[property]
}

// Properties are all properties as they stand in Props: see [Resource.Raw].
func (r *Resource) Properties() map[string]any {
	r.watch.ofResource(r, everything)
	return r.Props
}

// Naming are the properties that hold an id of ARM or a value that is not known
// yet, however deep: all that a rule has to see which asks what resources name.
func (r *Resource) Naming() iter.Seq2[string, any] {
	return func(yield func(property string, raw any) bool) {
		r.watch.ofResource(r, naming)
		for property, raw := range r.Props {
			if NamesAny(raw) && !yield(property, raw) {
				return
			}
		}
	}
}

// NamesAny reports whether a raw value holds an id of ARM or an unknown value,
// however deep, names of members among them.
func NamesAny(raw any) bool {
	switch raw := raw.(type) {
	case string:
		return strings.HasPrefix(raw, "/")
	case Unknown:
		return true
	case Secret:
		return NamesAny(raw.Value)
	case []any:
		return slices.ContainsFunc(raw, NamesAny)
	case map[string]any:
		for name, member := range raw {
			if strings.HasPrefix(name, "/") || NamesAny(member) {
				return true
			}
		}
	}
	return false
}

// Stack is the stack that the URN names.
func (r *Resource) Stack() string {
	parts := strings.SplitN(r.URN, ":", 4)
	if len(parts) < 3 {
		return ""
	}
	return parts[2]
}

// formerly are modules that version 3 of azure-native made, by the modules of
// version 2 out of which it took their types.
var formerly = map[string]string{
	"applicationinsights": "insights", "monitor": "insights", "frontdoor": "network", "privatedns": "network",
}

// Token is a type token of azure-native as rules write it: without an API
// version, and in the module in which version 2 of the provider has the type. All of
// azure-native:sql/v20211101:Server, azure-native_sql_v20211101:sql:Server and
// azure-native_sql_v20211101:sql/v20211101:Server, the last two from packages that
// a program has made for one API version, are azure-native:sql:Server.
func Token(token string) string {
	pkg, rest, _ := strings.Cut(token, ":")
	module, name, ok := strings.Cut(rest, ":")
	if !ok || pkg != "azure-native" && !strings.HasPrefix(pkg, "azure-native_") {
		return token
	}
	module, _, _ = strings.Cut(module, "/")
	if former, is := formerly[module]; is {
		module = former
	}
	return "azure-native:" + module + ":" + name
}
