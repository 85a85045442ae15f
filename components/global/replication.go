package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/storage/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

const replicationType = "tandem:global:Replication"

// everBefore makes a policy take along the blobs that are older than itself.
const everBefore = "1601-01-01T00:00:00Z"

// Direction is the replication from one stamp's account to the other's.
type Direction struct {
	From, To    topology.Stamp
	PolicyID    pulumi.StringOutput // GUID by which both accounts know the policy
	Source      *storage.ObjectReplicationPolicy
	Destination *storage.ObjectReplicationPolicy
	Containers  []string
}

// Replication copies blobs both ways, for ever: every container is written in one
// stamp only and replicated to the other.
type Replication struct {
	pulumi.ResourceState

	Directions []Direction
}

// NewReplication makes both directions. In each the destination's policy comes first,
// under the name "default"; Azure answers with the ids under which the source's
// policy is then made.
func NewReplication(ctx *pulumi.Context, name string, args *Args, opts ...pulumi.ResourceOption) (*Replication, error) {
	if err := args.validate(); err != nil {
		return nil, err
	}
	r := &Replication{}
	if err := ctx.RegisterComponentResource(replicationType, name, r, opts...); err != nil {
		return nil, fmt.Errorf("register %s: %w", name, err)
	}
	outputs := pulumi.Map{}
	for _, from := range topology.Stamps() {
		d, err := newDirection(ctx, name, args, from, r)
		if err != nil {
			return nil, fmt.Errorf("replication from %s to %s: %w", from, from.Peer(), err)
		}
		r.Directions = append(r.Directions, d)
		outputs[from.String()+"PolicyId"] = d.PolicyID
	}
	return r, ctx.RegisterResourceOutputs(r, outputs)
}

func newDirection(ctx *pulumi.Context, name string, args *Args, from topology.Stamp, parent pulumi.Resource) (Direction, error) {
	d := Direction{From: from, To: from.Peer()}
	source, destination := args.Stamps[d.From], args.Stamps[d.To]
	var rules storage.ObjectReplicationPolicyRuleArray
	for _, base := range args.Blobs {
		container := base + "-" + from.String()
		d.Containers = append(d.Containers, container)
		rules = append(rules, rule(container))
	}
	preview := ctx.DryRun()
	keep := []pulumi.ResourceOption{pulumi.Parent(parent), pulumi.Protect(args.Protected)}
	var err error
	d.Destination, err = storage.NewObjectReplicationPolicy(ctx, name+"-"+from.String()+"-destination",
		&storage.ObjectReplicationPolicyArgs{
			ResourceGroupName:         destination.ResourceGroup,
			AccountName:               destination.StorageName,
			ObjectReplicationPolicyId: pulumi.String("default"),
			SourceAccount:             source.StorageID,
			DestinationAccount:        destination.StorageID,
			Rules:                     rules,
		}, keep...)
	if err != nil {
		return d, fmt.Errorf("destination: %w", err)
	}
	d.PolicyID = d.Destination.PolicyId
	d.Source, err = storage.NewObjectReplicationPolicy(ctx, name+"-"+from.String()+"-source",
		&storage.ObjectReplicationPolicyArgs{
			ResourceGroupName:         source.ResourceGroup,
			AccountName:               source.StorageName,
			ObjectReplicationPolicyId: d.PolicyID,
			SourceAccount:             source.StorageID,
			DestinationAccount:        destination.StorageID,
			Rules:                     identified(d.Containers, d.Destination, preview),
		}, keep...)
	if err != nil {
		return d, fmt.Errorf("source: %w", err)
	}
	return d, nil
}

func rule(container string) storage.ObjectReplicationPolicyRuleArgs {
	return storage.ObjectReplicationPolicyRuleArgs{
		SourceContainer:      pulumi.String(container),
		DestinationContainer: pulumi.String(container),
		Filters:              storage.ObjectReplicationPolicyFilterArgs{MinCreationTime: pulumi.String(everBefore)},
	}
}

// identified are the rules under the ids that the destination gave them. A
// preview shows those of a policy that is still to be made without.
func identified(
	containers []string, destination *storage.ObjectReplicationPolicy, preview bool,
) storage.ObjectReplicationPolicyRuleArray {
	out := make(storage.ObjectReplicationPolicyRuleArray, len(containers))
	for i, container := range containers {
		r := rule(container)
		r.RuleId = destination.Rules.ApplyT(func(made []storage.ObjectReplicationPolicyRuleResponse) (*string, error) {
			for _, m := range made {
				if m.SourceContainer == container && m.RuleId != nil {
					return m.RuleId, nil
				}
			}
			if preview {
				return nil, nil
			}
			return nil, fmt.Errorf("replication of container %s: the destination's policy returned no rule id", container)
		}).(pulumi.StringPtrOutput)
		out[i] = r
	}
	return out
}
