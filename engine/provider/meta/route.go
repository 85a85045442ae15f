package meta

import (
	_ "embed" // routes.txt
	"errors"
	"fmt"
	"strings"
	"sync"
)

// routesText has a line for each resource type: token, the input that is named
// automatically, and the template of ids, with tabs between them.
//
//go:embed routes.txt
var routesText string

// Route is what the ids of a resource type are made of. Who asks for no more need
// not unpack the table. It is immutable.
type Route struct {
	token   string
	path    string // template
	params  []string
	auto    string
	generic bool
}

func newRoute(token, path, auto string) Route {
	r := Route{token: token, path: path, auto: auto}
	for rest := path; ; {
		_, after, found := strings.Cut(rest, "{")
		if !found {
			return r
		}
		var name string
		if name, rest, _ = strings.Cut(after, "}"); name != "subscriptionId" {
			r.params = append(r.params, name)
		}
	}
}

var routes = sync.OnceValue(func() map[string]*Route {
	all := map[string]*Route{}
	for line := range strings.Lines(routesText) {
		token, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		auto, path, _ := strings.Cut(rest, "\t")
		r := newRoute(prefix+token, path, auto)
		all[token] = &r
	}
	return all
})

// LookupRoute finds the route of a resource type as [Lookup] finds the type.
func LookupRoute(token string) (*Route, bool) {
	bare, ok := strings.CutPrefix(token, prefix)
	if !ok {
		return nil, false
	}
	if bare == genericToken {
		return &generic.Route, true
	}
	r, ok := routes()[bare]
	return r, ok
}

// Token is the Pulumi token.
func (r *Route) Token() string { return r.token }

// PathInputs lists the inputs without which there is no id, in the path's order.
func (r *Route) PathInputs() []string {
	list := make([]string, 0, len(r.params))
	for _, name := range r.params {
		if !r.generic || name != "parentResourcePath" {
			list = append(list, name)
		}
	}
	return list
}

// AutoName is the path input that is named automatically when a program leaves
// it out, or "".
func (r *Route) AutoName() string { return r.auto }

// ID is the ARM id that the inputs make up. The error names every input that
// is missing.
func (r *Route) ID(subscription string, inputs map[string]any) (string, error) {
	if r.generic {
		return genericID(subscription, inputs)
	}
	var faults []error
	var id strings.Builder
	for rest := r.path; ; {
		before, after, found := strings.Cut(rest, "{")
		id.WriteString(before)
		if !found {
			return id.String(), errors.Join(faults...)
		}
		name, tail, _ := strings.Cut(after, "}")
		rest = tail
		value := strings.Trim(text(inputs, name), "/")
		switch {
		case name == "subscriptionId":
			if value = subscription; value == "" {
				faults = append(faults, fmt.Errorf("id of %s: no subscription is configured", r.token))
			}
		case value == "":
			faults = append(faults, fmt.Errorf("id of %s: the input %s is missing", r.token, name))
		}
		id.WriteString(value)
	}
}
