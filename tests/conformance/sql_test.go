package conformance

import (
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/sql/armsql"

	"github.com/tandem-platform/tandem/sandbox"
)

const (
	sqlVersion   = "2021-11-01"
	server       = "conformsqlblue"
	serverID     = "Microsoft.Sql/servers/conformsqlblue"
	peerServerID = "Microsoft.Sql/servers/conformsqlgreen"
	databaseID   = serverID + "/databases/app"
)

func sqlRows() []row {
	versions := []string{sqlVersion, own}
	return []row{
		{"Microsoft.Sql/servers", versions, sqlServer},
		{"Microsoft.Sql/servers/administrators", versions, sqlAdministrator},
		{"Microsoft.Sql/servers/auditingSettings", versions, sqlAuditing},
		{"Microsoft.Sql/servers/databases", versions, database},
		{"Microsoft.Sql/servers/databases/backupLongTermRetentionPolicies", versions, longRetention},
		{"Microsoft.Sql/servers/databases/backupShortTermRetentionPolicies", versions, shortRetention},
		{"Microsoft.Sql/servers/failoverGroups", versions, failoverGroup},
		{"Microsoft.Sql/servers/firewallRules", versions, firewallRule},
		{"Microsoft.Sql/servers/privateEndpointConnections", []string{sqlVersion}, sqlConnection},
		{"Microsoft.Sql/servers/securityAlertPolicies", versions, securityAlert},
		{"Microsoft.Sql/servers/sqlVulnerabilityAssessments", []string{"2022-11-01-preview"}, vulnerabilityAssessment},
	}
}

// haveServer makes a server that only Entra identities sign in to.
func (w *world) haveServer(id, location string) string {
	w.Helper()
	return w.have(id, sqlVersion, map[string]any{"location": location, "properties": map[string]any{
		"version": "12.0", "administrators": map[string]any{
			"administratorType": "ActiveDirectory", "azureADOnlyAuthentication": true, "principalType": "Application",
			"login": "admins", "sid": sandbox.ClientID, "tenantId": sandbox.TenantID,
		},
	}})
}

func (w *world) haveDatabase() string {
	w.Helper()
	w.haveServer(serverID, region)
	return w.have(databaseID, sqlVersion, map[string]any{
		"location": region, "sku": map[string]any{"name": "GP_Gen5", "tier": "GeneralPurpose", "family": "Gen5", "capacity": 2},
	})
}

func sqlServer(w *world) trip {
	c, ctx := made(armsql.NewServersClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.Server{
		Location: to.Ptr(region), Tags: map[string]*string{"stamp": to.Ptr("blue")},
		Properties: &armsql.ServerProperties{
			Version: to.Ptr("12.0"), MinimalTLSVersion: to.Ptr("1.2"), PublicNetworkAccess: to.Ptr(armsql.ServerNetworkAccessFlagDisabled),
			Administrators: &armsql.ServerExternalAdministrator{
				AdministratorType: to.Ptr(armsql.AdministratorTypeActiveDirectory), AzureADOnlyAuthentication: to.Ptr(true),
				PrincipalType: to.Ptr(armsql.PrincipalTypeApplication), Login: to.Ptr("admins"),
				Sid: to.Ptr(sandbox.ClientID), TenantID: to.Ptr(sandbox.TenantID),
			},
		},
	}
	return trip{
		id: serverID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, server, nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByResourceGroupPager(group, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, server, nil)) },
	}
}

func sqlAdministrator(w *world) trip {
	w.haveServer(serverID, region)
	c, ctx := made(armsql.NewServerAzureADAdministratorsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.ServerAzureADAdministrator{Properties: &armsql.AdministratorProperties{
		AdministratorType: to.Ptr(armsql.AdministratorTypeActiveDirectory), Login: to.Ptr("others"),
		Sid: to.Ptr(sandbox.ClientID), TenantID: to.Ptr(sandbox.TenantID),
	}}
	name := armsql.AdministratorNameActiveDirectory
	return trip{
		id: serverID + "/administrators/ActiveDirectory", sent: sent, standing: true,
		put:  func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, name, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, server, name, nil)) },
		list: func() ([]string, error) { return ids(c.NewListByServerPager(group, server, nil)) },
	}
}

func sqlAuditing(w *world) trip {
	w.haveServer(serverID, region)
	c, ctx := made(armsql.NewServerBlobAuditingPoliciesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.ServerBlobAuditingPolicy{Properties: &armsql.ServerBlobAuditingPolicyProperties{
		State: to.Ptr(armsql.BlobAuditingPolicyStateEnabled), IsAzureMonitorTargetEnabled: to.Ptr(true),
		AuditActionsAndGroups: []*string{to.Ptr("BATCH_COMPLETED_GROUP")},
	}}
	return trip{
		id: serverID + "/auditingSettings/default", sent: sent, standing: true,
		put:  func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, server, nil)) },
		list: func() ([]string, error) { return ids(c.NewListByServerPager(group, server, nil)) },
	}
}

func securityAlert(w *world) trip {
	w.haveServer(serverID, region)
	c, ctx := made(armsql.NewServerSecurityAlertPoliciesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.ServerSecurityAlertPolicy{Properties: &armsql.SecurityAlertsPolicyProperties{
		State: to.Ptr(armsql.SecurityAlertsPolicyStateEnabled), EmailAccountAdmins: to.Ptr(true), EmailAddresses: []*string{to.Ptr("ops@example.com")},
	}}
	name := armsql.SecurityAlertPolicyNameDefault
	return trip{
		id: serverID + "/securityAlertPolicies/Default", sent: sent, standing: true,
		put:  func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, name, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, server, name, nil)) },
		list: func() ([]string, error) { return ids(c.NewListByServerPager(group, server, nil)) },
	}
}

func vulnerabilityAssessment(w *world) trip {
	w.haveServer(serverID, region)
	t := byID(w, serverID+"/sqlVulnerabilityAssessments/default", armresources.GenericResource{Properties: map[string]any{"state": "Enabled"}})
	t.standing = true
	return t
}

func database(w *world) trip {
	w.haveServer(serverID, region)
	c, ctx := made(armsql.NewDatabasesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.Database{
		Location: to.Ptr(region),
		SKU: &armsql.SKU{
			Name: to.Ptr("BC_Gen5"), Tier: to.Ptr("BusinessCritical"), Family: to.Ptr("Gen5"), Capacity: to.Ptr[int32](2),
		},
		Properties: &armsql.DatabaseProperties{
			ZoneRedundant: to.Ptr(true), ReadScale: to.Ptr(armsql.DatabaseReadScaleEnabled),
			RequestedBackupStorageRedundancy: to.Ptr(armsql.BackupStorageRedundancyGeo),
		},
	}
	return trip{
		id: databaseID, sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, "app", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, server, "app", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByServerPager(group, server, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, server, "app", nil)) },
	}
}

func shortRetention(w *world) trip {
	w.haveDatabase()
	c, ctx := made(armsql.NewBackupShortTermRetentionPoliciesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.BackupShortTermRetentionPolicy{Properties: &armsql.BackupShortTermRetentionPolicyProperties{
		RetentionDays: to.Ptr[int32](14), DiffBackupIntervalInHours: to.Ptr(armsql.DiffBackupIntervalInHoursTwelve),
	}}
	name := armsql.ShortTermRetentionPolicyNameDefault
	return trip{
		id: databaseID + "/backupShortTermRetentionPolicies/default", sent: sent, standing: true,
		put:  func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, "app", name, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, server, "app", name, nil)) },
		list: func() ([]string, error) { return ids(c.NewListByDatabasePager(group, server, "app", nil)) },
	}
}

func longRetention(w *world) trip {
	w.haveDatabase()
	c, ctx := made(armsql.NewLongTermRetentionPoliciesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.LongTermRetentionPolicy{Properties: &armsql.BaseLongTermRetentionPolicyProperties{
		WeeklyRetention: to.Ptr("P5W"), MonthlyRetention: to.Ptr("P12M"), YearlyRetention: to.Ptr("P5Y"), WeekOfYear: to.Ptr[int32](1),
	}}
	name := armsql.LongTermRetentionPolicyNameDefault
	return trip{
		id: databaseID + "/backupLongTermRetentionPolicies/default", sent: sent, standing: true,
		put:  func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, "app", name, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, server, "app", name, nil)) },
		list: func() ([]string, error) { return ids(c.NewListByDatabasePager(group, server, "app", nil)) },
	}
}

func failoverGroup(w *world) trip {
	db, peer := w.haveDatabase(), w.haveServer(peerServerID, otherRegion)
	c, ctx := made(armsql.NewFailoverGroupsClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.FailoverGroup{Properties: &armsql.FailoverGroupProperties{
		PartnerServers: []*armsql.PartnerInfo{{ID: &peer}}, Databases: []*string{&db},
		ReadWriteEndpoint: &armsql.FailoverGroupReadWriteEndpoint{FailoverPolicy: to.Ptr(armsql.ReadWriteEndpointFailoverPolicyManual)},
		ReadOnlyEndpoint:  &armsql.FailoverGroupReadOnlyEndpoint{FailoverPolicy: to.Ptr(armsql.ReadOnlyEndpointFailoverPolicyDisabled)},
	}}
	return trip{
		id: serverID + "/failoverGroups/conformgroup", sent: sent,
		put:    func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, "conformgroup", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, server, "conformgroup", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByServerPager(group, server, nil)) },
		remove: func() error { return gone(c.BeginDelete(ctx, group, server, "conformgroup", nil)) },
	}
}

func firewallRule(w *world) trip {
	w.haveServer(serverID, region)
	c, ctx := made(armsql.NewFirewallRulesClient(subscription, w.cred, w.arm())), w.Context()
	sent := armsql.FirewallRule{Properties: &armsql.ServerFirewallRuleProperties{
		StartIPAddress: to.Ptr("203.0.113.7"), EndIPAddress: to.Ptr("203.0.113.9"),
	}}
	return trip{
		id: serverID + "/firewallRules/office", sent: sent,
		put:    func() (any, error) { return plain(c.CreateOrUpdate(ctx, group, server, "office", sent, nil)) },
		get:    func() (any, error) { return plain(c.Get(ctx, group, server, "office", nil)) },
		list:   func() ([]string, error) { return ids(c.NewListByServerPager(group, server, nil)) },
		remove: func() error { return only(c.Delete(ctx, group, server, "office", nil)) },
	}
}

// sqlConnection approves the connection that a private endpoint made.
func sqlConnection(w *world) trip {
	target := w.haveServer(serverID, region)
	w.haveEndpoint(target, "sqlServer")
	c, ctx := made(armsql.NewPrivateEndpointConnectionsClient(subscription, w.cred, w.arm())), w.Context()
	name := w.connection(target, sqlVersion)
	sent := armsql.PrivateEndpointConnection{Properties: &armsql.PrivateEndpointConnectionProperties{
		PrivateLinkServiceConnectionState: &armsql.PrivateLinkServiceConnectionStateProperty{
			Status: to.Ptr(armsql.PrivateLinkServiceConnectionStateStatusApproved), Description: to.Ptr("ours"),
		},
	}}
	return trip{
		id: serverID + "/privateEndpointConnections/" + name, sent: sent, standing: true,
		put:  func() (any, error) { return done(c.BeginCreateOrUpdate(ctx, group, server, name, sent, nil)) },
		get:  func() (any, error) { return plain(c.Get(ctx, group, server, name, nil)) },
		list: func() ([]string, error) { return ids(c.NewListByServerPager(group, server, nil)) },
	}
}
