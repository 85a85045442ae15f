package system

import (
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// The API versions that status reads with, those that the program deploys with.
const (
	apiGroup     = "2022-09-01"
	apiNetwork   = "2019-08-01"
	apiEndpoint  = "2021-02-01"
	apiWeb       = "2022-09-01"
	apiSQL       = "2021-11-01"
	apiStorage   = "2022-09-01"
	apiVault     = "2023-02-01"
	apiIdentity  = "2023-01-31"
	apiWorkspace = "2022-10-01"
	apiComponent = "2020-02-02"
	apiEdge      = "2023-05-01"
)

// Expected is a resource that should exist.
type Expected struct {
	ID         string `json:"id"`
	Kind       string `json:"kind"`
	Stamp      string `json:"stamp,omitempty"` // "" is the global layer
	APIVersion string `json:"-"`
}

// Layout says which resources the configuration leads one to expect, and which
// of them tell what. All ids follow from names; nothing is read to compute it.
type Layout struct {
	Environment string
	Intent      Intent
	Stamps      []StampLayout
	Global      GlobalLayout
	Expected    []Expected
}

// StampLayout names one stamp's telling resources by id.
type StampLayout struct {
	Stamp, Region, Group, App, SQL, Storage, Vault, FailoverGroup, Endpoint string
	LinkTargets                                                             []Expected
}

// GlobalLayout names the global layer's telling resources by id.
type GlobalLayout struct {
	Region, Group, Profile, Endpoint, Listener, Database, Domain, DomainID string
	Origins                                                                map[string]string // by stamp
}

// NewLayout computes the layout of the whole system.
func NewLayout(all *settings.All, subscription string) Layout {
	g := all.Stacks[settings.GlobalStack]
	id := g.Identity()
	global := id.Global()
	globalGroup := groupID(subscription, global.ResourceGroup)
	profile := globalGroup + "/providers/Microsoft.Cdn/profiles/" + global.FrontDoorProfile
	l := Layout{
		Environment: id.System + "-" + id.Environment,
		Intent:      Intent{Active: string(g.Global.Active), Out: string(g.Global.Out), Override: g.Global.RoleOverride},
		Global: GlobalLayout{
			Region: g.Global.Region, Group: globalGroup, Profile: profile,
			Endpoint: profile + "/afdEndpoints/" + global.EndpointApp,
			Listener: global.FailoverGroup + ".database.windows.net",
			Database: g.Global.Database, Domain: g.Global.CustomDomain, Origins: map[string]string{},
		},
	}
	if l.Global.Domain != "" {
		l.Global.DomainID = profile + "/customDomains/" + strings.ReplaceAll(l.Global.Domain, ".", "-")
	}
	l.Expected = []Expected{
		{globalGroup, "resource group", "", apiGroup},
		{profile, "Front Door profile", "", apiEdge},
		{l.Global.Endpoint, "Front Door endpoint", "", apiEdge},
	}
	for _, stamp := range topology.Stamps() {
		l.addStamp(all, stamp, subscription)
	}
	return l
}

func (l *Layout) addStamp(all *settings.All, stamp topology.Stamp, subscription string) {
	g := all.Stacks[settings.GlobalStack]
	id := g.Identity()
	names, global := id.Stamp(stamp), id.Global()
	group := groupID(subscription, names.ResourceGroup)
	s := StampLayout{
		Stamp: string(stamp), Region: all.Stamp(stamp).Location, Group: group,
		App:      group + "/providers/Microsoft.Web/sites/" + names.App,
		SQL:      group + "/providers/Microsoft.Sql/servers/" + names.SQLServer,
		Storage:  group + "/providers/Microsoft.Storage/storageAccounts/" + names.StorageAccount,
		Vault:    group + "/providers/Microsoft.KeyVault/vaults/" + names.Vault,
		Endpoint: l.Global.Profile + "/afdEndpoints/" + global.Endpoint(stamp),
	}
	s.FailoverGroup = s.SQL + "/failoverGroups/" + global.FailoverGroup
	s.LinkTargets = []Expected{
		{s.App, "web app", s.Stamp, apiWeb}, {s.SQL, "SQL server", s.Stamp, apiSQL},
		{s.Storage, "storage account", s.Stamp, apiStorage}, {s.Vault, "key vault", s.Stamp, apiVault},
	}
	l.Global.Origins[s.Stamp] = l.Global.Profile + "/originGroups/app/origins/" + s.Stamp
	l.Stamps = append(l.Stamps, s)
	l.Expected = append(l.Expected, s.LinkTargets...)
	network := group + "/providers/Microsoft.Network/"
	l.Expected = append(l.Expected,
		Expected{group, "resource group", s.Stamp, apiGroup},
		Expected{network + "virtualNetworks/" + names.VirtualNetwork, "virtual network", s.Stamp, apiNetwork},
		Expected{network + "privateEndpoints/" + names.VaultEndpoint, "private endpoint", s.Stamp, apiEndpoint},
		Expected{network + "privateEndpoints/" + names.SQLEndpoint, "private endpoint", s.Stamp, apiEndpoint},
		Expected{network + "privateEndpoints/" + names.BlobEndpoint, "private endpoint", s.Stamp, apiEndpoint},
		Expected{network + "privateEndpoints/" + names.AppEndpoint, "private endpoint", s.Stamp, apiEndpoint},
		Expected{group + "/providers/Microsoft.Web/serverfarms/" + names.Plan, "App Service plan", s.Stamp, apiWeb},
		Expected{group + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + names.Identity, "managed identity", s.Stamp, apiIdentity},
		Expected{group + "/providers/Microsoft.OperationalInsights/workspaces/" + names.Workspace, "Log Analytics workspace", s.Stamp, apiWorkspace},
		Expected{group + "/providers/Microsoft.Insights/components/" + names.Component, "Application Insights", s.Stamp, apiComponent},
		Expected{s.SQL + "/databases/" + g.Global.Database, "database", s.Stamp, apiSQL},
		Expected{s.FailoverGroup, "failover group", s.Stamp, apiSQL},
		Expected{s.Endpoint, "Front Door endpoint", "", apiEdge},
		Expected{l.Global.Origins[s.Stamp], "Front Door origin", "", apiEdge},
	)
	for _, container := range all.Stamp(stamp).Containers {
		l.Expected = append(l.Expected, Expected{s.Storage + "/blobServices/default/containers/" + container, "blob container", s.Stamp, apiStorage})
	}
}

// Expect adds resources that are known from elsewhere, the state of the last
// deployment for one. Ids that are expected already are left as they are.
func (l *Layout) Expect(more []Expected) {
	known := map[string]bool{}
	for _, e := range l.Expected {
		known[key(e.ID)] = true
	}
	for _, e := range more {
		if !known[key(e.ID)] {
			known[key(e.ID)] = true
			l.Expected = append(l.Expected, e)
		}
	}
}

// reads lists everything that an observation has to get.
func (l Layout) reads() []Expected {
	all := l.Expected
	if l.Global.DomainID != "" {
		all = append(all, Expected{l.Global.DomainID, "custom domain", "", apiEdge})
	}
	return all
}

// address is the host name of a stamp's direct endpoint, or of the generic one ("").
func (l Layout) address(s Snapshot, stamp string) string {
	id := l.Global.Endpoint
	for _, st := range l.Stamps {
		if st.Stamp == stamp {
			id = st.Endpoint
		}
	}
	if doc, ok := s.Docs[key(id)]; ok {
		return armdoc.Text(doc, "properties", "hostName")
	}
	return ""
}

// stampOfAccount names the stamp whose storage account it is; an account that is
// none of ours is named as it is.
func (l Layout) stampOfAccount(account string) string {
	for _, s := range l.Stamps {
		if strings.EqualFold(s.Storage, account) || strings.HasSuffix(key(s.Storage), "/"+key(account)) {
			return s.Stamp
		}
	}
	return account
}

func groupID(subscription, group string) string {
	return "/subscriptions/" + subscription + "/resourceGroups/" + group
}
