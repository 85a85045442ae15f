package rule

import (
	"slices"
	"strings"
)

// Graph is the resources of one stack, or of all stacks of a system.
type Graph struct {
	// Resources are in the order in which they were given, without those that are
	// only read and made by others.
	Resources []*Resource
	// Whole is set when the graph holds all stacks of the system, so that what
	// is not in it does not exist.
	Whole bool

	byURN   map[string]*Resource
	byType  map[string][]*Resource
	byID    map[string]*Resource // by idKey
	written map[string]*Resource // in groups, as ids are mostly written: as they stand in resources
	shared  shared
	watch   *watcher
	attempt *attempt // of a trial
}

// NewGraph indexes resources. Those that it is given must not change afterwards.
// What one stack makes and another reads is one resource, the one that is made.
func NewGraph(resources []*Resource, whole bool) *Graph {
	g := &Graph{Resources: resources, Whole: whole, byURN: make(map[string]*Resource, len(resources)),
		byType: map[string][]*Resource{}, byID: make(map[string]*Resource, len(resources)), written: make(map[string]*Resource, len(resources))}
	for _, r := range resources {
		if !r.External && r.ID != "" {
			g.byID[idKey(r.ID)] = r
		}
	}
	if slices.ContainsFunc(resources, func(r *Resource) bool { return r.External }) {
		g.Resources = slices.DeleteFunc(slices.Clone(resources), g.reads)
	}
	for _, r := range g.Resources {
		g.byURN[r.URN] = r
		g.byType[r.Type] = append(g.byType[r.Type], r)
	}
	for key, r := range g.byID {
		if strings.HasPrefix(key, inGroup) {
			g.written[r.ID] = r
		}
	}
	return g
}

// reads reports whether a resource is one that the graph has already, and is only
// read. Its URN is then another one of that resource.
func (g *Graph) reads(r *Resource) bool {
	if !r.External || r.ID == "" {
		return false
	}
	key := idKey(r.ID)
	if made := g.byID[key]; made != nil {
		g.byURN[r.URN] = made
		return true
	}
	g.byID[key] = r
	return false
}

// inGroup begins an idKey of what lies in a resource group.
const inGroup = "/resourcegroups/"

// idKey makes ids comparable: ARM does not mind case, and the subscription of a
// resource that is not created yet is not known.
func idKey(id string) string {
	return strings.ToLower(id[max(0, groupAt(id)):])
}

// groupAt is where an id names its resource group, in whatever case, or -1.
func groupAt(id string) int {
	for from := 0; ; {
		slash := strings.IndexByte(id[from:], '/')
		at := from + slash
		if slash < 0 || len(id)-at < len(inGroup) {
			return -1
		}
		if strings.EqualFold(id[at:at+len(inGroup)], inGroup) {
			return at
		}
		from = at + 1
	}
}

// All lists the resources, in order. Rules list them by this, so that a watcher
// knows. The list is the graph's own.
func (g *Graph) All() []*Resource {
	g.watch.everyResource()
	return g.Resources
}

// OfType lists the resources of the types, in order. The list is the graph's own.
func (g *Graph) OfType(types ...string) []*Resource {
	g.watch.ofType(types...)
	var all []*Resource
	several := false
	for _, t := range types {
		if of := g.byType[t]; len(of) > 0 {
			all, several = of, len(all) > 0
		}
	}
	if !several {
		return all
	}
	all = nil
	for _, r := range g.Resources {
		if slices.Contains(types, r.Type) {
			all = append(all, r)
		}
	}
	return all
}

// ByURN finds a resource, or nil.
func (g *Graph) ByURN(urn string) *Resource {
	g.watch.ofURN(urn)
	return g.byURN[urn]
}

// Refers finds the resource that a property of r refers to by ARM id. If the id
// is not known yet, what the property depends on tells, narrowed to the types.
// It is nil when the id is none of the graph's. known is false when it cannot
// be told yet.
func (g *Graph) Refers(r *Resource, v Value, types ...string) (target *Resource, known bool) {
	switch v.Kind() {
	case KindText:
		return g.byARM(v.Text()), true
	case KindUnknown:
		return g.dependency(r, v, types)
	}
	return nil, true
}

// byARM finds a resource by its id, or nil.
func (g *Graph) byARM(id string) *Resource {
	g.watch.ofID(id)
	if r := g.written[id]; r != nil {
		return r
	}
	return g.byID[idKey(id)]
}

// Nearest finds the resource that an ARM id names, or the nearest above it: the
// server for its master database, say. It is nil when there is none, and for an
// id that lies in no resource group. exact is set when the id is the resource's own.
func (g *Graph) Nearest(id string) (nearest *Resource, exact bool) {
	g.watch.ofID(id)
	if r := g.written[id]; r != nil {
		return r, true
	}
	whole := idKey(id)
	for key := whole; strings.HasPrefix(key, inGroup); {
		g.watch.ofID(key)
		if r := g.byID[key]; r != nil {
			return r, key == whole
		}
		for range 2 {
			key = key[:max(0, strings.LastIndexByte(key, '/'))]
		}
	}
	return nil, false
}

// Named finds the resource of a type whose Azure name a property of r holds,
// such as the server of a database by serverName, in the resource group of r.
// The answer is as that of [Graph.Refers].
func (g *Graph) Named(r *Resource, property, typ string) (target *Resource, known bool) {
	v := r.Get(property)
	switch v.Kind() {
	case KindText:
		open := false
		for _, candidate := range g.OfType(typ) {
			name := AzureName(candidate)
			if strings.EqualFold(name, v.Text()) && sameGroup(candidate, r) {
				return candidate, true
			}
			open = open || name == "" && Unnamed(candidate) && sameGroup(candidate, r)
		}
		return nil, !open
	case KindUnknown:
		return g.dependency(r, v, []string{typ})
	}
	return nil, true
}

func sameGroup(a, b *Resource) bool {
	x, y := GroupName(a), GroupName(b)
	return x == "" || y == "" || strings.EqualFold(x, y)
}

// dependency is the one resource of the types that the top-level property
// above v depends on.
func (g *Graph) dependency(r *Resource, v Value, types []string) (*Resource, bool) {
	var found *Resource
	for _, urn := range r.PropertyDependencies[v.Top()] {
		candidate := g.ByURN(urn)
		if candidate == nil || len(types) > 0 && !slices.Contains(types, candidate.Type) {
			continue
		}
		if found != nil && found != candidate {
			return nil, false
		}
		found = candidate
	}
	return found, found != nil
}

// ownNames are the properties that hold a resource's own name where they are
// not the type's name with "Name" behind it.
var ownNames = map[string]string{
	"azure-native:storage:StorageAccount":               "accountName",
	"azure-native:storage:BlobContainer":                "containerName",
	"azure-native:cdn:AFDOrigin":                        "originName",
	"azure-native:cdn:AFDOriginGroup":                   "originGroupName",
	"azure-native:cdn:AFDEndpoint":                      "endpointName",
	"azure-native:cdn:AFDCustomDomain":                  "customDomainName",
	"azure-native:managedidentity:UserAssignedIdentity": "resourceName",
	"azure-native:insights:Component":                   "resourceName",
	"azure-native:sql:ServerDnsAlias":                   "dnsAliasName",
}

// ownName is the property that holds a resource's own name.
func ownName(r *Resource) Value {
	own := ownNames[r.Type]
	if own == "" {
		name := r.Type[strings.LastIndexByte(r.Type, ':')+1:]
		if name == "" {
			return Value{}
		}
		own = strings.ToLower(name[:1]) + name[1:] + "Name"
	}
	if v := r.Get(own); v.Kind() == KindText || v.Unknown() {
		return v
	}
	return r.Get("name")
}

// AzureName is the name that a resource has in Azure, "" while it is not known.
func AzureName(r *Resource) string {
	if id := r.ARMID(); id != "" {
		return id[strings.LastIndexByte(id, '/')+1:]
	}
	return ownName(r).Text()
}

// Unnamed reports whether a resource will have a name that is not known yet.
func Unnamed(r *Resource) bool { return r.ARMID() == "" && ownName(r).Unknown() }

// GroupName is the resource group that a resource lies in, "" while it is not known.
func GroupName(r *Resource) string {
	if v := r.Get("resourceGroupName"); v.Kind() == KindText {
		return v.Text()
	}
	id := r.ARMID()
	at := groupAt(id)
	if at < 0 {
		return ""
	}
	name, _, _ := strings.Cut(id[at+len(inGroup):], "/")
	return strings.ToLower(name)
}
