package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/sandbox"
)

// resetCommand forgets everything in the sandbox.
const resetCommand = "go run ./cmd/tandem sandbox reset"

// waitForHolder is how long a command waits for another one to let go of the
// home's sandbox before it says who holds it.
const waitForHolder = 5 * time.Second

func newSandboxCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:     "sandbox",
		Short:   "Serve, describe or reset the local Azure",
		Example: "  go run ./cmd/tandem sandbox serve",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	c.AddCommand(newSandboxServeCommand(a), newSandboxEnvCommand(a), newSandboxResetCommand(a))
	return c
}

func newSandboxServeCommand(a *app) *cobra.Command {
	var listen string
	c := &cobra.Command{
		Use:   "serve",
		Short: "Serve this home's sandbox until Ctrl-C, for several commands and other people's tools",
		Example: `  go run ./cmd/tandem sandbox serve
  go run ./cmd/tandem sandbox serve --listen 127.0.0.1:8443`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.serve(cmd.Context(), listen) },
	}
	c.Flags().StringVar(&listen, "listen", "127.0.0.1:0", "loopback address to listen on")
	return c
}

func (a *app) serve(ctx context.Context, listen string) error {
	s, release, err := a.startSandbox(ctx, sandbox.Options{Listen: listen, ProxyListen: "127.0.0.1:0"})
	if err != nil {
		return err
	}
	record := served{holder: a.holder(), Env: s.Env(), Control: s.ControlEndpoint()}
	if err := writeJSON(a.home(servedFile), record); err != nil {
		return errors.Join(err, release())
	}
	a.ui.say("sandbox of %s serves at %s", a.homeDir, s.Endpoint())
	a.ui.say("in another shell: eval \"$(go run ./cmd/tandem sandbox env)\"")
	a.ui.say("Ctrl-C stops it; its state stays")
	err = a.ui.answer("sandbox serve", map[string]any{"home": a.homeDir, "endpoint": s.Endpoint(), "control": s.ControlEndpoint()},
		func(io.Writer) error { return nil })
	if err == nil {
		<-ctx.Done()
	}
	return errors.Join(err, os.Remove(a.home(servedFile)), release())
}

func newSandboxEnvCommand(a *app) *cobra.Command {
	var redirect bool
	c := &cobra.Command{
		Use:   "env",
		Short: "Print the environment that points any ARM client, and plain pulumi, at the served sandbox",
		Example: `  eval "$(go run ./cmd/tandem sandbox env)"
  go run ./cmd/tandem sandbox env --redirect --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.printEnv(cmd.Context(), redirect) },
	}
	c.Flags().BoolVar(&redirect, "redirect", false, "add a proxy for clients that only know Azure's public host names, as az does, and keep az's login in the home")
	return c
}

func newSandboxResetCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "reset",
		Short: "Forget everything in this home's sandbox and its Pulumi state",
		Long: `Forget everything in this home's sandbox: resources, soft-deleted vaults, Entra
objects, and the Pulumi state that describes them. The old state is moved
aside, not deleted.`,
		Example: "  " + resetCommand,
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.reset(cmd.Context()) },
	}
}

// unused refuses while another process uses this home's sandbox. A state that
// cannot be opened for another reason is no obstacle: it is what people reset.
func (a *app) unused(ctx context.Context) error {
	if s, ok, err := a.findServed(); err != nil {
		return err
	} else if ok {
		return fmt.Errorf("the sandbox is in use by %s: stop it first", s.holder)
	}
	if !exists(a.home(sandboxStateFile)) {
		return nil
	}
	_, release, err := a.startSandbox(ctx, sandbox.Options{})
	switch {
	case err == nil:
		return release()
	case errors.Is(err, sandbox.ErrStateLocked), ctx.Err() != nil:
		return err
	}
	return nil
}

func (a *app) reset(ctx context.Context) error {
	if err := a.unused(ctx); err != nil {
		return err
	}
	aside := a.home("reset-" + time.Now().UTC().Format("20060102T150405.000Z"))
	moved := []string{}
	// The key of what the others hold goes last: one that is killed here leaves a home
	// that can be used.
	for _, name := range []string{environmentsDir, "stacks", "backend", "sandbox"} {
		if !exists(a.home(name)) {
			continue
		}
		if err := os.MkdirAll(aside, 0o700); err != nil {
			return err
		}
		if err := os.Rename(a.home(name), filepath.Join(aside, name)); err != nil {
			return err
		}
		moved = append(moved, name)
	}
	return a.ui.answer("sandbox reset", map[string]any{"home": a.homeDir, "moved": moved, "aside": aside}, func(w io.Writer) error {
		if len(moved) == 0 {
			_, err := fmt.Fprintf(w, "nothing to reset in %s\n", a.homeDir)
			return err
		}
		_, err := fmt.Fprintf(w, "the sandbox of %s is empty; the old state lies in %s\n", a.homeDir, aside)
		return err
	})
}

func (a *app) printEnv(ctx context.Context, redirect bool) error {
	s, ok, err := a.findServed()
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("no sandbox is served for %s: start one in another shell with: go run ./cmd/tandem sandbox serve", a.homeDir)
	}
	env, err := a.pulumiEnv(ctx, s.Env)
	if err != nil {
		return err
	}
	if redirect {
		// What az is told here must not take the place of its user's own login.
		env["AZURE_CONFIG_DIR"] = a.home("az")
	} else {
		maps.DeleteFunc(env, func(name, _ string) bool { return isProxyVariable(name) })
	}
	return a.ui.answer("sandbox env", map[string]any{"environment": env}, func(w io.Writer) error {
		names := make([]string, 0, len(env))
		for name := range env {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			if _, err := fmt.Fprintf(w, "export %s=%s\n", name, shellQuote(env[name])); err != nil {
				return err
			}
		}
		return nil
	})
}

func isProxyVariable(name string) bool { return strings.EqualFold(name, "HTTPS_PROXY") }

// shellQuote quotes a value for a POSIX shell.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

func (a *app) holder() holder {
	return holder{PID: os.Getpid(), Command: "tandem " + strings.Join(a.args, " "), Since: time.Now()}
}

// findServed finds the sandbox that serves this home. A record that a killed
// process left is removed: nobody listens there, whoever has its id by now.
func (a *app) findServed() (served, bool, error) {
	var s served
	ok, err := readJSON(a.home(servedFile), &s)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return s, false, fmt.Errorf("%w: remove the file", err)
	}
	if err != nil || !ok {
		return s, false, err
	}
	if !alive(s.PID) || !listens(s.Control) {
		return s, false, os.Remove(a.home(servedFile))
	}
	return s, true, nil
}

// startSandbox starts a sandbox on this home's state until it is released: not
// only until the context ends, since after Ctrl-C the engine still lets running
// operations finish. Where another process holds the state, it waits a little and then says who.
func (a *app) startSandbox(ctx context.Context, o sandbox.Options) (*sandbox.Sandbox, func() error, error) {
	o.StatePath = a.home(sandboxStateFile)
	if err := os.MkdirAll(filepath.Dir(o.StatePath), 0o700); err != nil {
		return nil, nil, fmt.Errorf("state of the sandbox: %w", err)
	}
	deadline := time.Now().Add(waitForHolder)
	for {
		s, err := sandbox.Start(context.WithoutCancel(ctx), o)
		if err == nil {
			if err := writeJSON(a.home(holderFile), a.holder()); err != nil {
				return nil, nil, errors.Join(err, s.Close())
			}
			return s, func() error { return errors.Join(s.Close(), os.Remove(a.home(holderFile))) }, nil
		}
		if !errors.Is(err, sandbox.ErrStateLocked) {
			return nil, nil, stateError(err)
		}
		if time.Now().After(deadline) {
			return nil, nil, a.lockedError(err)
		}
		select {
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// stateError tells of a state that cannot be used the way out that every home has.
func stateError(err error) error {
	for _, bad := range []error{sandbox.ErrStateCorrupt, sandbox.ErrStateForeign, sandbox.ErrStateNewer} {
		if errors.Is(err, bad) {
			return fmt.Errorf("sandbox: %w; or set it aside and begin anew with: %s", err, resetCommand)
		}
	}
	return fmt.Errorf("sandbox: %w", err)
}

func (a *app) lockedError(cause error) error {
	var h holder
	who := "another process"
	if ok, err := readJSON(a.home(holderFile), &h); err == nil && ok {
		who = h.String()
	}
	return fmt.Errorf("sandbox: %w: %s uses it: wait for it, or serve the sandbox for several commands with: go run ./cmd/tandem sandbox serve", cause, who)
}
