package meta

import (
	"regexp"
	"sort"
	"strings"
	"sync"
)

// Resource is one resource type of the provider. It is immutable.
type Resource struct {
	Route

	armType    string
	version    string
	pattern    func() *regexp.Regexp // of ids; most types never match any
	force      []string
	required   []string
	query      []string
	location   bool
	properties bool
	in, out    func() *node
}

var param = regexp.MustCompile(`\{([^}]+)\}`)

func newResource(token string, r rawResource, all *nodes) *Resource {
	out := &Resource{Route: newRoute(prefix+token, r.Path, r.Auto), armType: r.Type, version: r.Version, force: r.Force,
		required: r.Required, query: r.Query, location: r.Location, properties: r.Properties, in: all.from(r.In), out: all.from(r.Out)}
	out.analyse()
	return out
}

// analyse finds the pattern of ids.
func (r *Resource) analyse() {
	var pattern strings.Builder
	rest := 0
	for _, m := range param.FindAllStringSubmatchIndex(r.path, -1) {
		name := r.path[m[2]:m[3]]
		pattern.WriteString(regexp.QuoteMeta(r.path[rest:m[0]]))
		rest = m[1]
		switch {
		case name == "subscriptionId":
			pattern.WriteString("[^/]+")
		case manySegments(name):
			pattern.WriteString("(.+)")
		default:
			pattern.WriteString("([^/]+)")
		}
	}
	pattern.WriteString(regexp.QuoteMeta(r.path[rest:]))
	r.pattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile("(?i)^" + pattern.String() + "$") })
}

// manySegments tells which inputs are whole ids inside a path.
func manySegments(name string) bool { return name == "scope" || name == "resourceUri" }

// ARMType is the type as ARM writes it; empty for the generic resource, whose
// inputs say it.
func (r *Resource) ARMType() string { return r.armType }

// APIVersion is the api-version of all requests about the resource.
func (r *Resource) APIVersion(inputs map[string]any) string {
	if r.generic {
		return text(inputs, "apiVersion")
	}
	return r.version
}

// Required lists the inputs outside the path that the program must give.
func (r *Resource) Required() []string { return append([]string(nil), r.required...) }

// NeedsLocation tells whether ARM demands a location, which programs may leave
// to the provider.
func (r *Resource) NeedsLocation() bool { return r.location }

// Query lists the inputs that are sent as query parameters.
func (r *Resource) Query() []string { return append([]string(nil), r.query...) }

// PathValues are the inputs that an id stands for; nil if the id is not one of
// this type.
func (r *Resource) PathValues(id string) map[string]any {
	if r.generic {
		return genericValues(id)
	}
	match := r.pattern().FindStringSubmatch("/" + strings.Trim(id, "/"))
	if match == nil {
		return nil
	}
	values := map[string]any{}
	for i, name := range r.params {
		values[name] = match[i+1]
		if manySegments(name) {
			values[name] = "/" + match[i+1]
		}
	}
	return values
}

// ForceNew tells whether a change at a path of property names can only be had
// by a new resource.
func (r *Resource) ForceNew(path []string) bool {
	if len(path) == 0 {
		return false
	}
	for _, name := range r.params {
		if path[0] == name {
			return true
		}
	}
	joined := strings.Join(path, ".")
	for _, name := range r.force {
		if joined == name || strings.HasPrefix(joined, name+".") {
			return true
		}
	}
	return false
}

// Secrets lists the outputs that are always secret, as paths of names.
func (r *Resource) Secrets() [][]string {
	return r.out().paths(func(p place, _ *node, _ string) bool { return p.secret })
}

// WriteOnly lists the inputs that Azure never shows again.
func (r *Resource) WriteOnly() [][]string {
	return r.in().paths(func(p place, _ *node, _ string) bool { return p.secret })
}

// paths lists the fields that a test picks, through objects only.
func (n *node) paths(pick func(p place, n *node, name string) bool) [][]string {
	var found [][]string
	var walk func(n *node, path []string, open map[*node]bool)
	walk = func(n *node, path []string, open map[*node]bool) {
		if open[n] {
			return
		}
		open[n] = true
		defer delete(open, n)
		for name, p := range n.fields {
			here := append(append([]string(nil), path...), name)
			if pick(p, n, name) {
				found = append(found, here)
			} else if p.node != nil && p.node.kind == 'o' {
				walk(p.node, here, open)
			}
		}
	}
	walk(n, nil, map[*node]bool{})
	sortPaths(found)
	return found
}

func sortPaths(paths [][]string) {
	sort.Slice(paths, func(i, j int) bool { return strings.Join(paths[i], ".") < strings.Join(paths[j], ".") })
}

func text(inputs map[string]any, name string) string {
	s, _ := inputs[name].(string)
	return s
}
