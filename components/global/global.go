package global

import (
	"fmt"
	"maps"

	"github.com/pulumi/pulumi-azure-native-sdk/resources/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

const globalType = "tandem:global:Global"

// Global is everything that joins the two stamps.
type Global struct {
	pulumi.ResourceState

	ResourceGroup pulumi.StringOutput
	Edge          *Edge
	SQLGroup      *SQLGroup
	Replication   *Replication
	SignIn        *SignIn
	Wiring        *Wiring
	Watch         *Watch
}

// New makes the global layer.
func New(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Global, error) {
	if err := args.validate(); err != nil {
		return nil, err
	}
	g := &Global{}
	if err := ctx.RegisterComponentResource(globalType, name, g, opts...); err != nil {
		return nil, fmt.Errorf("register %s: %w", name, err)
	}
	tags := args.tags()
	tags[topology.TagRevision] = args.Revision
	maps.Copy(tags, args.GroupTags)
	group, err := resources.NewResourceGroup(ctx, name+"-group", &resources.ResourceGroupArgs{
		ResourceGroupName: pulumi.String(args.identity().Global().ResourceGroup),
		Location:          pulumi.String(args.Location),
		Tags:              pulumi.ToStringMap(tags),
	}, pulumi.Parent(g))
	if err != nil {
		return nil, fmt.Errorf("global resource group: %w", err)
	}
	g.ResourceGroup = group.Name
	within := pulumi.Parent(g)
	if g.Edge, err = NewEdge(ctx, name+"-edge", args, group.Name, within); err != nil {
		return nil, err
	}
	if g.SQLGroup, err = NewSQLGroup(ctx, name+"-sql", args, within); err != nil {
		return nil, err
	}
	if g.Replication, err = NewReplication(ctx, name+"-replication", args, within); err != nil {
		return nil, err
	}
	if g.SignIn, err = NewSignIn(ctx, name+"-signin", args, g.Edge, within); err != nil {
		return nil, err
	}
	if g.Wiring, err = NewWiring(ctx, name+"-wiring", args, WiringInput{
		ResourceGroup: group.Name, Edge: g.Edge, SQLGroup: g.SQLGroup, SignIn: g.SignIn,
	}, within); err != nil {
		return nil, err
	}
	if g.Watch, err = NewWatch(ctx, name+"-watch", args, WatchInput{
		ResourceGroup: group.Name, Edge: g.Edge, SQLGroup: g.SQLGroup, Replication: g.Replication,
	}, within); err != nil {
		return nil, err
	}
	return g, ctx.RegisterResourceOutputs(g, pulumi.Map{"resourceGroup": g.ResourceGroup})
}
