// Package stacks composes Tandem's components into stacks: it reads the
// configuration, wires the components to each other and exports the contract that
// the procedures read.
//
// A stack of the stamp layer deploys one region; one of the global layer joins the two
// by their exported contracts; one of the system layer deploys the same components
// in one stack, at test sizes.
package stacks

import (
	"context"
	"fmt"
	"os"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/components/global"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/stacks/approve"
)

// Effects is what the program does to Azure by itself, beside registering
// resources.
type Effects interface {
	global.Approver
	global.HealthGate
	// GroupRole reads which part a server plays in a failover group. An
	// error means that the server could not be asked.
	GroupRole(ctx context.Context, serverID, group string) (topology.Role, error)
	// Subscription is the id of the subscription that is deployed to.
	Subscription() string
}

// Deploy deploys the stack that Pulumi runs, against the Azure that the environment names.
func Deploy(ctx *pulumi.Context) error {
	return DeployWith(func() (Effects, error) { return approve.New(os.Getenv) })(ctx)
}

// DeployWith is [Deploy] with other effects. They are asked for only by
// the layers that need them.
func DeployWith(effects func() (Effects, error)) pulumi.RunFunc {
	return func(ctx *pulumi.Context) error {
		outputs, err := deploy(ctx, effects)
		if err != nil {
			return err
		}
		for name, value := range outputs {
			ctx.Export(name, value)
		}
		return nil
	}
}

// deploy deploys the stack and returns what it exports.
func deploy(ctx *pulumi.Context, effects func() (Effects, error)) (pulumi.Map, error) {
	c, err := readConfig(ctx)
	if err != nil {
		return nil, err
	}
	if c.Layer == settings.LayerStamp {
		return deployStamp(ctx, c)
	}
	e, err := effects()
	if err != nil {
		return nil, fmt.Errorf("access to Azure: %w", err)
	}
	switch c.Layer {
	case settings.LayerGlobal:
		return deployGlobal(ctx, c, e)
	case settings.LayerSystem:
		return deploySystem(ctx, c, e)
	default:
		return nil, fmt.Errorf("stack %s: layer %q is none that this program deploys", ctx.Stack(), c.Layer)
	}
}
