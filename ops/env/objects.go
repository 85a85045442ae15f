package env

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
)

// Object is an object of Entra.
type Object struct {
	Kind string `json:"kind"` // application, servicePrincipal
	ID   string `json:"id"`
	Name string `json:"name"`
	// Deleted is set when the object is in the recycle bin.
	Deleted bool `json:"deleted"`

	appID string // what joins an application and its service principals
	tags  []string
}

// objectKinds are the kinds of Entra objects that an environment consists of.
var objectKinds = []string{"application", "servicePrincipal"}

// deletedItems is Entra's recycle bin
// (https://learn.microsoft.com/graph/api/resources/directory).
const deletedItems = "/v1.0/directory/deletedItems/"

// path is where Graph keeps the object.
func (o Object) path() string {
	if o.Deleted {
		return deletedItems + o.ID
	}
	return "/v1.0/" + o.Kind + "s/" + o.ID
}

// String names the object.
func (o Object) String() string {
	if o.Deleted {
		return "deleted " + o.Kind + " " + o.Name
	}
	return o.Kind + " " + o.Name
}

// objects lists the environment's objects in Entra, by their marks: those that are
// marked as lying in this subscription, and those that do not say where. Others belong
// to an environment of the same name in another subscription.
func objects(ctx context.Context, az Azure, id topology.Identity) (ours, unmarked []Object, err error) {
	marks := topology.Marks(id)
	var clauses []string
	for _, mark := range marks {
		clauses = append(clauses, "tags/any(t:t eq '"+mark+"')")
	}
	ours = []Object{}
	for _, kind := range objectKinds {
		for _, in := range []struct {
			collection, filter string
			deleted            bool
		}{
			{"/v1.0/" + kind + "s", strings.Join(clauses, " and "), false},
			{deletedItems + "microsoft.graph." + kind, "displayName eq '" + id.Global().SignIn + "'", true},
		} {
			found, err := az.GraphList(ctx, in.collection, in.filter)
			if err != nil {
				return nil, nil, err
			}
			for _, doc := range found {
				if !hasMarks(doc, marks) {
					continue
				}
				o := Object{Kind: kind, ID: armdoc.Text(doc, "id"), Name: armdoc.Text(doc, "displayName"), Deleted: in.deleted,
					appID: armdoc.Text(doc, "appId"), tags: tagsOfObject(doc)}
				switch where := topology.MarkedSubscription(o.tags); {
				case where == "":
					unmarked = append(unmarked, o)
				case strings.EqualFold(where, az.Subscription()):
					ours = append(ours, o)
				}
			}
		}
	}
	return ours, unmarked, nil
}

// proveOurs divides objects that do not say in which subscription their environment
// lies into those of this one and others. An application is of this one if a managed
// identity of the environment's resource groups here signs in by it; a service
// principal, if its application is. What is in the recycle bin cannot be told.
func proveOurs(ctx context.Context, az Azure, id topology.Identity, r Remains) (ours, others []Object, err error) {
	if len(r.Unmarked) == 0 {
		return nil, nil, nil
	}
	identities, err := principals(ctx, az, id, r.Groups)
	if err != nil {
		return nil, nil, err
	}
	proven := map[string]bool{} // by application id
	for _, o := range r.Objects {
		proven[o.appID] = proven[o.appID] || o.Kind == "application"
	}
	for _, o := range r.Unmarked { // applications come first
		if !o.Deleted && o.Kind == "application" {
			credentials, err := az.GraphList(ctx, o.path()+"/federatedIdentityCredentials", "")
			if err != nil {
				return nil, nil, fmt.Errorf("who signs in by %s: %w", o, err)
			}
			proven[o.appID] = proven[o.appID] || slices.ContainsFunc(credentials, func(c map[string]any) bool {
				return slices.Contains(identities, armdoc.Text(c, "subject"))
			})
		}
		if !o.Deleted && o.appID != "" && proven[o.appID] {
			ours = append(ours, o)
		} else {
			others = append(others, o)
		}
	}
	return ours, others, nil
}

// principals are the object ids of the managed identities in the environment's groups.
func principals(ctx context.Context, az Azure, id topology.Identity, groups []Group) ([]string, error) {
	var all []string
	for _, stamp := range topology.Stamps() {
		names := id.Stamp(stamp)
		i := slices.IndexFunc(groups, func(g Group) bool { return strings.EqualFold(g.Name, names.ResourceGroup) })
		if i < 0 {
			continue
		}
		doc, ok, err := az.Get(ctx, groups[i].ID+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/"+names.Identity, apiIdentities)
		if err != nil {
			return nil, fmt.Errorf("managed identity of stamp %s: %w", stamp, err)
		}
		if principal := armdoc.Text(doc, "properties", "principalId"); ok && principal != "" {
			all = append(all, principal)
		}
	}
	return all, nil
}

// adopt marks objects as lying in this subscription, so that whoever goes on needs no
// proof.
func adopt(ctx context.Context, az Azure, objects []Object) error {
	for _, o := range objects {
		tags := append(slices.Clone(o.tags), topology.SubscriptionMark(az.Subscription()))
		if err := az.GraphPatch(ctx, o.path(), map[string]any{"tags": tags}); err != nil {
			return fmt.Errorf("mark of %s: %w", o, err)
		}
	}
	return nil
}

// unproven refuses to take an object down that may belong elsewhere.
func unproven(id topology.Identity, o Object) system.Refusal {
	fix := "find out whose it is; if it is this one's, run the same up again where it was brought up, which marks it"
	if o.Deleted {
		fix = "find out whose it is; if it is this one's, remove it: az rest --method delete --url https://graph.microsoft.com" + o.path()
	}
	return system.Refusal{Stack: settingsStack(id), Check: "mark",
		Evidence: fmt.Sprintf("%s (%s) does not say in which subscription its environment %s lies, and no managed identity here signs in by it",
			o, o.ID, id.Environment),
		Fix: fix}
}
