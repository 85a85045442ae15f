package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/sandbox"
)

// workplace is an open target together with the engine.
type workplace struct {
	*target
	workspace *pulumi.Workspace
	progress  *progress
	policies  *policies
	scratch   string
	// revision is the source revision, found once for all that runs.
	revision string
	// gate answers the program's questions for a stamp's health, nil where stamps take
	// no turns.
	gate *gate
}

// open checks the configuration, obtains the toolchain and opens the target,
// in this order: bad configuration costs no build, and a build holds nobody up.
func (a *app) open(ctx context.Context, u use) (*workplace, error) {
	all, err := a.check(u)
	if err != nil {
		return nil, err
	}
	tools, err := a.obtain(ctx, false)
	if err != nil {
		return nil, err
	}
	scratch, err := a.scratch()
	if err != nil {
		return nil, err
	}
	judges, err := a.openPolicies(scratch)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(scratch))
	}
	t, err := a.openTarget(ctx, all)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(scratch))
	}
	w := &workplace{target: t, progress: newProgress(a.ui), policies: judges, scratch: scratch, revision: sourceRevision(ctx, a.checkout)}
	w.workspace = &pulumi.Workspace{Checkout: a.checkout, Home: a.homeDir, Toolchain: tools, Env: w.environment(t.env), Abort: a.abort}
	w.workspace.Secrets = keptFromLogs(w.workspace.Env)
	return w, nil
}

// close gives back what open took.
func (w *workplace) close() {
	if err := os.RemoveAll(w.scratch); err != nil {
		w.app.ui.say("removing %s: %v", w.scratch, err)
	}
	if err := w.gate.close(); err != nil {
		w.app.ui.say("closing the health gate: %v", err)
	}
	w.target.close()
}

// unremarkable is how long a look into the cache may take before it is told.
const unremarkable = time.Second

// obtain finds or builds what runs of the engine need.
func (a *app) obtain(ctx context.Context, skipProgram bool) (*pulumi.Toolchain, error) {
	return pulumi.Obtain(ctx, a.obtaining(a.checkout, skipProgram))
}

// withProgram adds the program of a checkout, which may be another one, to tools that
// were obtained without.
func (a *app) withProgram(ctx context.Context, tools *pulumi.Toolchain, checkout string) (*pulumi.Toolchain, error) {
	return tools.WithProgram(ctx, a.obtaining(checkout, false))
}

// obtaining says what to obtain, and shows each phase.
func (a *app) obtaining(checkout string, skipProgram bool) pulumi.ObtainOptions {
	return pulumi.ObtainOptions{
		Checkout:    checkout,
		Cache:       a.cacheDir,
		Official:    a.target == targetAzure,
		SkipProgram: skipProgram,
		OnPhase: func(p pulumi.Phase) {
			switch {
			case p.Done && p.Cached:
			case p.Done:
				a.ui.say("obtain %s: done (%s)", p.Name, seconds(p.Elapsed))
			case p.Elapsed < unremarkable:
				a.ui.tick("obtain %s: %s", p.Name, p.Detail)
			default:
				a.ui.say("obtain %s: %s", p.Name, p.Detail)
			}
		},
	}
}

// environment is what the engine and all that it starts get of the target.
func (w *workplace) environment(target map[string]string) map[string]string {
	env := w.policies.environment()
	if w.revision != "" {
		env[revisionVariable] = w.revision
	}
	for name, value := range target {
		if !isProxyVariable(name) {
			env[name] = value
		}
	}
	if w.app.target == targetAzure {
		maps.Copy(env, officialPulumi(os.Environ()))
	}
	return env
}

// officialPulumi keeps the caller's own settings of Pulumi (backend, secrets
// provider) and lets the CLI fetch the official providers.
func officialPulumi(environ []string) map[string]string {
	env := map[string]string{"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "false"}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if strings.HasPrefix(name, "PULUMI_") {
			env[name] = value
		}
	}
	return env
}

// checkVaults refuses to deploy under names that soft-deleted vaults keep. The
// sandbox offers a way out that Azure does not.
func (w *workplace) checkVaults(ctx context.Context) error {
	err := system.CheckVaults(ctx, w.arm, w.arm.Subscription(), w.layout())
	var taken *system.VaultTakenError
	if w.app.target == targetSandbox && errors.As(err, &taken) {
		return fmt.Errorf("%w\n  (in the sandbox you can also forget everything: %s)", err, resetCommand)
	}
	return err
}

func (w *workplace) deps(o system.Options) (system.Deps, error) {
	j, err := w.journal(o)
	if err != nil {
		return system.Deps{}, err
	}
	d := system.Deps{Engine: w.engine(w.workspace, w.arm), Progress: w.progress, Journal: j, Judge: w.policies.judge,
		Lifting: lifting(w.settings)}
	if w.copyState != nil {
		d.Rehearse = w.rehearse
	}
	return d, nil
}

func (w *workplace) engine(workspace *pulumi.Workspace, arm *armrest.Client) *engine {
	return &engine{workspace: workspace, prober: &prober{arm: arm}, progress: w.progress, policies: w.policies, scratch: w.scratch}
}

// rehearse opens an engine on a throw-away copy of the sandbox and the backend.
func (w *workplace) rehearse(ctx context.Context) (system.Engine, func() error, error) {
	dir, err := os.MkdirTemp(w.scratch, "rehearsal-")
	if err != nil {
		return nil, nil, err
	}
	discard := func() error { return os.RemoveAll(dir) }
	fail := func(err error) (system.Engine, func() error, error) { return nil, nil, errors.Join(err, discard()) }
	state := filepath.Join(dir, sandboxStateFile)
	if err := os.MkdirAll(filepath.Dir(state), 0o700); err != nil {
		return fail(err)
	}
	if err := w.copyState(state); err != nil {
		return fail(err)
	}
	s, err := sandbox.Start(context.WithoutCancel(ctx), sandbox.Options{StatePath: state})
	if err != nil {
		return fail(err)
	}
	discard = func() error { return errors.Join(s.Close(), os.RemoveAll(dir)) }
	workspace, err := w.workspace.Clone(dir)
	if err != nil {
		return fail(err)
	}
	workspace.Env = w.environment(s.Env())
	copied := &target{app: w.app, settings: w.settings, env: s.Env()}
	arm, err := armrest.New(copied.getenv)
	if err != nil {
		return fail(err)
	}
	return w.engine(workspace, arm), discard, nil
}

func (w *workplace) whereLogsLie() string { return "logs: " + w.app.home(logsDir) }

// pulumiEnv is everything that plain pulumi needs to work on the served
// sandbox with this home's state. The program is left to the language host, which
// builds it when its sources have changed.
func (a *app) pulumiEnv(ctx context.Context, targetEnv map[string]string) (map[string]string, error) {
	tools, err := a.obtain(ctx, true)
	if err != nil {
		return nil, err
	}
	w := &pulumi.Workspace{Checkout: a.checkout, Home: a.homeDir, Toolchain: tools, Env: targetEnv}
	return w.Variables()
}

// recorded lists what the last deployment recorded, as far as it can be read
// without the CLI, so that status misses nothing that was deployed.
func (t *target) recorded() ([]system.Expected, error) {
	if t.app.target == targetAzure {
		return nil, nil
	}
	var all []system.Expected
	for _, stack := range system.ProductionTiers().Stacks() {
		d, err := pulumi.Recorded(t.app.homeDir, stack)
		if errors.Is(err, pulumi.ErrNoStack) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("state of stack %s: %w", stack, err)
		}
		owner := ""
		if topology.Stamp(stack).Valid() {
			owner = stack
		}
		for _, r := range d.Resources {
			m, ok := meta.Lookup(r.Type)
			if ok && strings.HasPrefix(r.ID, "/subscriptions/") && !listedByPost(m.ARMType()) {
				all = append(all, system.Expected{ID: r.ID, Kind: m.ARMType(), Stamp: owner, APIVersion: m.APIVersion(r.Inputs)})
			}
		}
	}
	return all, nil
}

// listedByPost reports types that ARM shows only by a POST, since they hold
// secrets (https://learn.microsoft.com/rest/api/appservice/web-apps/list-application-settings).
func listedByPost(armType string) bool {
	return strings.EqualFold(armType, "Microsoft.Web/sites/config")
}
