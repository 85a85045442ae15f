package main

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/rule"
)

func TestAllowedNamesMustBeOfLosses(t *testing.T) {
	change := &system.Change{Stack: "global", Losses: []system.Loss{{Name: "db"}, {Name: "vault"}}}
	c := &compared{Input: preview.Input{Changes: []*system.Change{change}, Allowed: []string{"db"}}}
	require.NoError(t, c.checkAllowed())
	c.Allowed = []string{"db", "bd", "vualt"}
	err := c.checkAllowed()
	require.Equal(t, exitUsage, exitCode(err))
	require.ErrorContains(t, err, "--allow-data-change bd: no such resource would be replaced or deleted; those that would are db, vault")
	require.ErrorContains(t, err, "vualt")
	change.Losses = nil
	require.ErrorContains(t, c.checkAllowed(), "no data would be replaced or deleted")
	change.Unavailable = "not seen"
	require.NoError(t, c.checkAllowed(), "what was not seen may hold it")
	require.Contains(t, c.Remarks, "--allow-data-change bd allows nothing that was seen, and not all was")
}

// TestANameAllowsOneLoss is about names that two resources have, locks among them.
func TestANameAllowsOneLoss(t *testing.T) {
	loss := []system.Loss{{Name: "db"}}
	lock := []system.Step{{Name: "lock", Op: "delete", Type: "azure-native:authorization:ManagementLockByScope"}}
	c := &compared{Input: preview.Input{Changes: []*system.Change{{Stack: "blue", Losses: loss, Steps: lock}, {Stack: "green", Losses: loss}}, Allowed: []string{"db"}}}
	err := c.checkAllowed()
	require.Equal(t, exitUsage, exitCode(err))
	require.ErrorContains(t, err, "--allow-data-change db: 2 resources of that name would be replaced or deleted: name one as stack/name")
	for _, named := range []string{"lock", "blue/lock"} {
		c.Allowed = []string{"green/db", named}
		require.NoError(t, c.checkAllowed())
	}
	c.Changes = []*system.Change{{Stack: "blue", Losses: append(loss, loss...)}}
	c.Allowed = []string{"blue/db"}
	require.ErrorContains(t, c.checkAllowed(), "cannot be told apart")
}

// TestAPreviewThatFailsEndsByItsKind is about exit codes.
func TestAPreviewThatFailsEndsByItsKind(t *testing.T) {
	for name, c := range map[string]struct {
		phase string
		cause error
		lost  bool
		want  int
	}{
		"a build":             {phaseBuild, os.ErrNotExist, false, exitFailed},
		"a base":              {phaseBase, usagef("its configuration"), false, exitFailed},
		"a base that refuses": {phaseBase, system.ErrUnsafe, false, exitFailed},
		"a configuration":     {phaseConfiguration, usagef("no such size"), false, exitUsage},
		"a refusal":           {phasePreview, system.ErrUnsafe, false, exitUnsafe},
		"a loss seen before":  {phasePreview, os.ErrNotExist, true, exitUnsafe},
	} {
		t.Run(name, func(t *testing.T) {
			got := &compared{}
			if c.lost {
				got.Changes = []*system.Change{{Stack: "blue", Losses: []system.Loss{{Name: "db", What: "database", Op: "replace"}}}}
			}
			require.NoError(t, got.fail(t.Context(), c.phase, c.cause))
			require.Equal(t, c.want, exitCode(got.end(preview.New(got.Input))))
		})
	}
}

// TestWhatWasInterruptedHasNoReport is about Ctrl-C, which is no verdict.
func TestWhatWasInterruptedHasNoReport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	got := &compared{}
	require.ErrorIs(t, got.fail(ctx, phasePreview, os.ErrClosed), os.ErrClosed)
	require.ErrorIs(t, got.fail(t.Context(), phaseBase, pulumi.ErrInterrupted), pulumi.ErrInterrupted)
	require.Nil(t, got.Failure)
}

func TestMessagesNameNoFolderOfThisMachine(t *testing.T) {
	a := &app{homeDir: "/home/dev/tandem/.tandem", cacheDir: "/home/dev/.cache/tandem", checkout: "/home/dev/tandem"}
	c := &compared{Input: preview.Input{Failure: &preview.Failure{Message: "/home/dev/tandem/main.go:1: no (full log: /home/dev/tandem/.tandem/logs/x.log)\n" +
		"the program /home/dev/.cache/tandem/bin/program/5f23d4312b0db35327d1d0bbd978277a/program ended\n" +
		". in /home/dev/tandem and in /home/dev/.cache/tandem/base/draft-123-456/sources does not build"}}}
	a.tidy(c)
	require.Equal(t, "main.go:1: no\nthe program ended\n. in checkout and in base does not build", c.Failure.Message)
}

// TestOnlyWholePathsAreShortened has a checkout whose name stands in other words.
func TestOnlyWholePathsAreShortened(t *testing.T) {
	for _, c := range []struct{ checkout, text, want string }{
		{"/app", "/app/main.go, file:///app/x, '/app', (/app), in /app.", "main.go, file://x, 'checkout', (checkout), in checkout."},
		{"/app", "/subscriptions/app/sites https://x/app/y /apps/z my/app /app-two", "/subscriptions/app/sites https://x/app/y /apps/z my/app /app-two"},
		{"/", "a / b /etc/x", "a / b /etc/x"},
	} {
		a := &app{homeDir: "/home/dev", cacheDir: "/cache", checkout: c.checkout}
		got := &compared{Input: preview.Input{Failure: &preview.Failure{Message: c.text}}}
		a.tidy(got)
		require.Equal(t, c.want, got.Failure.Message)
	}
}

func TestSecretsAreFound(t *testing.T) {
	g := rule.NewGraph([]*rule.Resource{{URN: "u", Props: map[string]any{"plain": "shown", "settings": map[string]any{
		"key": rule.Secret{Value: map[string]any{"a": []any{"hidden-1", rule.Unknown{}, true, 12345678.0}}}, "list": []any{rule.Secret{Value: "hidden-2"}}}}}}, true)
	require.ElementsMatch(t, []string{"hidden-1", "hidden-2", "12345678"}, secretsOf(g))
	require.Empty(t, secretsOf(nil))
	require.ElementsMatch(t, []string{"a", "b", "c", "e", "f", "g", "h", "pw"}, secretVariables([]string{"ARM_CLIENT_SECRET=a", "GITHUB_TOKEN=b", "db_password=c",
		"PATH=/bin", "AZURE_TENANT_ID=d", "PULUMI_CONFIG_PASSPHRASE_FILE=/x", "PWD=/work", "OLDPWD=/", "KEYBOARD=us", "SSH_KEY_PATH=/y",
		"STRIPE_KEY=e", "PGPASS=f", "DB_PASS=f", "STORAGE_CONNECTION_STRING=g", "AZURE_DEVOPS_EXT_PAT=h", "HTTPS_PROXY=http://me:pw@proxy:3128", "GOPROXY=https://proxy.example/a:b@c"}))
}

// TestOldBasesAreRemoved keeps those that were used last, and what a process that
// runs is making.
func TestOldBasesAreRemoved(t *testing.T) {
	shelf := t.TempDir()
	at := time.Unix(1_000_000, 0)
	for i := range 8 {
		dir := filepath.Join(shelf, "base-"+strconv.Itoa(i))
		require.NoError(t, os.Mkdir(dir, 0o700))
		used := at.Add(time.Duration(i) * time.Hour)
		require.NoError(t, os.Chtimes(dir, used, used))
	}
	mine := filepath.Join(shelf, draftPrefix+strconv.Itoa(os.Getpid())+"-x")
	for _, dir := range []string{mine, filepath.Join(shelf, draftPrefix+"999999999-x"), filepath.Join(shelf, draftPrefix+"x")} {
		require.NoError(t, os.Mkdir(dir, 0o700))
	}
	pruneBases(shelf)
	entries, err := os.ReadDir(shelf)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	require.Equal(t, []string{"base-3", "base-4", "base-5", "base-6", "base-7", filepath.Base(mine)}, names)
}

// TestWhatIsTakenOverIsListed is about imports, which the engine counts but which
// change nothing in the cloud.
func TestWhatIsTakenOverIsListed(t *testing.T) {
	c := change(&pulumi.Result{Stack: "blue", Changes: map[string]int{"import": 1}, Steps: []pulumi.Step{
		{URN: "u", Op: pulumi.OpImport, Name: "theirs"}, {URN: "v", Op: pulumi.OpSame}}})
	require.Equal(t, 1, c.Counts.Create)
	require.Len(t, c.Steps, 1)
	require.Equal(t, "import", c.Steps[0].Op)
}

// TestAnotherNameIsToldByTheAlias is about resources that stay as they are under another
// name.
func TestAnotherNameIsToldByTheAlias(t *testing.T) {
	c := change(&pulumi.Result{Stack: "blue", Steps: []pulumi.Step{{URN: "new", Alias: "old", Op: pulumi.OpSame}, {URN: "kept", Op: pulumi.OpSame}}})
	require.Equal(t, map[string]string{"new": "old"}, c.Renamed)
	require.Empty(t, c.Steps)
}
