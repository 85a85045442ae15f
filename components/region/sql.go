package region

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/sql/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// SQLType is the type token of [SQL].
const SQLType = "tandem:region:Sql"

// SQL is the stamp's logical SQL server. It holds no database of its own: a
// database in a failover group exists on both servers as one thing and belongs
// to what joins them.
type SQL struct {
	pulumi.ResourceState

	server   *sql.Server
	endpoint pulumi.Resource
}

// newSQL builds the server, its auditing and threat detection, and its
// endpoint.
func newSQL(ctx *pulumi.Context, name string, stamp pulumi.Resource, f *frame, p *parts) (*SQL, error) {
	s := &SQL{}
	if err := register(ctx, SQLType, name, s, stamp); err != nil {
		return nil, err
	}
	var err error
	s.server, err = sql.NewServer(ctx, name+"-server", &sql.ServerArgs{
		ResourceGroupName: f.group,
		ServerName:        pulumi.String(f.names.SQLServer),
		Location:          f.location,
		Version:           pulumi.String("12.0"),
		Administrators: &sql.ServerExternalAdministratorArgs{
			AdministratorType:         pulumi.String("ActiveDirectory"),
			AzureADOnlyAuthentication: pulumi.Bool(true),
			PrincipalType:             pulumi.String("Group"),
			Login:                     f.args.SQL.AdministratorName.ToStringOutput(),
			Sid:                       f.args.SQL.AdministratorObjectID.ToStringOutput(),
			TenantId:                  p.identity.resource.TenantId,
		},
		MinimalTlsVersion:   pulumi.String("1.2"),
		PublicNetworkAccess: pulumi.String("Disabled"),
		// Audit records go to Azure Monitor, which is no outbound call of the server's.
		RestrictOutboundNetworkAccess: pulumi.String("Enabled"),
		Tags:                          f.tags,
	}, f.keep(s)...)
	if err != nil {
		return nil, fmt.Errorf("SQL server: %w", err)
	}
	if err := s.newAuditing(ctx, name, f, p); err != nil {
		return nil, err
	}
	if s.endpoint, err = newEndpoint(ctx, name, s, f, p, endpoint{
		azureName: f.names.SQLEndpoint, target: s.server.ID().ToStringOutput(), groupID: "sqlServer", zone: p.network.sqlZone,
	}); err != nil {
		return nil, err
	}
	if err := ctx.RegisterResourceOutputs(s, pulumi.Map{"serverId": s.server.ID()}); err != nil {
		return nil, fmt.Errorf("register outputs of %s: %w", name, err)
	}
	return s, nil
}

// newAuditing records what is done on the server, and reports what looks like
// an attack. The server's audit log is written through the diagnostic setting
// of its system database.
func (s *SQL) newAuditing(ctx *pulumi.Context, name string, f *frame, p *parts) error {
	auditing, err := sql.NewServerBlobAuditingPolicy(ctx, name+"-auditing", &sql.ServerBlobAuditingPolicyArgs{
		ResourceGroupName:           f.group,
		ServerName:                  s.server.Name,
		BlobAuditingPolicyName:      pulumi.String("default"),
		State:                       sql.BlobAuditingPolicyStateEnabled,
		IsAzureMonitorTargetEnabled: pulumi.Bool(true),
		AuditActionsAndGroups: pulumi.ToStringArray([]string{
			"SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP", "FAILED_DATABASE_AUTHENTICATION_GROUP", "BATCH_COMPLETED_GROUP",
		}),
	}, pulumi.Parent(s))
	if err != nil {
		return fmt.Errorf("SQL auditing: %w", err)
	}
	threats, err := sql.NewServerSecurityAlertPolicy(ctx, name+"-threats", &sql.ServerSecurityAlertPolicyArgs{
		ResourceGroupName:       f.group,
		ServerName:              s.server.Name,
		SecurityAlertPolicyName: pulumi.String("Default"),
		State:                   sql.SecurityAlertsPolicyStateEnabled,
		EmailAccountAdmins:      pulumi.Bool(true),
		EmailAddresses:          pulumi.StringArray{f.args.AlertEmail},
	}, pulumi.Parent(s), pulumi.DependsOn([]pulumi.Resource{auditing}))
	if err != nil {
		return fmt.Errorf("SQL threat detection: %w", err)
	}
	// Azure takes the assessment only where threat detection is on
	// (https://learn.microsoft.com/azure/defender-for-cloud/sql-azure-vulnerability-assessment-enable).
	if _, err := sql.NewSqlVulnerabilityAssessmentsSetting(ctx, name+"-scan", &sql.SqlVulnerabilityAssessmentsSettingArgs{
		ResourceGroupName:           f.group,
		ServerName:                  s.server.Name,
		VulnerabilityAssessmentName: pulumi.String("default"),
		State:                       sql.SqlVulnerabilityAssessmentStateEnabled,
	}, pulumi.Parent(s), pulumi.DependsOn([]pulumi.Resource{threats})); err != nil {
		return fmt.Errorf("SQL vulnerability assessment: %w", err)
	}
	system := pulumi.Sprintf("%s/databases/master", s.server.ID())
	return diagnose(ctx, name+"-server", s, p.telemetry, system, logs|metrics)
}
