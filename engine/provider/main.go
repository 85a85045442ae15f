// Package provider is the entry point of the provider doubles: plugins that
// speak Pulumi's provider protocol upwards and Azure Resource Manager or
// Microsoft Graph downwards, for machines where the official plugins cannot
// be had.
//
// # Fidelity
//
// Done as the official providers do it: inputs and outputs of the SDKs, names
// and locations filled in where they are left out, previews with unknown
// values, secrets, replacement and its order, creation only of what does not
// exist yet, long-running operations, retries, partial failures, refresh,
// import, singletons that are set back on delete, cancellation.
//
// Simplified: a reordered list is no edit when a resource is read (it is one
// when the program reorders it); children that a parent also lists, such as
// subnets, are watched as resources of their own; what a singleton is set back
// to was written by us where the official body was not known; a random pet's
// words are other ones.
//
// Refused, by name: resource types and functions that package meta or package
// azuread do not list, inputs of azuread that have no place in Graph here,
// component resources, methods, schemas and parameterized packages.
package provider

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"github.com/tandem-platform/tandem/engine/provider/azuread"
	"github.com/tandem-platform/tandem/engine/provider/azurenative"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/random"
)

// Prefix is what the names of provider plugins begin with.
const Prefix = "pulumi-resource-"

// Names are the plugins that Main can be.
func Names() []string {
	return []string{Prefix + "azure-native", Prefix + "azuread", Prefix + "random"}
}

// Main runs the named plugin (see Names) until its engine is gone or asks it
// to stop. The arguments are those after the plugin's name; one that is no flag
// is the engine's address.
func Main(name string, args []string, out io.Writer) error {
	server, err := serverFor(strings.TrimSuffix(name, ".exe"))
	if err != nil {
		return err
	}
	// The engine starts plugins in process groups of their own, so that an
	// interrupt at the terminal does not reach them, and ends them by one.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var parent func() int
	if startedByEngine(args) {
		parent = os.Getppid
	}
	err = protocol.Serve(ctx, out, parent, server)
	if errors.Is(err, protocol.ErrEngineGone) {
		return nil
	}
	return err
}

func serverFor(name string) (*protocol.Server, error) {
	switch name {
	case Prefix + "azure-native":
		return protocol.NewServer(azurenative.Version, func() protocol.Provider {
			return azurenative.New(azurenative.Options{})
		}), nil
	case Prefix + "azuread":
		return protocol.NewServer(azuread.Version, func() protocol.Provider {
			return azuread.New(azuread.Options{})
		}), nil
	case Prefix + "random":
		return protocol.NewServer(random.Version, func() protocol.Provider { return random.New() }), nil
	default:
		return nil, fmt.Errorf("there is no plugin %q: it is one of %s", name, strings.Join(Names(), ", "))
	}
}

// startedByEngine reports whether an engine's address is among the arguments.
// Without one, engines attach and leave as they like.
func startedByEngine(args []string) bool {
	return slices.ContainsFunc(args, func(arg string) bool { return !strings.HasPrefix(arg, "-") })
}
