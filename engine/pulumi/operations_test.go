package pulumi_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

func TestUpReportsWhatHappened(t *testing.T) {
	f := newFake(t).played("up-create")
	var seen []string
	result, err := f.Up(context.Background(), "blue", pulumi.UpOptions{
		Plan: "/plan",
		RunOptions: pulumi.RunOptions{
			Parallel:    4,
			PolicyPacks: []string{"policy"},
			OnEvent: func(e pulumi.Event) {
				if e.Step != nil && e.Step.Name == "s0" {
					seen = append(seen, string(e.Kind))
				}
			},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"create": 4}, result.Changes); diff != "" || !result.Changed() {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if !slices.Equal(seen, []string{"started", "done"}) {
		t.Errorf("events of s0: %v", seen)
	}
	if result.Outputs["secret"] != pulumi.Secret || result.Outputs["s0"] != "zPDcRxVZYp)" {
		t.Errorf("outputs: %v", result.Outputs)
	}
	if got := result.Diagnostics; len(got) != 2 || !strings.HasPrefix(got[0].Message, "hello from blue") {
		t.Errorf("diagnostics: %+v", got)
	}
	calls := f.called()
	last := calls[len(calls)-1]
	for _, want := range []string{"up --yes --skip-preview", "--plan /plan", "--policy-pack policy", "--parallel 4", "--stack blue"} {
		if !strings.Contains(last, want) {
			t.Errorf("the call %q lacks %q", last, want)
		}
	}
	if log := f.read(result.Log); !strings.Contains(log, "up done") {
		t.Errorf("the log reads %q", log)
	}
}

func TestPreviewTellsUnknownValues(t *testing.T) {
	result, err := newFake(t).played("preview-create").Preview(context.Background(), "blue", pulumi.PreviewOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if !result.NewOutputs {
		t.Error("the first outputs are not told as new")
	}
	if result.Outputs["s0"] != pulumi.Unknown {
		t.Errorf("an output that is not known yet is %v", result.Outputs["s0"])
	}
	for _, step := range result.Steps {
		if step.Op != pulumi.OpCreate || step.Failed {
			t.Errorf("step %+v", step)
		}
	}
	if len(result.Steps) != 5 {
		t.Errorf("%d steps, want the stack, its provider and three strings", len(result.Steps))
	}
}

func TestPreviewTellsNewOutputs(t *testing.T) {
	for events, want := range map[string]bool{"preview-outputs": true, "preview-same": false} {
		f := newFake(t).played(events)
		result, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if result.NewOutputs != want {
			t.Errorf("%s: new outputs %v, want %v", events, result.NewOutputs, want)
		}
	}
}

func TestFailuresAreTold(t *testing.T) {
	for _, c := range []struct {
		name, events, complaint string
		kind                    error
		text                    string
	}{
		{"the program refuses", "preview-unsafe", "", pulumi.ErrUnsafe, "role of blue is Secondary"},
		{"the engine protects", "preview-protected", "", pulumi.ErrUnsafe, "marked for protection"},
		{"the program panics", "preview-panic", "", nil, "the program ended with panic: planted"},
		{"another holds the lock", "", "error: the stack is currently locked by 1 lock(s).", pulumi.ErrLocked, "currently locked"},
		{"the key is gone", "", "error: secrets: URL: PUT https://127.0.0.1:1/v1/transit/decrypt/tandem\nCode: 400. Errors:\n\n* cipher: message authentication failed",
			nil, "with the key of another sandbox"},
		{"no such stack", "", "warning: noise\nerror: no stack named 'green' found", pulumi.ErrNoStack, "no stack named"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t)
			if c.events != "" {
				f.played(c.events)
			}
			f.Env["FAKE_CODE"], f.Env["FAKE_COMPLAINT"] = "255", c.complaint
			result, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{})
			if c.kind != nil && !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.text) || strings.Contains(err.Error(), "noise") {
				t.Errorf("error %v, want %v with %q", err, c.kind, c.text)
			}
			var failed *pulumi.OperationError
			if !errors.As(err, &failed) || failed.Stack != "blue" || failed.Log == "" || result == nil {
				t.Errorf("error %+v with result %v names stack and log", err, result)
			}
		})
	}
}

func TestInterruptIsPassedOn(t *testing.T) {
	f := newFake(t).played("up-create")
	f.Env["FAKE_WAIT"] = "1"
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	result, err := f.Up(ctx, "blue", pulumi.UpOptions{RunOptions: pulumi.RunOptions{
		OnEvent: func(pulumi.Event) { cancel() },
	}})
	if !errors.Is(err, pulumi.ErrInterrupted) {
		t.Errorf("error %v, want an interruption", err)
	}
	if result == nil || !strings.Contains(f.read(result.Log), "stopping") {
		t.Errorf("the CLI was not left to stop by itself: %+v", result)
	}
}

func TestAbortEndsADeafCLI(t *testing.T) {
	f := newFake(t).played("up-create")
	f.Env["FAKE_WAIT"] = "deaf"
	abort := make(chan struct{})
	f.Abort = abort
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	once := false
	_, err := f.Up(ctx, "blue", pulumi.UpOptions{RunOptions: pulumi.RunOptions{OnEvent: func(pulumi.Event) {
		if !once {
			once = true
			cancel()
			close(abort)
		}
	}}})
	if !errors.Is(err, pulumi.ErrInterrupted) {
		t.Errorf("error %v, want an interruption", err)
	}
}

func TestThriftyRuns(t *testing.T) {
	t.Setenv("GOGC", "") // restores it
	if err := os.Unsetenv("GOGC"); err != nil {
		t.Fatal(err)
	}
	f := newFake(t)
	preview := func() {
		t.Helper()
		if _, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	logs := filepath.Join(f.Home, "pulumi", "logs")
	preview()
	if info, err := os.Stat(logs); err != nil || info.IsDir() {
		t.Errorf("the CLI can write logs of its own: %v, %v", info, err)
	}
	if env := f.environ(); !slices.Contains(env, "GOGC=400") || slices.Contains(env, "PULUMI_SKIP_CHECKPOINTS=true") {
		t.Errorf("the CLI runs with %v", env)
	}
	if err := errors.Join(os.Remove(logs), os.Mkdir(logs, 0o700)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("GOGC", "50")
	f.Disposable = true
	preview()
	if info, err := os.Stat(logs); err != nil || !info.IsDir() {
		t.Errorf("the user's folder of logs became %v, %v", info, err)
	}
	if env := f.environ(); !slices.Contains(env, "GOGC=50") || !slices.Contains(env, "PULUMI_SKIP_CHECKPOINTS=true") {
		t.Errorf("the CLI runs with %v", env)
	}
}

func TestOthersCommandsFindTheBackendOfAFreshHome(t *testing.T) {
	f := newFake(t)
	vars, err := f.Variables()
	if err != nil {
		t.Fatal(err)
	}
	location, err := url.Parse(vars["PULUMI_BACKEND_URL"])
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(location.Path); err != nil || !info.IsDir() {
		t.Errorf("no backend at %s: %v", location, err)
	}
}

func TestEnvironmentIsTheWorkspaces(t *testing.T) {
	t.Setenv("PULUMI_ACCESS_TOKEN", "mine")
	t.Setenv("ARM_USE_OIDC", "true")
	t.Setenv("OTHER", "kept")
	f := newFake(t)
	f.Env["ARM_TENANT_ID"] = "tenant"
	if _, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{}); err != nil {
		t.Fatal(err)
	}
	env := f.environ()
	has := func(prefix string) bool {
		return slices.ContainsFunc(env, func(s string) bool { return strings.HasPrefix(s, prefix) })
	}
	for _, want := range []string{"OTHER=kept", "ARM_TENANT_ID=tenant", "TANDEM_PROGRAM=/program", "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER=true",
		"PULUMI_BACKEND_URL=file:///", "PATH=" + f.Toolchain.PluginDir} {
		if !has(want) {
			t.Errorf("the CLI runs without %s", want)
		}
	}
	for _, unwanted := range []string{"PULUMI_ACCESS_TOKEN", "ARM_USE_OIDC"} {
		if has(unwanted) {
			t.Errorf("the CLI runs with %s of the surroundings", unwanted)
		}
	}
	others, err := f.Variables()
	if _, ok := others["TANDEM_PROGRAM"]; ok || err != nil || others["ARM_TENANT_ID"] != "tenant" {
		t.Errorf("others' commands get %v, %v", others, err)
	}
	info, err := os.Stat(filepath.Join(f.Home, "passphrase"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("passphrase: %v, %v", info, err)
	}
}

func TestCloneIsIndependent(t *testing.T) {
	f := newFake(t)
	if err := f.EnsureStack(context.Background(), "blue"); err != nil {
		t.Fatal(err)
	}
	history := "backend/.pulumi/history/tandem/blue/blue-1.history.json"
	f.write(filepath.Join(f.Home, history), "{}")
	clone, err := f.Clone(filepath.Join(t.TempDir(), "copy"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(clone.Home, history)); !os.IsNotExist(err) {
		t.Errorf("the history is copied, too: %v", err)
	}
	for _, part := range []string{"passphrase", "stacks/Pulumi.blue.yaml", "backend/.pulumi/stacks/tandem/blue.json"} {
		if f.read(filepath.Join(f.Home, part)) != f.read(filepath.Join(clone.Home, part)) {
			t.Errorf("%s differs in the copy", part)
		}
	}
	if clone.Home == f.Home {
		t.Error("the clone has the same home")
	}
}

func TestStateCommands(t *testing.T) {
	ctx := context.Background()
	f := newFake(t)
	f.state("blue", `{"resources":[{"urn":"urn:a","protect":true},{"urn":"urn:b"}]}`)
	here, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	f.write(filepath.Join(f.Home, "backend", ".pulumi", "locks", "organization", "tandem", "blue", "x.json"),
		lockFile(deadPID(t), here, time.Now()))
	lifted, err := f.Unprotect(ctx, "blue")
	if err != nil || !slices.Equal(lifted, []string{"urn:a"}) {
		t.Errorf("lifted %v, %v", lifted, err)
	}
	f.Env["FAKE_ANSWER"] = f.calls + ".answer"
	f.write(f.Env["FAKE_ANSWER"], `[{"name":"blue","lastUpdate":"2026-01-02T03:04:05Z","resourceCount":2}]`)
	stacks, err := f.ListStacks(ctx)
	if err != nil || len(stacks) != 1 || stacks[0].Name != "blue" || stacks[0].Resources != 2 {
		t.Errorf("stacks %+v, %v", stacks, err)
	}
	f.write(f.Env["FAKE_ANSWER"], `{"contract":{"version":1},"secret":"s"}`)
	outputs, err := f.Outputs(ctx, "blue", true)
	if err != nil || string(outputs["contract"]) != `{"version":1}` {
		t.Errorf("outputs %v, %v", outputs, err)
	}
	if err := f.Remove(ctx, "blue"); err != nil {
		t.Error(err)
	}
	calls := strings.Join(f.called(), "\n")
	for _, want := range []string{"state unprotect --all --yes --stack blue", "stack output --json --stack blue --show-secrets",
		"stack rm --stack blue --yes --preserve-config"} {
		if !strings.Contains(calls, want) {
			t.Errorf("the calls lack %q:\n%s", want, calls)
		}
	}
}
