package arm

import (
	"errors"
	"strings"
)

// Names of the types that carry no /providers/ segment in their ids.
const (
	TypeSubscription  = "Microsoft.Resources/subscriptions"
	TypeResourceGroup = "Microsoft.Resources/resourceGroups"
)

// ID is a parsed resource id. Azure compares ids without regard to case;
// [Key] gives the form to compare.
type ID struct {
	Subscription  string
	ResourceGroup string
	// Scope is the id on which the resource's outermost type hangs: a
	// subscription, a resource group, another resource (then this is an
	// extension resource), or "" for the tenant.
	Scope     string
	Namespace string   // Microsoft.Sql
	Types     []string // servers, databases
	Names     []string // one for each type
}

// Path is a request's path: the id that it begins with and the one segment
// that may follow it: a collection (GET), an action (POST).
type Path struct {
	ID
	Rest string
}

// Key is the form in which ids are compared: lower case, no slash at the end.
func Key(id string) string { return strings.ToLower(strings.TrimRight(id, "/")) }

// SameID tells whether two ids name the same resource.
func SameID(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, "/"), strings.TrimRight(b, "/"))
}

// Within tells whether id is scope itself or lies below it.
func Within(id, scope string) bool {
	i, s := Key(id), Key(scope)
	return i == s || strings.HasPrefix(i, s+"/")
}

// ParseID parses a complete resource id.
func ParseID(s string) (ID, error) {
	p, err := ParsePath(s)
	if err != nil {
		return ID{}, err
	}
	if p.Rest != "" || len(p.Types) == 0 {
		return ID{}, errors.New("arm: " + s + " is no complete resource id: name what " + lastSegment(s) + " lacks")
	}
	return p.ID, nil
}

// ParsePath parses a path that may end in a collection or an action.
func ParsePath(s string) (Path, error) {
	if !strings.HasPrefix(s, "/") {
		return Path{}, errors.New("arm: the path " + s + " does not begin with a slash")
	}
	segs := strings.Split(strings.Trim(s, "/"), "/")
	for _, seg := range segs {
		if seg == "" {
			return Path{}, errors.New("arm: the path " + s + " has an empty segment")
		}
	}
	return parseRoot(segs)
}

// parseRoot reads /subscriptions/S and /subscriptions/S/resourceGroups/G.
func parseRoot(segs []string) (Path, error) {
	if strings.EqualFold(segs[0], "providers") {
		return parseProviders(Path{}, segs)
	}
	if !strings.EqualFold(segs[0], "subscriptions") {
		return Path{}, errors.New("arm: " + segs[0] + " is neither subscriptions nor providers")
	}
	if len(segs) == 1 {
		return Path{Rest: segs[0]}, nil
	}
	p := Path{ID: ID{Subscription: segs[1], Namespace: "Microsoft.Resources",
		Types: []string{"subscriptions"}, Names: []string{segs[1]}}}
	rest := segs[2:]
	if len(rest) >= 2 && strings.EqualFold(rest[0], "resourceGroups") {
		p.Scope = p.String()
		p.ResourceGroup = rest[1]
		p.Types, p.Names = []string{"resourceGroups"}, []string{rest[1]}
		rest = rest[2:]
	}
	switch {
	case len(rest) == 0:
		return p, nil
	case len(rest) == 1:
		p.Rest = rest[0]
		return p, nil
	case strings.EqualFold(rest[0], "providers"):
		return parseProviders(p, rest)
	}
	return Path{}, errors.New("arm: " + rest[0] + " is not followed by a provider")
}

// parseProviders reads providers/NS/type/name/..., possibly several times:
// each further "providers" makes what came before the scope of an extension.
func parseProviders(base Path, segs []string) (Path, error) {
	p := base
	p.Scope = base.String()
	p.Types, p.Names, p.Namespace = nil, nil, ""
	if len(segs) == 1 {
		base.Rest = segs[0]
		return base, nil
	}
	p.Namespace = segs[1]
	rest := segs[2:]
	for len(rest) > 0 {
		if strings.EqualFold(rest[0], "providers") && len(rest) > 1 && len(p.Types) > 0 {
			return parseProviders(p, rest)
		}
		if len(rest) == 1 {
			p.Rest = rest[0]
			return p, nil
		}
		p.Types = append(p.Types, rest[0])
		p.Names = append(p.Names, rest[1])
		rest = rest[2:]
	}
	return p, nil
}

func lastSegment(s string) string {
	s = strings.TrimRight(s, "/")
	return s[strings.LastIndex(s, "/")+1:]
}

// Type is the full type, Microsoft.Sql/servers/databases.
func (id ID) Type() string {
	if len(id.Types) == 0 {
		return id.Namespace
	}
	return id.Namespace + "/" + strings.Join(id.Types, "/")
}

// WithType is the id with its type's segments in the case of typ.
func (id ID) WithType(typ string) ID {
	parts := strings.Split(typ, "/")
	if len(parts) == len(id.Types)+1 {
		id.Namespace, id.Types = parts[0], parts[1:]
	}
	return id
}

// Name is the last name of the id.
func (id ID) Name() string {
	if len(id.Names) == 0 {
		return ""
	}
	return id.Names[len(id.Names)-1]
}

// Nested tells whether the resource lies inside another of the same provider.
func (id ID) Nested() bool { return len(id.Types) > 1 }

// Extension tells whether the resource hangs on a resource of another provider.
func (id ID) Extension() bool { return strings.Contains(Key(id.Scope), "/providers/") }

// Parent is the id of what holds this resource: the resource around a nested
// one, else the scope.
func (id ID) Parent() string {
	if !id.Nested() {
		return id.Scope
	}
	up := id
	up.Types, up.Names = id.Types[:len(id.Types)-1], id.Names[:len(id.Names)-1]
	return up.String()
}

// GroupID is the id of the resource group, "" outside of groups.
func (id ID) GroupID() string {
	if id.ResourceGroup == "" {
		return ""
	}
	return GroupID(id.Subscription, id.ResourceGroup)
}

// GroupID is the id of a resource group.
func GroupID(subscription, group string) string {
	return "/subscriptions/" + subscription + "/resourceGroups/" + group
}

// String is the id with Azure's case in its fixed segments.
func (id ID) String() string {
	var b strings.Builder
	b.WriteString(id.Scope)
	bare := strings.EqualFold(id.Namespace, "Microsoft.Resources") && len(id.Types) == 1 &&
		(strings.EqualFold(id.Types[0], "subscriptions") || strings.EqualFold(id.Types[0], "resourceGroups"))
	if !bare && id.Namespace != "" {
		b.WriteString("/providers/")
		b.WriteString(id.Namespace)
	}
	for i, t := range id.Types {
		b.WriteByte('/')
		b.WriteString(t)
		b.WriteByte('/')
		b.WriteString(id.Names[i])
	}
	return b.String()
}
