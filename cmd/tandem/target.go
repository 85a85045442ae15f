package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/sandbox"
)

// target is an open target: where to act, with which settings.
type target struct {
	app      *app
	settings *settings.All
	env      map[string]string // the target's variables, for everything that is started
	arm      *armrest.Client
	// copyState writes a consistent copy of the sandbox's state; nil against Azure.
	copyState func(path string) error
	release   func() error
}

// use says what a command means to do, for what has to hold before.
type use int

const (
	toRead   use = iota // reads only, or takes down: an expired environment, too
	toDeploy            // previews or deploys
	toPlan              // makes a plan, which is applied later or elsewhere
)

// check loads the configuration and reports everything that is wrong with it,
// and with the environment against Azure, before anything is started.
func (a *app) check(u use) (*settings.All, error) {
	all, err := settings.LoadDir(a.checkout)
	if err != nil {
		return nil, err
	}
	var errs []error
	stacks := system.ProductionTiers().Stacks()
	if u == toPlan {
		errs = append(errs, a.checkKeys())
	}
	if u != toRead {
		errs = append(errs, all.CheckTarget(a.target, stacks...), all.CheckExpiry(time.Now(), stacks...))
	}
	return all, errors.Join(append(errs, a.checkAccess())...)
}

// checkAccess reports everything that is wrong with the environment against Azure.
func (a *app) checkAccess() error {
	if a.target != targetAzure {
		return nil
	}
	var errs []error
	if _, err := armrest.FromEnv(os.Getenv); err != nil {
		errs = append(errs, &usageError{fmt.Errorf("credentials for --target azure: %w", err)})
	}
	if os.Getenv("PULUMI_BACKEND_URL") == "" {
		errs = append(errs, usagef("environment variable PULUMI_BACKEND_URL is not set: state of Azure must not lie on one machine: set it to an azblob:// address"))
	}
	return errors.Join(errs...)
}

// openToRead checks the configuration and opens the target, to change nothing there.
func (a *app) openToRead(ctx context.Context) (*target, error) {
	all, err := a.check(toRead)
	if err != nil {
		return nil, err
	}
	return a.openTarget(ctx, all)
}

// openTarget opens the target: Azure by the environment, or a sandbox.
func (a *app) openTarget(ctx context.Context, all *settings.All) (*target, error) {
	t := &target{app: a, settings: all, release: func() error { return nil }}
	open := t.openSandbox
	if a.target == targetAzure {
		open = t.openAzure
	}
	err := open(ctx)
	if err != nil {
		return nil, err
	}
	if t.arm, err = armrest.New(t.getenv); err != nil {
		return nil, errors.Join(err, t.release())
	}
	return t, nil
}

// getenv prefers the target's variables over the process's.
func (t *target) getenv(name string) string {
	if v, ok := t.env[name]; ok {
		return v
	}
	if t.app.target == targetSandbox {
		return ""
	}
	return os.Getenv(name)
}

// openSandbox uses the sandbox that serves this home, or starts one for as
// long as the command runs.
func (t *target) openSandbox(ctx context.Context) error {
	s, ok, err := t.app.findServed()
	if err != nil {
		return err
	}
	if ok {
		t.env = s.Env
		t.copyState = func(path string) error { return download(context.WithoutCancel(ctx), s.Control+"/snapshot", path) }
		t.app.ui.say("using the sandbox served by process %d", s.PID)
		return nil
	}
	own, release, err := t.app.startSandbox(ctx, sandbox.Options{})
	if err != nil {
		return err
	}
	t.env, t.copyState, t.release = own.Env(), own.CopyState, release
	return nil
}

func (t *target) close() {
	if err := t.release(); err != nil {
		t.app.ui.say("closing the target %s: %v", t.app.target, err)
	}
}

// system is the name of the system that the configuration describes.
func (t *target) system() string { return t.settings.Stacks[settings.GlobalStack].System }

// layout is what the configuration leads one to expect in this target.
func (t *target) layout() system.Layout {
	return system.NewLayout(t.settings, t.arm.Subscription())
}

// status reads ARM and assesses what it says.
func (t *target) status(ctx context.Context) (system.Status, error) {
	l := t.layout()
	more, err := t.recorded()
	if err != nil {
		return system.Status{}, err
	}
	l.Expect(more)
	s, err := system.Observe(ctx, t.arm, l)
	if err != nil {
		return system.Status{}, fmt.Errorf("status: %w", err)
	}
	return system.Assess(s), nil
}

// download fetches a file over HTTP.
func download(ctx context.Context, url, path string) (err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return fmt.Errorf("copy of the served sandbox: %w", err)
	}
	defer func() { err = errors.Join(err, resp.Body.Close()) }()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("copy of the served sandbox: %s answers %s", url, resp.Status)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, resp.Body)
	return errors.Join(err, f.Close())
}
