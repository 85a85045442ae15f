package stacks

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/components/region"
	"github.com/tandem-platform/tandem/internal/contract"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// exportStamp is a stamp in the shape of [contract.Stamp].
func exportStamp(c *config, s *settings.Stamp, r *region.Stamp) pulumi.Map {
	return pulumi.Map{
		"version":        pulumi.Int(contract.Version),
		"system":         pulumi.String(c.System),
		"environment":    pulumi.String(c.Environment),
		"class":          pulumi.String(string(c.Class)),
		"generation":     pulumi.Int(c.Generation),
		"stamp":          pulumi.String(s.Stamp.String()),
		"location":       r.Location,
		"subscriptionId": r.SubscriptionID,
		"tenantId":       r.TenantID,
		"resourceGroup":  r.ResourceGroupName,
		"network": pulumi.Map{
			"id": r.NetworkID, "integrationSubnetId": r.IntegrationSubnetID,
			"privateEndpointSubnetId": r.PrivateEndpointSubnetID,
		},
		"zones": pulumi.Map{
			"vault": entry(r.VaultZoneID, r.VaultZoneName), "sql": entry(r.SQLZoneID, r.SQLZoneName),
			"blob": entry(r.BlobZoneID, r.BlobZoneName), "sites": entry(r.SitesZoneID, r.SitesZoneName),
		},
		"plan":    entry(r.PlanID, r.PlanName),
		"app":     hostEntry(r.AppID, r.AppName, r.AppHostName),
		"sql":     hostEntry(r.SQLServerID, r.SQLServerName, r.SQLServerHostName),
		"storage": hostEntry(r.StorageID, r.StorageName, r.StorageHostName),
		"vault":   hostEntry(r.VaultID, r.VaultName, r.VaultHostName),
		"identity": pulumi.Map{
			"id": r.IdentityID, "name": r.IdentityName,
			"clientId": r.IdentityClientID, "principalId": r.IdentityPrincipalID,
		},
		"workspace":   entry(r.WorkspaceID, r.WorkspaceName),
		"component":   entry(r.ComponentID, r.ComponentName),
		"containers":  r.Containers,
		"image":       r.Image,
		"imageDigest": r.ImageDigest,
		"revision":    r.Revision,
	}
}

// server is a SQL server in the contract.
type server struct{ id, name pulumi.StringInput }

// exportGlobal is the global layer in the shape of [contract.Global].
func exportGlobal(c *config, g *global.Global, servers map[topology.Stamp]server) pulumi.Map {
	return pulumi.Map{
		"version":       pulumi.Int(contract.Version),
		"system":        pulumi.String(c.System),
		"environment":   pulumi.String(c.Environment),
		"class":         pulumi.String(string(c.Class)),
		"location":      pulumi.String(c.Global.Region),
		"resourceGroup": g.ResourceGroup,
		"active":        pulumi.String(c.Global.Active.String()),
		"out":           pulumi.String(c.Global.Out.String()),
		"frontDoor":     exportFrontDoor(g.Edge),
		"failoverGroup": exportGroup(c, g.SQLGroup, servers),
		"replications":  exportReplications(g.Replication),
		"signIn":        pulumi.Map{"clientId": g.SignIn.ClientID, "tenantId": g.SignIn.TenantID},
		"dnsRecords":    exportRecords(g.Edge),
		"revision":      pulumi.String(c.Revision),
	}
}

func exportGroup(c *config, g *global.SQLGroup, servers map[topology.Stamp]server) pulumi.Map {
	byStamp := pulumi.Map{}
	for s, x := range servers {
		byStamp[s.String()] = entry(x.id, x.name)
	}
	return pulumi.Map{
		"id": g.ID, "name": g.Name, "listener": g.Listener,
		"anchor":   pulumi.String(c.Global.Anchor.String()),
		"database": pulumi.String(c.Global.Database),
		"servers":  byStamp,
	}
}

func exportReplications(r *global.Replication) pulumi.Array {
	var all pulumi.Array
	for _, d := range r.Directions {
		all = append(all, pulumi.Map{
			"from": pulumi.String(d.From.String()), "to": pulumi.String(d.To.String()),
			"policyId":            d.PolicyID,
			"sourcePolicyId":      d.Source.ID().ToStringOutput(),
			"destinationPolicyId": d.Destination.ID().ToStringOutput(),
			"containers":          pulumi.ToStringArray(d.Containers),
		})
	}
	return all
}

func exportRecords(e *global.Edge) pulumi.Array {
	all := pulumi.Array{}
	for _, r := range e.DNSRecords {
		all = append(all, pulumi.Map{"type": pulumi.String(r.Type), "name": pulumi.String(r.Name), "value": r.Value})
	}
	return all
}

func exportFrontDoor(e *global.Edge) pulumi.Map {
	endpoints, origins := pulumi.Map{}, pulumi.Map{}
	for key, endpoint := range e.Endpoints {
		endpoints[key] = hostEntry(endpoint.ID().ToStringOutput(), endpoint.Name, endpoint.HostName)
	}
	for _, s := range topology.Stamps() {
		origins[s.String()] = entry(e.Origins[s].ID().ToStringOutput(), e.Origins[s].Name)
	}
	return pulumi.Map{
		"profileId": e.ProfileID, "profileName": e.ProfileName, "frontDoorId": e.FrontDoorID,
		"endpoints": endpoints, "origins": origins,
		"privateLinkMessage": pulumi.String(global.RequestMessage),
	}
}

func entry(id, name pulumi.StringInput) pulumi.Map {
	return pulumi.Map{"id": id, "name": name}
}

func hostEntry(id, name, hostName pulumi.StringInput) pulumi.Map {
	return pulumi.Map{"id": id, "name": name, "hostName": hostName}
}
