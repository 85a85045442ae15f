package region

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/managedidentity/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// IdentityType is the type token of [Identity].
const IdentityType = "tandem:region:Identity"

// Identity is who the stamp's application is: one user-assigned managed
// identity, so that its roles exist before the application starts.
type Identity struct {
	pulumi.ResourceState

	resource *managedidentity.UserAssignedIdentity
}

// newIdentity builds the identity.
func newIdentity(ctx *pulumi.Context, name string, stamp pulumi.Resource, f *frame) (*Identity, error) {
	i := &Identity{}
	if err := register(ctx, IdentityType, name, i, stamp); err != nil {
		return nil, err
	}
	var err error
	i.resource, err = managedidentity.NewUserAssignedIdentity(ctx, name+"-app", &managedidentity.UserAssignedIdentityArgs{
		ResourceGroupName: f.group,
		ResourceName:      pulumi.String(f.names.Identity),
		Location:          f.location,
		Tags:              f.tags,
	}, pulumi.Parent(i))
	if err != nil {
		return nil, fmt.Errorf("managed identity: %w", err)
	}
	if err := ctx.RegisterResourceOutputs(i, pulumi.Map{"id": i.resource.ID()}); err != nil {
		return nil, fmt.Errorf("register outputs of %s: %w", name, err)
	}
	return i, nil
}
