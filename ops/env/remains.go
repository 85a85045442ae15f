package env

import (
	"context"
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
	// Protected are soft-deleted, too, and cannot be purged before their date: nobody
	// can remove them, so they are named and keep nothing from being gone.
	Protected []system.DeletedVault `json:"protectedVaults,omitempty"`
	// Objects are Entra's applications and service principals that are marked as the
	// environment's in this subscription, deleted ones that can still be restored
	// among them.
	Objects []Object `json:"directoryObjects"`
	// Unmarked are such objects that do not say in which subscription their
	// environment lies. They are not touched before it is proven that it is this one.
	Unmarked []Object `json:"unmarkedObjects,omitempty"`
	// Budget is the id of the environment's budget, "" without one; OtherBudget that of
	// one which has its name and watches something else. It is not touched.
	Budget      string `json:"budget,omitempty"`
	OtherBudget string `json:"otherBudget,omitempty"`
	// Locks are management locks in the groups.
	Locks []Lock `json:"locks"`
}

// Lock is a management lock.
type Lock struct {
	ID    string `json:"id"`
	Scope string `json:"scope"`
	Level string `json:"level"`
	Notes string `json:"notes,omitempty"`
	// Ours is set for the locks on data that Tandem makes itself.
	Ours bool `json:"ours"`
}

// Empty reports whether nothing is left that somebody can remove.
func (r Remains) Empty() bool {
	return len(r.Groups)+len(r.Others)+len(r.Vaults)+len(r.Objects)+len(r.Unmarked) == 0 && r.Budget+r.OtherBudget == ""
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
		parts = append(parts, o.String())
	}
	for _, o := range r.Unmarked {
		parts = append(parts, o.String()+" without the mark of a subscription")
	}
	if r.Budget != "" {
		parts = append(parts, "budget "+lastPart(r.Budget))
	}
	if r.OtherBudget != "" {
		parts = append(parts, "budget "+lastPart(r.OtherBudget)+", which watches something else")
	}
	if len(r.Protected) > 0 {
		parts = append(parts, r.Kept())
	}
	if len(parts) == 0 {
		return "nothing"
	}
	return strings.Join(parts, ", ")
}

// Kept names the vaults that cannot be removed before their date, "" without any.
func (r Remains) Kept() string {
	var parts []string
	for _, v := range r.Protected {
		parts = append(parts, fmt.Sprintf("vault %s, soft-deleted until %s since it has purge protection", v.Name, v.PurgeDate))
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
			switch {
			case v.Tags[topology.TagSystem] != id.System || v.Tags[topology.TagEnvironment] != id.Environment:
			case v.Protected:
				r.Protected = append(r.Protected, v)
			default:
				r.Vaults = append(r.Vaults, v)
			}
		}
		return err
	})
	g.Go(func() (err error) {
		r.Objects, r.Unmarked, err = objects(ctx, az, id)
		return err
	})
	g.Go(func() (err error) {
		r.Budget, r.OtherBudget, err = budgets(ctx, az, id)
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

// budgets finds the environment's budget. Budgets bear no tags; what one watches says
// whose it is.
func budgets(ctx context.Context, az Azure, id topology.Identity) (ours, other string, err error) {
	budget := "/subscriptions/" + az.Subscription() + "/providers/Microsoft.Consumption/budgets/" + id.Global().Budget
	doc, ok, err := az.Get(ctx, budget, apiBudgets)
	if err != nil || !ok {
		return "", "", err
	}
	watched := map[string]any{}
	clauses, _ := armdoc.Lookup(doc, "properties", "filter", "and").([]any)
	for _, clause := range clauses {
		clause, _ := clause.(map[string]any)
		if values, _ := armdoc.Lookup(clause, "tags", "values").([]any); len(values) == 1 {
			watched[armdoc.Text(clause, "tags", "name")] = values[0]
		}
	}
	if watched[topology.TagSystem] == id.System && watched[topology.TagEnvironment] == id.Environment {
		return budget, "", nil
	}
	return "", budget, nil
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
			l := Lock{ID: lock, Scope: scope, Level: armdoc.Text(doc, "properties", "level"), Notes: armdoc.Text(doc, "properties", "notes")}
			l.Ours = within(scope, g.ID) && ourLock(l, id)
			locks = append(locks, l)
		}
	}
	return e.Groups, locks, nil
}

// ourLock reports whether Tandem has made a lock. Locks bear no tags; its name and
// what it says are those of the program's, and it lies on one of the three resources
// that the program locks, whose names hold the environment's.
func ourLock(l Lock, id topology.Identity) bool {
	if lastPart(l.ID) != topology.LockName || l.Notes != topology.LockNotes || l.Level != "CanNotDelete" {
		return false
	}
	for _, stamp := range topology.Stamps() {
		names := id.Stamp(stamp)
		for _, data := range []string{"Microsoft.KeyVault/vaults/" + names.Vault, "Microsoft.Sql/servers/" + names.SQLServer, "Microsoft.Storage/storageAccounts/" + names.StorageAccount} {
			if strings.HasSuffix(strings.ToLower(l.Scope), "/providers/"+strings.ToLower(data)) {
				return true
			}
		}
	}
	return false
}
