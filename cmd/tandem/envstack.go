package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/env"
	"github.com/tandem-platform/tandem/ops/system"
)

// environments is an open target in which test environments live. The engine is
// obtained when the first of them needs it.
type environments struct {
	*target
	scratch string

	mu    sync.Mutex
	tools *pulumi.Toolchain
}

// openEnvironments opens the target. With engine, what runs of the engine need is
// obtained before: a build holds nobody up.
func (a *app) openEnvironments(ctx context.Context, all *settings.All, engine bool) (*environments, error) {
	e := &environments{}
	if engine {
		var err error
		if e.tools, err = a.obtain(ctx, false); err != nil {
			return nil, err
		}
	}
	var err error
	if e.scratch, err = a.scratch(); err != nil {
		return nil, err
	}
	if e.target, err = a.openTarget(ctx, all); err != nil {
		return nil, errors.Join(err, os.RemoveAll(e.scratch))
	}
	return e, nil
}

func (e *environments) close() {
	if err := os.RemoveAll(e.scratch); err != nil {
		e.app.ui.say("removing %s: %v", e.scratch, err)
	}
	e.target.close()
}

// known lists what state knows: what this home has noted and, where machines share a
// backend, the stacks that it holds.
func (e *environments) known(ctx context.Context) ([]env.Known, error) {
	notes, err := e.app.allNoted()
	if err != nil {
		return nil, err
	}
	var all []env.Known
	for _, n := range notes {
		all = append(all, env.Known{Name: n.Name, Expires: n.Expires})
	}
	if e.app.target != targetAzure {
		return all, nil
	}
	tools, err := e.toolchain(ctx, false)
	if err != nil {
		return nil, err
	}
	stacks, err := e.reader(tools).ListStacks(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range stacks {
		name, ok := strings.CutPrefix(s.Name[strings.LastIndex(s.Name, "/")+1:], settings.EnvironmentStack(""))
		if _, noted := notes[name]; ok && !noted {
			all = append(all, env.Known{Name: name})
		}
	}
	return all, nil
}

// toolchain obtains what runs of the engine need, once. Who only asks the backend does
// without the program, and waits for no build.
func (e *environments) toolchain(ctx context.Context, program bool) (tools *pulumi.Toolchain, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case e.tools == nil:
		tools, err = e.app.obtain(ctx, !program)
	case program && e.tools.Program == "":
		tools, err = e.app.withProgram(ctx, e.tools, e.app.checkout)
	default:
		return e.tools, nil
	}
	if err == nil {
		e.tools = tools
	}
	return tools, err
}

// stack is what state knows of one environment: its stack, alone in a home of its
// own, so that no other stack's work touches it.
type stack struct {
	*environments
	name string
	work *workplace
	// due, if set, is asked before it is taken down whether it is still to go.
	due func(env.Environment) error
}

func (e *environments) stack(name string) *stack { return &stack{environments: e, name: name} }

// stackName is the name of the environment's stack.
func (s *stack) stackName() string { return settings.EnvironmentStack(s.name) }

func (s *stack) tiers() system.Tiers { return system.Tiers{{s.stackName()}} }

func (s *stack) dir(parts ...string) string { return s.app.environmentDir(s.name, parts...) }

// remote reports whether the state lies in a backend that other machines share.
func (s *stack) remote() bool { return s.app.target == targetAzure }

// workplace opens the engine on the environment's home.
func (s *stack) workplace(ctx context.Context) (*workplace, error) {
	if s.work != nil {
		return s.work, nil
	}
	tools, err := s.toolchain(ctx, true)
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp(s.scratch, s.name+"-")
	if err != nil {
		return nil, err
	}
	judges, err := s.app.openPolicies(scratch)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(s.app.home(logsDir), 0o700); err != nil {
		return nil, err
	}
	w := &workplace{target: s.target, progress: newProgress(s.app.ui), policies: judges, scratch: scratch, revision: sourceRevision(ctx, s.app.checkout)}
	w.workspace = &pulumi.Workspace{Checkout: s.app.checkout, ConfigDir: s.dir(), Home: s.dir(), Logs: s.app.home(logsDir),
		Toolchain: tools, Env: w.environment(s.env), Abort: s.app.abort}
	w.workspace.Secrets = keptFromLogs(w.workspace.Env)
	s.work = w
	return w, nil
}

// deps is what procedures act through.
func (s *stack) deps(ctx context.Context) (system.Deps, error) {
	w, err := s.workplace(ctx)
	if err != nil {
		return system.Deps{}, err
	}
	return system.Deps{Engine: w.engine(w.workspace, w.arm), Progress: w.progress, Journal: s.deployment(), Judge: w.policies.judge}, nil
}

// deployment is the journal of deploying the environment: it is under way from the
// first change to the end.
func (s *stack) deployment() *journal {
	return &journal{file: s.dir(deploymentFile), deployment: s.stackName()}
}

// Exists implements [env.Stack].
func (s *stack) Exists(ctx context.Context) (bool, error) {
	if !s.remote() && !exists(s.dir(backendDir)) {
		return false, nil
	}
	d, err := s.deps(ctx)
	if err != nil {
		return false, err
	}
	return d.Engine.Exists(ctx, s.stackName())
}

// groupType is the token of resource groups.
const groupType = "azure-native:resources:ResourceGroup"

// Groups implements [env.Stack].
func (s *stack) Groups(ctx context.Context) ([]string, error) {
	w, err := s.workplace(ctx)
	if err != nil {
		return nil, err
	}
	d, err := w.workspace.Export(ctx, s.stackName())
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, r := range d.Resources {
		if r.Type == groupType && !r.External {
			ids = append(ids, r.ID)
		}
	}
	return ids, nil
}

// Destroy implements [env.Stack].
func (s *stack) Destroy(ctx context.Context) error {
	if err := s.needFile(); err != nil {
		return err
	}
	d, err := s.deps(ctx)
	if err != nil {
		return err
	}
	if _, err := system.Destroy(ctx, d, s.tiers()); err != nil {
		return fmt.Errorf("%w\n%s", err, s.work.whereLogsLie())
	}
	return nil
}

// needFile writes a stack file where there is none, since the state came from
// another machine: the engine wants one, and destroys by the state alone.
func (s *stack) needFile() error {
	if exists(s.file()) {
		return nil
	}
	now := time.Now()
	return s.writeFile(settings.EnvironmentArgs{Name: s.name, Owner: "unknown", Created: now, Expires: now.Add(settings.MinLife)})
}

// file is the environment's stack file, outside any checkout.
func (s *stack) file() string { return s.dir(settings.FileName(s.stackName())) }

// secretsProviderVariable names the secrets provider of test environments: who may
// use production's key can read the secrets of production's stack files.
const secretsProviderVariable = "TANDEM_SECRETS_PROVIDER"

// writeFile writes the environment's stack file. In a backend that machines share
// it has the secrets provider of the environment variable, else production's.
func (s *stack) writeFile(args settings.EnvironmentArgs) error {
	_, text, err := s.settings.Environment(args)
	if err != nil {
		return err
	}
	if s.remote() {
		provider, err := pulumi.SecretsProvider(filepath.Join(s.app.checkout, settings.FileName(settings.GlobalStack)))
		if err != nil {
			return err
		}
		provider = cmp.Or(os.Getenv(secretsProviderVariable), provider)
		if provider != "" {
			text = append(text, "secretsprovider: "+strconv.Quote(provider)+"\n"...)
		}
	}
	return writeFile(s.file(), text)
}

// Forget implements [env.Stack].
func (s *stack) Forget(ctx context.Context) error {
	if s.remote() {
		w, err := s.workplace(ctx)
		if err != nil {
			return err
		}
		if err := w.workspace.Remove(ctx, s.stackName()); err != nil && !errors.Is(err, pulumi.ErrNoStack) {
			return err
		}
	}
	return os.RemoveAll(s.dir())
}

// down is the journal of taking the environment down.
func (s *stack) down() *journal {
	return &journal{file: s.dir(goingDownFile), deployment: s.stackName()}
}

// takeDown takes the environment down and proves that nothing is left but what is
// returned, which nobody can remove. Whoever calls it holds the environment.
func (s *stack) takeDown(ctx context.Context) (env.Remains, error) {
	id := env.Identity(s.system(), s.name)
	p, err := env.PlanDown(ctx, s.arm, id, s)
	if err != nil {
		return p.Remains, err
	}
	return s.takeDownAs(ctx, p)
}

// takeDownAs is takeDown by a plan that has been made.
func (s *stack) takeDownAs(ctx context.Context, p env.Plan) (env.Remains, error) {
	d := env.Deps{Azure: s.arm, Stack: s, Journal: s.down(), Clock: clockwork.NewRealClock(), Due: s.due}
	// What --if-exists finds nothing of has not gone.
	was := !p.Nothing() || exists(s.dir(noteFile)) || exists(s.dir(goingDownFile))
	left, err := env.Down(ctx, d, env.Identity(s.system(), s.name), p)
	if err == nil && was {
		err = s.app.noteGone(s.name)
	}
	return left, err
}
