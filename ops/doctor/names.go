package doctor

import (
	"context"
	"fmt"

	"github.com/tandem-platform/tandem/internal/armdoc"
)

// namesCheck is the name of the check of names that the whole world shares.
const namesCheck = "names"

// shared are the kinds of resources whose names the whole world shares, each with
// the api-version by which its service is asked whether one is free.
var shared = []struct{ namespace, kind, apiVersion string }{
	{"Microsoft.KeyVault", "vaults", apiVault},
	{"Microsoft.Sql", "servers", "2021-11-01"},
	{"Microsoft.Storage", "storageAccounts", apiStorage},
	{"Microsoft.Web", "sites", "2022-09-01"},
}

// names checks that the stamps' names are this subscription's, or free.
func (x *examination) names(ctx context.Context) {
	switch {
	case x.azure == nil:
		x.skip(namesCheck, x.why)
		return
	case x.in.Settings == nil:
		x.skip(namesCheck, brokenConfig)
		return
	}
	var f findings
	wanted := x.sharedNames()
	count := 0
	for _, s := range shared {
		own, err := x.azure.List(ctx, "/subscriptions/"+x.azure.Subscription()+"/providers/"+s.namespace+"/"+s.kind, s.apiVersion)
		if err != nil {
			x.interrupted(namesCheck, f, remedyConfig, err)
			return
		}
		for _, name := range wanted[s.kind] {
			count++
			if of(own, name) != nil {
				continue
			}
			answer, err := x.azure.AskWith(ctx, "/subscriptions/"+x.azure.Subscription()+"/providers/"+s.namespace+"/checkNameAvailability", s.apiVersion,
				map[string]any{"name": name, "type": s.namespace + "/" + s.kind})
			if err != nil {
				x.interrupted(namesCheck, f, remedyConfig, fmt.Errorf("whether %s is free: %w", name, err))
				return
			}
			// Azure SQL says "available" where the others say "nameAvailable".
			if !isTrue(answer, "nameAvailable") && !isTrue(answer, "available") {
				f.add(remedyConfig, "%s %s is not to be had (%s): choose another tandem:system, or, where a deleted vault keeps its name, raise tandem:generation",
					s.kind, name, armdoc.Text(answer, "reason"))
			}
		}
	}
	x.report(namesCheck, f, "%d are free, or this subscription's", count)
}

// sharedNames are the stamps' names that the whole world shares, by kind.
func (x *examination) sharedNames() map[string][]string {
	names := map[string][]string{}
	for _, stack := range productionStacks {
		c := x.in.Settings.Stacks[stack]
		for _, s := range c.Stamps {
			n := c.Identity().Stamp(s.Stamp)
			names["vaults"] = append(names["vaults"], n.Vault)
			names["servers"] = append(names["servers"], n.SQLServer)
			names["storageAccounts"] = append(names["storageAccounts"], n.StorageAccount)
			names["sites"] = append(names["sites"], n.App)
		}
	}
	return names
}
