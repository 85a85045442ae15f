package env

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
)

// Remains is what exists of an environment, in ARM, in the vaults' recycle bin
// and in Entra.
type Remains struct {
	Groups []Group `json:"groups"`
	// Others are groups that bear the environment's names, and tags like its own that
	// are not those of a test environment. They are not touched, and as long as there
	// are any, nothing else of it is either. A group without any such tags is a
	// stranger's, and no part of it.
	Others []Group `json:"untaggedGroups,omitempty"`
	// Vaults are soft-deleted: their names stay taken until they are purged.
	Vaults []system.DeletedVault `json:"softDeletedVaults"`
	// Objects are Entra's applications and service principals, deleted ones that can
	// still be restored among them.
	Objects []Object `json:"directoryObjects"`
	// Budget is the id of the environment's budget, "" without one.
	Budget string `json:"budget,omitempty"`
	// Locks are management locks in the groups.
	Locks []Lock `json:"locks"`
}

// Object is an object of Entra.
type Object struct {
	Kind string `json:"kind"` // application, servicePrincipal
	ID   string `json:"id"`
	Name string `json:"name"`
	// Deleted is set when the object is in the recycle bin.
	Deleted bool `json:"deleted"`
}

// path is where Graph keeps the object.
func (o Object) path() string {
	if o.Deleted {
		return deletedItems + o.ID
	}
	return "/v1.0/" + o.Kind + "s/" + o.ID
}

// deletedItems is Entra's recycle bin
// (https://learn.microsoft.com/graph/api/resources/directory).
const deletedItems = "/v1.0/directory/deletedItems/"

// Lock is a management lock.
type Lock struct {
	ID    string `json:"id"`
	Scope string `json:"scope"`
	Level string `json:"level"`
	Notes string `json:"notes,omitempty"`
	// Ours is set for the locks on data that Tandem makes itself.
	Ours bool `json:"ours"`
}

// ourLock is the name of the locks that Tandem makes.
const ourLock = "keep-data"

// Empty reports whether nothing is left.
func (r Remains) Empty() bool {
	return len(r.Groups)+len(r.Others)+len(r.Vaults)+len(r.Objects) == 0 && r.Budget == ""
}

// String says in one line what there is.
func (r Remains) String() string {
	var parts []string
	for _, g := range r.Groups {
		parts = append(parts, "resource group "+g.Name)
	}
	for _, g := range r.Others {
		parts = append(parts, "resource group "+g.Name+" with other tags than those of a test environment")
	}
	for _, v := range r.Vaults {
		parts = append(parts, "soft-deleted vault "+v.Name)
	}
	for _, o := range r.Objects {
		what := o.Kind + " " + o.Name
		if o.Deleted {
			what = "deleted " + what
		}
		parts = append(parts, what)
	}
	if r.Budget != "" {
		parts = append(parts, "budget "+lastPart(r.Budget))
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Foreign are the locks that somebody else made.
func (r Remains) Foreign() []Lock {
	return slices.DeleteFunc(slices.Clone(r.Locks), func(l Lock) bool { return l.Ours })
}

// Look says what exists of an environment.
func Look(ctx context.Context, az Azure, id topology.Identity) (Remains, error) {
	r := Remains{Groups: []Group{}, Vaults: []system.DeletedVault{}, Objects: []Object{}, Locks: []Lock{}}
	var g errgroup.Group
	g.Go(func() (err error) {
		r.Groups, r.Locks, err = groupsAndLocks(ctx, az, id)
		return err
	})
	g.Go(func() (err error) {
		r.Others, err = untagged(ctx, az, id)
		return err
	})
	g.Go(func() error {
		vaults, err := system.SoftDeleted(ctx, az, az.Subscription())
		for _, v := range vaults {
			if v.Tags[topology.TagSystem] == id.System && v.Tags[topology.TagEnvironment] == id.Environment && !v.Protected {
				r.Vaults = append(r.Vaults, v)
			}
		}
		return err
	})
	g.Go(func() (err error) {
		r.Objects, err = objects(ctx, az, id)
		return err
	})
	g.Go(func() error {
		budget := "/subscriptions/" + az.Subscription() + "/providers/Microsoft.Consumption/budgets/" + id.Global().Budget
		_, ok, err := az.Get(ctx, budget, apiBudgets)
		if ok {
			r.Budget = budget
		}
		return err
	})
	if err := g.Wait(); err != nil {
		return r, fmt.Errorf("what exists of environment %s: %w", id.Environment, err)
	}
	return r, nil
}

// untagged asks for the environment's groups by their names: a list holds only what
// the caller may read, and tags can have been altered, their case, too.
func untagged(ctx context.Context, az Azure, id topology.Identity) ([]Group, error) {
	names := []string{id.Global().ResourceGroup}
	for _, stamp := range topology.Stamps() {
		names = append(names, id.Stamp(stamp).ResourceGroup)
	}
	var others []Group
	for _, name := range names {
		doc, ok, err := az.Get(ctx, "/subscriptions/"+az.Subscription()+"/resourceGroups/"+name, apiGroups)
		if err != nil {
			return nil, fmt.Errorf("resource group %s: %w", name, err)
		}
		g := groupOf(doc)
		if ok && environmentOf(g.Tags, id.System) != id.Environment && looksOurs(g.Tags) {
			others = append(others, g)
		}
	}
	return others, nil
}

// looksOurs reports whether any of the tags by which environments are told apart is
// there.
func looksOurs(tags map[string]string) bool {
	for name := range tags {
		for _, of := range []string{topology.TagSystem, topology.TagEnvironment, topology.TagClass} {
			if strings.EqualFold(name, of) {
				return true
			}
		}
	}
	return false
}

func groupsAndLocks(ctx context.Context, az Azure, id topology.Identity) ([]Group, []Lock, error) {
	e, _, err := Find(ctx, az, id.System, id.Environment)
	if err != nil {
		return nil, nil, err
	}
	locks := []Lock{}
	for _, g := range e.Groups {
		found, err := az.List(ctx, g.ID+"/providers/Microsoft.Authorization/locks", apiLocks)
		if err != nil {
			return nil, nil, fmt.Errorf("locks of %s: %w", g.Name, err)
		}
		for _, doc := range found {
			lock := armdoc.Text(doc, "id")
			scope, _, _ := strings.Cut(lock, "/providers/Microsoft.Authorization/locks/")
			// A lock around the group is listed, too, and holds for it as well.
			locks = append(locks, Lock{ID: lock, Scope: scope, Level: armdoc.Text(doc, "properties", "level"), Notes: armdoc.Text(doc, "properties", "notes"),
				Ours: lastPart(lock) == ourLock && within(scope, g.ID)})
		}
	}
	return e.Groups, locks, nil
}

// objects lists the environment's objects in Entra, by their marks.
func objects(ctx context.Context, az Azure, id topology.Identity) ([]Object, error) {
	marks := topology.Marks(id)
	var clauses []string
	for _, mark := range marks {
		clauses = append(clauses, "tags/any(t:t eq '"+mark+"')")
	}
	marked := strings.Join(clauses, " and ")
	byName := "displayName eq '" + id.Global().SignIn + "'"
	all := []Object{}
	for _, kind := range []string{"application", "servicePrincipal"} {
		for _, in := range []struct {
			collection, filter string
			deleted            bool
		}{
			{"/v1.0/" + kind + "s", marked, false},
			{deletedItems + "microsoft.graph." + kind, byName, true},
		} {
			found, err := az.GraphList(ctx, in.collection, in.filter)
			if err != nil {
				return nil, err
			}
			for _, doc := range found {
				if hasMarks(doc, marks) {
					all = append(all, Object{Kind: kind, ID: armdoc.Text(doc, "id"), Name: armdoc.Text(doc, "displayName"), Deleted: in.deleted})
				}
			}
		}
	}
	return all, nil
}

func hasMarks(object map[string]any, marks []string) bool {
	has, _ := object["tags"].([]any)
	return !slices.ContainsFunc(marks, func(mark string) bool { return !slices.Contains(has, any(mark)) })
}

// sweep removes what is left of an environment by what ARM and Entra say, without
// any state. It does all that can be done; the error joins what could not.
func sweep(ctx context.Context, az Azure, id topology.Identity) error {
	r, err := Look(ctx, az, id)
	if err != nil {
		return err
	}
	if len(r.Others) > 0 {
		return fmt.Errorf("nothing is removed while there is: %s", r)
	}
	if foreign := r.Foreign(); len(foreign) > 0 { // made since the plan
		return fmt.Errorf("nothing is removed while somebody else's lock holds: %s", foreign[0].ID)
	}
	errs := []error{sweepGroups(ctx, az, id, r)}
	if r.Budget != "" {
		errs = append(errs, az.Delete(ctx, r.Budget, apiBudgets))
	}
	if len(r.Groups) > 0 || len(r.Objects) > 0 { // groups leave soft-deleted vaults, applications go to the recycle bin
		for _, o := range r.Objects {
			errs = append(errs, az.GraphDelete(ctx, o.path()))
		}
		again, err := Look(ctx, az, id)
		if err != nil {
			return errors.Join(append(errs, err)...)
		}
		r = again
	}
	for _, v := range r.Vaults {
		errs = append(errs, system.Purge(ctx, az, v))
	}
	for _, o := range r.Objects {
		errs = append(errs, az.GraphDelete(ctx, o.path()))
	}
	return errors.Join(errs...)
}

// sweepGroups deletes the resource groups: first the failover group, which Azure
// deletes on its primary only and which holds the servers, then the group of what
// joins the stamps, then the stamps.
func sweepGroups(ctx context.Context, az Azure, id topology.Identity, r Remains) error {
	if len(r.Groups) == 0 {
		return nil
	}
	for _, l := range r.Locks {
		if l.Ours {
			if err := az.Delete(ctx, l.ID, apiLocks); err != nil {
				return fmt.Errorf("lock on %s: %w", lastPart(l.Scope), err)
			}
		}
	}
	errs := []error{sweepFailoverGroup(ctx, az, id, r.Groups, topology.Stamps()...)}
	stamps, global := []Group{}, []Group{}
	for _, g := range r.Groups {
		if g.Tags[topology.TagStamp] == topology.GlobalStamp {
			global = append(global, g)
		} else {
			stamps = append(stamps, g)
		}
	}
	for _, groups := range [][]Group{global, stamps} {
		failed := make([]error, len(groups))
		var together errgroup.Group
		for i, g := range groups {
			together.Go(func() error {
				if err := az.Delete(ctx, g.ID, apiGroups); err != nil {
					failed[i] = fmt.Errorf("resource group %s: %w", g.Name, err)
				}
				return nil
			})
		}
		errs = append(errs, together.Wait())
		errs = append(errs, failed...)
	}
	return errors.Join(errs...)
}

// sweepFailoverGroup deletes the failover group where its primary is, if that is one
// of the stamps.
func sweepFailoverGroup(ctx context.Context, az Azure, id topology.Identity, groups []Group, stamps ...topology.Stamp) error {
	for _, stamp := range stamps {
		names := id.Stamp(stamp)
		i := slices.IndexFunc(groups, func(g Group) bool { return strings.EqualFold(g.Name, names.ResourceGroup) })
		if i < 0 {
			continue
		}
		failover := groups[i].ID + "/providers/Microsoft.Sql/servers/" + names.SQLServer + "/failoverGroups/" + id.Global().FailoverGroup
		doc, ok, err := az.Get(ctx, failover, apiSQL)
		if err != nil {
			return fmt.Errorf("failover group: %w", err)
		}
		if ok && armdoc.Text(doc, "properties", "replicationRole") == "Primary" {
			return az.Delete(ctx, failover, apiSQL)
		}
	}
	return nil
}
