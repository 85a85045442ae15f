package pulumi

import (
	"context"
)

// RunOptions are what every operation takes.
type RunOptions struct {
	// Refresh reads every resource from the cloud first.
	Refresh bool
	// PolicyPacks are folders (or binaries) of policy packs to run;
	// PolicyConfigs are their config files, in the same order.
	PolicyPacks   []string
	PolicyConfigs []string
	// Parallel limits the operations at one time; 0 leaves it to the CLI.
	Parallel int
	// Message is recorded with the update.
	Message string
	// Targets limits the operation to these URNs.
	Targets []string
	// OnEvent is called for every event, in order, from one goroutine.
	OnEvent func(Event)
	// Prober settles pending creates of a killed run; without one they are
	// reported as an error.
	Prober Prober
	// Agree, when set, is asked before what a killed run left is settled; its error
	// ends the operation, and the recorded state stays as it is.
	Agree func([]Recovered) error
}

// PreviewOptions are the options of a preview.
type PreviewOptions struct {
	RunOptions
	// SavePlan is the file to save the plan to, for Up to follow.
	SavePlan string
}

// UpOptions are the options of an update.
type UpOptions struct {
	RunOptions
	// Plan is a plan that a preview saved; Up does nothing beyond it.
	Plan string
	// Message is kept with the update in the stack's history; empty for what the
	// CLI finds in git.
	Message string
}

// DestroyOptions are the options of a destroy.
type DestroyOptions struct {
	RunOptions
}

// Prober tells whether things exist in the cloud, for pending creates.
type Prober interface {
	// Exists reports whether the ARM resource exists.
	Exists(ctx context.Context, id, apiVersion string) (bool, error)
	// FindGraph looks an Entra object up by the type token and the inputs of
	// its pending create, and returns the id to import it by; empty when
	// there is none.
	FindGraph(ctx context.Context, token string, inputs map[string]any) (string, error)
}
