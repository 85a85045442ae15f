package region

import (
	"fmt"
	"maps"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// frame is what every part of one stamp shares.
type frame struct {
	args     *StampArgs
	names    topology.StampNames
	sizes    sizes
	location pulumi.StringInput
	// tags stand on everything; releaseTags only where every release shows.
	tags        pulumi.StringMap
	releaseTags pulumi.StringMap
	// group is the resource group's name, as an output so that whatever is
	// given it is created after the group.
	group pulumi.StringOutput
}

// newFrame computes the shared values from validated arguments.
func newFrame(args *StampArgs) (*frame, error) {
	stamp, err := topology.ParseStamp(args.Stamp)
	if err != nil {
		return nil, err
	}
	sizes, err := args.Class.sizes()
	if err != nil {
		return nil, err
	}
	id := args.identity()
	tagArgs := topology.TagArgs{Identity: id, Stamp: stamp, Owner: args.Owner}
	if args.Expires != "" {
		expires, err := time.Parse(time.RFC3339, args.Expires)
		if err != nil {
			return nil, fmt.Errorf("StampArgs.Expires: %w", err)
		}
		tagArgs.Expires = &expires
	}
	f := &frame{
		args: args, names: id.Stamp(stamp), sizes: sizes, location: pulumi.String(args.Location),
		tags: pulumi.StringMap{}, releaseTags: pulumi.StringMap{
			topology.TagRevision: pulumi.String(args.revision()),
			topology.TagImage:    pulumi.String(args.App.digest()),
		},
	}
	for key, value := range topology.Tags(tagArgs) {
		f.tags[key] = pulumi.String(value)
		f.releaseTags[key] = pulumi.String(value)
	}
	return f, nil
}

// groupTags are the resource group's tags.
func (f *frame) groupTags() pulumi.StringMap {
	tags := maps.Clone(f.releaseTags)
	for key, value := range f.args.GroupTags {
		tags[key] = pulumi.String(value)
	}
	return tags
}

// keep are the options of a resource that holds data.
func (f *frame) keep(parent pulumi.Resource, more ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return append([]pulumi.ResourceOption{pulumi.Parent(parent), pulumi.Protect(f.args.Protected)}, more...)
}

// register registers a sub-component of a stamp.
func register(
	ctx *pulumi.Context, token, name string, component pulumi.ComponentResource, parent pulumi.Resource,
) error {
	if err := ctx.RegisterComponentResource(token, name, component, pulumi.Parent(parent)); err != nil {
		return fmt.Errorf("register %s: %w", name, err)
	}
	return nil
}
