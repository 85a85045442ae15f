package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
)

// The targets.
const (
	targetSandbox = "sandbox"
	targetAzure   = "azure"
)

// app is what the commands share: where things lie and how to speak.
type app struct {
	ui       *ui
	args     []string
	checkout string
	homeDir  string
	cacheDir string
	target   string
	yes      bool
	// policyConfig is a file of levels and parameters for policies, "" for none.
	policyConfig string
	stdin        io.Reader
	// abort is closed when running operations are not to be waited for.
	abort <-chan struct{}
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, abort <-chan struct{}, args []string, stdout, stderr io.Writer) int {
	a := &app{args: args, stdin: os.Stdin, abort: abort, ui: newUI(stdout, stderr)}
	defer a.ui.flush()
	root := newRootCommand(a)
	root.SetArgs(args)
	root.SetOut(a.ui.out)
	root.SetErr(a.ui.err)
	command, err := root.ExecuteContextC(ctx)
	if err != nil {
		if interrupted(err) {
			a.ui.say("interrupted: what was done is recorded; run the same command again to go on")
		}
		a.ui.fail(strings.TrimPrefix(command.CommandPath(), root.Name()+" "), err)
	}
	return exitCode(err)
}

func newRootCommand(a *app) *cobra.Command {
	root := &cobra.Command{
		Use:   "tandem",
		Short: "One business system in two Azure regions",
		Long: `Tandem runs one business system in two Azure regions: two region stamps, blue
and green, and a global layer that joins them. The default target is a local
sandbox that behaves like Azure; --target azure is the same program against Azure.

Exit codes: 0 done, 1 failed, 2 wrong usage or config, 3 refused as unsafe.`,
		Example: `  go run ./cmd/tandem up
  go run ./cmd/tandem status`,
		SilenceErrors: true,
		SilenceUsage:  true,
		PersistentPreRunE: func(_ *cobra.Command, _ []string) error {
			return a.locate()
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q: run tandem --help for the list", args[0])
			}
			return nil
		},
	}
	root.PersistentFlags().BoolVar(&a.ui.json, "json", false, "answer with one JSON document")
	root.PersistentFlags().StringVar(&a.target, "target", targetSandbox, "where to act: sandbox or azure")
	root.SetFlagErrorFunc(misused)
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(
		newUpCommand(a), newPreviewCommand(a), newStatusCommand(a), newDestroyCommand(a),
		newSandboxCommand(a), newDoctorCommand(a), newGrantsCommand(a), newPolicyCommand(a), newEnvCommand(a),
		newPullRequestCommand(a), newSettleCommand(a),
	)
	for _, c := range root.Commands() {
		wrapArgs(c)
	}
	return root
}

// wrapArgs makes wrong arguments a usage error, for subcommands, too.
func wrapArgs(c *cobra.Command) {
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			return misused(cmd, check(cmd, args))
		}
	}
	for _, sub := range c.Commands() {
		wrapArgs(sub)
	}
}

// misused makes what cobra says of wrong flags and arguments a usage error that tells
// where the right ones are listed.
func misused(cmd *cobra.Command, err error) error {
	var told *usageError
	if err == nil || errors.As(err, &told) {
		return err
	}
	return usagef("%w: run %s --help for how to use it", err, cmd.CommandPath())
}

func (a *app) checkTarget() error {
	if a.target != targetSandbox && a.target != targetAzure {
		return usagef("--target %s is not known: use %s or %s", a.target, targetSandbox, targetAzure)
	}
	return nil
}

// locate finds the checkout, the home and the cache.
func (a *app) locate() error {
	if err := a.checkTarget(); err != nil {
		return err
	}
	wd, err := os.Getwd()
	if err != nil {
		return err
	}
	if a.checkout, err = findCheckout(wd); err != nil {
		return err
	}
	a.homeDir = os.Getenv("TANDEM_HOME")
	if a.homeDir == "" {
		a.homeDir = filepath.Join(a.checkout, defaultHome)
	}
	if a.homeDir, err = filepath.Abs(a.homeDir); err != nil {
		return err
	}
	if info, err := os.Stat(a.homeDir); err == nil && !info.IsDir() {
		return usagef("the home %s is no folder: let TANDEM_HOME name one", a.homeDir)
	}
	a.cacheDir = os.Getenv("TANDEM_CACHE")
	if a.cacheDir == "" {
		dir, err := os.UserCacheDir()
		if err != nil {
			return fmt.Errorf("no folder for the cache: %w: set TANDEM_CACHE", err)
		}
		a.cacheDir = filepath.Join(dir, "tandem")
	}
	a.cacheDir, err = filepath.Abs(a.cacheDir)
	return err
}

func (a *app) home(name string) string { return filepath.Join(a.homeDir, name) }
