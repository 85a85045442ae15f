package region

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/authorization/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// role is one of Azure's built-in roles, by the GUID that it has everywhere.
type role struct {
	id   string
	name string
}

// The roles that a stamp's application has, each the least that does the job.
var (
	roleVaultSecrets     = role{"4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User"}
	roleBlobContributor  = role{"ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor"}
	roleBlobReader       = role{"2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader"}
	roleBlobDelegator    = role{"db58b8e5-c6ad-4a2a-8342-4190687cbf4a", "Storage Blob Delegator"}
	roleRegistryPull     = role{"7f951dda-4ed3-4680-a7ca-43fe172d538d", "AcrPull"}
	roleMetricsPublisher = role{"3913510d-42f4-4e42-8a64-420c390055eb", "Monitoring Metrics Publisher"}
)

// grant gives the stamp's identity a role on a scope.
type grant struct {
	name  string // logical name
	scope pulumi.StringOutput
	role  role
}

// newGrant assigns a role. Its name is a GUID that follows from scope,
// principal and role, so that the same grant is the same assignment for ever,
// and a grant to a new principal is a new one.
func newGrant(ctx *pulumi.Context, parent pulumi.Resource, p *parts, g grant) (pulumi.Resource, error) {
	principal := p.identity.resource.PrincipalId
	assignment, err := authorization.NewRoleAssignment(ctx, g.name, &authorization.RoleAssignmentArgs{
		RoleAssignmentName: pulumi.All(g.scope, principal).ApplyT(func(parts []any) (string, error) {
			scope, ok := parts[0].(string)
			principal, also := parts[1].(string)
			if !ok || !also {
				return "", fmt.Errorf("name of role assignment %s: scope and principal are no strings", g.name)
			}
			return topology.GUID(scope, principal, g.role.id), nil
		}).(pulumi.StringOutput),
		Scope:         g.scope,
		PrincipalId:   principal,
		PrincipalType: pulumi.String("ServicePrincipal"),
		RoleDefinitionId: pulumi.Sprintf("/subscriptions/%s/providers/Microsoft.Authorization/roleDefinitions/%s",
			subscriptionOf(p.group), g.role.id),
		Description: pulumi.String(g.role.name + " for the stamp's application"),
	}, pulumi.Parent(parent))
	if err != nil {
		return nil, fmt.Errorf("role assignment %s: %w", g.name, err)
	}
	return assignment, nil
}
