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

// sweep removes what is left of an environment by what ARM and Entra say, without
// any state. It does all that can be done; the error joins what could not.
func sweep(ctx context.Context, az Azure, id topology.Identity) error {
	r, err := Look(ctx, az, id)
	if err != nil {
		return err
	}
	if len(r.Others)+len(r.Unmarked) > 0 || r.OtherBudget != "" {
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
