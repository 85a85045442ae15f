package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// past is a checkout with commits, and a home whose state backend remembers
// deployments of them.
type past struct {
	t    *testing.T
	home string
	n    int
}

func newPast(t *testing.T) *past {
	t.Helper()
	stackFiles(t)
	p := &past{t: t, home: t.TempDir()}
	t.Setenv("TANDEM_HOME", p.home)
	t.Setenv("GIT_CEILING_DIRECTORIES", "/")
	p.git("init", "-q", "-b", "main")
	return p
}

func (p *past) git(args ...string) string {
	p.t.Helper()
	out, err := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.com"}, args...)...).CombinedOutput()
	require.NoError(p.t, err, string(out))
	return strings.TrimSpace(string(out))
}

func (p *past) commit(subject string) string {
	p.git("add", ".")
	p.git("commit", "-q", "--allow-empty", "-m", subject)
	return p.git("rev-parse", "HEAD")
}

// deploy remembers that a stack was deployed at an hour of the day, from a revision
// and with a size of its plan. Without a size, no state is kept.
func (p *past) deploy(stack string, hour int, revision, size string) {
	p.t.Helper()
	ended := time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC)
	dir := filepath.Join(p.home, "backend", ".pulumi", "history", "tandem", stack)
	require.NoError(p.t, os.MkdirAll(dir, 0o700))
	p.n++
	name := filepath.Join(dir, fmt.Sprintf("%s-%d", stack, ended.UnixNano()+int64(p.n)))
	write := func(suffix string, value any) {
		raw, err := json.Marshal(value)
		require.NoError(p.t, err)
		require.NoError(p.t, os.WriteFile(name+suffix, raw, 0o600))
	}
	write(".history.json", map[string]any{"kind": "update", "result": "succeeded", "startTime": ended.Unix() - 60, "endTime": ended.Unix(),
		"message": "revision " + revision, "environment": map[string]any{"git.head": "another"}, "config": map[string]any{"tandem:image": "r/i@sha256:" + size + strings.Repeat("0", 60)},
		"resourceChanges": map[string]any{"update": 3, "same": 4}})
	if size == "" {
		return
	}
	urn := func(kind, name string) string { return "urn:pulumi:" + stack + "::tandem::" + kind + "::" + name }
	write(".checkpoint.json", map[string]any{"version": 3, "checkpoint": map[string]any{"latest": map[string]any{"resources": []any{
		map[string]any{"urn": urn("pulumi:pulumi:Stack", "s"), "type": "pulumi:pulumi:Stack", "outputs": map[string]any{"contract": map[string]any{"revision": revision}}},
		map[string]any{"urn": urn("azure-native:web:AppServicePlan", "plan"), "type": "azure-native:web:AppServicePlan", "custom": true, "id": "/plan",
			"inputs": map[string]any{"sku": size, "__defaults": size}},
	}}}})
}

// status runs the command and returns what it wrote.
func (p *past) status(code int, args ...string) (stdout, stderr string) {
	p.t.Helper()
	var out, err bytes.Buffer
	require.Equal(p.t, code, run(p.t.Context(), nil, append([]string{"status"}, args...), &out, &err), err.String()+out.String())
	return out.String(), err.String()
}

func TestStatusSince(t *testing.T) {
	p := newPast(t)
	_, stderr := p.status(exitFailed, "--since", "7d")
	require.Contains(t, stderr, "nothing has been deployed")

	first := p.commit("first")
	p.git("tag", "v1")
	for _, stack := range []string{"blue", "green", "global"} {
		p.deploy(stack, 1, first, "P1")
	}
	p.commit("second: bigger plans")
	third := p.commit("third")
	p.deploy("blue", 3, third+"-modified", "P2")
	p.deploy("global", 3, third, "")

	text, _ := p.status(exitDone, "--since", "v1")
	for _, want := range []string{first[:12] + " -> " + third[:12], "second: bigger plans", "third", "update   web:AppServicePlan plan sku",
		"! revision " + third[:12] + " was deployed with changed files", "! global: this state backend hands out no past states"} {
		require.Contains(t, text, want)
	}
	raw, _ := p.status(exitDone, "--since", first[:8], "--json")
	var answer struct {
		Version int
		Status  map[string]any
		Since   sinceAnswer
	}
	require.NoError(t, json.Unmarshal([]byte(raw), &answer))
	require.Equal(t, jsonVersion, answer.Version)
	require.NotEmpty(t, answer.Status)
	blue := answer.Since.Stacks[0]
	require.Equal(t, []any{"blue", 1, "sku"}, []any{blue.Stack, blue.Deployments, blue.Resources[0].Properties[0]})
	require.Empty(t, answer.Since.Stacks[1].Resources, "green stayed as it was")
	require.Equal(t, map[string]int{"update": 3}, answer.Since.Stacks[2].Counts)
	require.Equal(t, "third", answer.Since.Commits[0].Added[0].Subject)

	_, stderr = p.status(exitUsage, "--since", third, "--until", "2026-11-20T02:00:00Z")
	require.Contains(t, stderr, "exchange them")
}

func TestStatusSinceRefuses(t *testing.T) {
	p := newPast(t)
	first := p.commit("first")
	p.deploy("blue", 1, first, "P1")
	never := p.commit("never deployed")
	for want, args := range map[string][]string{
		"was never deployed here: the revisions that were, newest first: " + first: {"--since", never},
		"is no span":                     {"--since", "nowhere"},
		"--since needs a revision":       {"--since", ""},
		"--until goes with --since":      {"--until", "7d"},
		`--until "nowhere" is no span`:   {"--since", "7d", "--until", "nowhere"},
		"abcdef1 was never deployed":     {"--since", "abcdef1"},
		"unknown was never deployed":     {"--since", "unknown"},
		`--since "--all" is no span`:     {"--since=--all"},
		`unknown command "blue"`:         {"blue"},
		"unknown flag: --sinceyesterday": {"--sinceyesterday"},
	} {
		_, stderr := p.status(exitUsage, args...)
		if !strings.Contains(stderr, want) {
			require.Contains(t, stderr, want, args)
		}
	}
}

// A revision of which no commit is known, and a machine without git or without the repository.
func TestStatusSinceWithoutGit(t *testing.T) {
	p := newPast(t)
	first := strings.Repeat("a", 40)
	p.deploy("blue", 1, first, "P1")
	p.deploy("blue", 2, strings.Repeat("b", 40), "P2")
	p.deploy("blue", 3, "unknown", "P3")
	text, _ := p.status(exitDone, "--since", first[:7], "--until", "2026-11-20T02:30:00Z")
	require.Contains(t, text, "git does not know both commits here")
	text, _ = p.status(exitDone, "--since", first)
	require.Contains(t, text, "aaaaaaaaaaaa -> unknown")
	require.Contains(t, text, "deployed without git")
	t.Setenv("PATH", "")
	text, _ = p.status(exitDone, "--since", first[:7], "--until", "bbbbbbb")
	require.Contains(t, text, "git does not know both commits here")
}
