package rules

import (
	"regexp"
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
	if known && target == nil {
		target = toBe(g, v.Text(), types)
	}
	if known || !couldMean(g, r, v, types) {
		return target, true
	}
	j.On(r).NotYetKnown(v)
	return nil, false
}

// toBe is the resource of the types that is not made yet and will have the id,
// as its name and its group tell.
func toBe(g *rule.Graph, id string, types []string) *rule.Resource {
	for _, r := range unmade(g) {
		if !slices.Contains(types, r.Type) || r.Type == typeBlobContainer || r.Type == typeReplicationPolicy {
			continue
		}
		group, name := rule.GroupName(r), rule.AzureName(r)
		if name == "" {
			continue
		}
		lower := strings.ToLower(id)
		inside := group == "" || strings.Contains(lower, strings.ToLower("/resourceGroups/"+group+"/"))
		if inside && strings.HasSuffix(lower, strings.ToLower("/"+name)) {
			return r
		}
	}
	return nil
}

// unmade are the resources whose ids are not known.
var unmade = rule.Shared(func(g *rule.Graph) []*rule.Resource {
	return slices.DeleteFunc(slices.Clone(g.All()), func(r *rule.Resource) bool { return r.ARMID() != "" })
})

// named is related for a property that holds the name of a storage account or a
// vault. Their names are unique in Azure: one that lies in another group than it
// should is still the one that is meant.
func named(g *rule.Graph, j *rule.Judge, r *rule.Resource, property, typ string) (target *rule.Resource, decided bool) {
	target, known := g.Named(r, property, typ)
	v := r.Get(property)
	if known && target == nil {
		target = moved(g, v.Text(), typ)
	}
	if known || !couldMean(g, r, v, []string{typ}) {
		return target, true
	}
	j.On(r).NotYetKnown(v)
	return nil, false
}

// moved is the resource of a type and name that lies in a group of another
// region than its own.
func moved(g *rule.Graph, name, typ string) *rule.Resource {
	for _, candidate := range g.OfType(typ) {
		if name != "" && strings.EqualFold(rule.AzureName(candidate), name) && astray(g, candidate) != "" {
			return candidate
		}
	}
	return nil
}

// couldMean reports whether a value of r that is not known yet may come from a
// resource of the types: it depends on one, or nothing tells what it depends on.
func couldMean(g *rule.Graph, r *rule.Resource, v rule.Value, types []string) bool {
	urns := r.PropertyDependencies[v.Top()]
	if len(urns) == 0 {
		return true
	}
	return slices.ContainsFunc(urns, func(urn string) bool {
		on := g.ByURN(urn)
		return on == nil || on.Type == typeStackReference || slices.Contains(types, on.Type)
	})
}

// misled finds the resources of the types that are of an owner's stamp, but
// whose reference leads to no resource, or to one of another stamp: if the
// owner lacks what they should give it, they are what has to be changed.
func misled(g *rule.Graph, owner *rule.Resource, lead func(*rule.Resource) (*rule.Resource, rule.Value), types ...string) map[*rule.Resource]rule.Value {
	found := map[*rule.Resource]rule.Value{}
	stamp := g.Stamp(owner)
	if stamp == "" {
		return found
	}
	for _, r := range g.OfType(types...) {
		if g.Stamp(r) != stamp {
			continue
		}
		if target, v := lead(r); !v.Unknown() && (target == nil || g.Stamp(target) != stamp) {
			found[r] = v
		}
	}
	return found
}

// demandFor reports what has to be changed so that an owner gets what it lacks:
// the misled resources, or, if there are none, the owner itself.
func demandFor(j *rule.Judge, owner *rule.Resource, astray map[*rule.Resource]rule.Value, found, want string) {
	for r, v := range astray {
		j.On(r).ViolatedAs(v, v.String()+", and "+owner.Name+" is "+found, owner.Name)
	}
	if len(astray) == 0 {
		j.On(owner).Missing(found, want)
	}
}

// byScope is a lead of misled: the scope of a role assignment.
func byScope(g *rule.Graph) func(*rule.Resource) (*rule.Resource, rule.Value) {
	return func(r *rule.Resource) (*rule.Resource, rule.Value) {
		v := r.Get("scope")
		target, _ := g.Refers(r, v)
		return target, v
	}
}

// byID is a lead of misled: a property that holds an id, of a resource or of a
// part of it that is no resource of the program.
func byID(g *rule.Graph, property string) func(*rule.Resource) (*rule.Resource, rule.Value) {
	return func(r *rule.Resource) (*rule.Resource, rule.Value) {
		v := r.Get(property)
		target, _ := g.Refers(r, v)
		if target == nil {
			target = wholeOf(g, v.Text())
		}
		return target, v
	}
}

// serviceSuffix is what stands behind the id of a storage account in that of
// one of its services.
var serviceSuffix = regexp.MustCompile(`(?i)^/(blob|file|queue|table)Services/default$`)

// wholeOf is the resource of which an id names a part.
func wholeOf(g *rule.Graph, id string) *rule.Resource {
	for _, r := range g.All() {
		if r.ARMID() == "" || len(id) <= len(r.ARMID()) || r.Type == typeResourceGroup || !strings.EqualFold(id[:len(r.ARMID())], r.ARMID()) {
			continue
		}
		part := id[len(r.ARMID()):]
		if strings.HasPrefix(part, "/") && (r.Type != typeStorageAccount || serviceSuffix.MatchString(part)) {
			return r
		}
	}
	return nil
}

// byAccount is a lead of misled: the name of a storage account.
func byAccount(g *rule.Graph) func(*rule.Resource) (*rule.Resource, rule.Value) {
	return func(r *rule.Resource) (*rule.Resource, rule.Value) {
		v := r.Get("accountName")
		target, _ := g.Named(r, "accountName", typeStorageAccount)
		if target == nil {
			target = moved(g, v.Text(), typeStorageAccount)
		}
		return target, v
	}
}

// blobAccounts are the storage accounts that can hold blobs. Of which that is
// not known yet is reported.
var blobAccounts = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) []*rule.Resource {
	var accounts []*rule.Resource
	for _, account := range g.OfType(typeStorageAccount) {
		switch kind := account.Get("kind"); {
		case kind.Unknown():
			j.On(account).NotYetKnown(kind)
		case !strings.EqualFold(kind.Text(), "FileStorage"):
			accounts = append(accounts, account)
		}
	}
	return slices.Clip(accounts)
})
