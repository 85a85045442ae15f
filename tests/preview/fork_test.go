package preview

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/tests/rig"
)

// bare is the environment of a container that has just been started for a fork's
// pull request: where programs are and where Go keeps what can be rebuilt, and
// nothing that could be a credential.
func bare(t *testing.T) []string {
	t.Helper()
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "GIT_CONFIG_NOSYSTEM=1"}
	env = append(env, "TANDEM_CACHE="+rig.CacheDir(t))
	for _, name := range []string{"GOCACHE", "GOMODCACHE", "GOPROXY", "GOSUMDB", "GOFLAGS", "GOTOOLCHAIN"} {
		out, err := exec.Command("go", "env", name).Output()
		if err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+strings.TrimSpace(string(out)))
	}
	for _, entry := range env {
		for _, prefix := range []string{"AZURE_", "ARM_", "PULUMI_", "GITHUB_"} {
			if strings.HasPrefix(entry, prefix) {
				t.Fatalf("the environment holds %s", entry)
			}
		}
	}
	return env
}

// TestAForksPullRequest previews a commit in a fresh, shallow clone without any
// credential, and writes the comment to a file: the answer is the recorded one.
func TestAForksPullRequest(t *testing.T) {
	k := kinds[slices.IndexFunc(kinds, func(k kind) bool { return k.name == "policy-broken" })]
	origin := rig.Copy(t)
	base := rig.Git(t, origin, "rev-parse", "HEAD")
	rig.Git(t, origin, "branch", "upstream")
	apply(t, origin, k.head)
	rig.Git(t, origin, "-c", "user.name=rig", "-c", "user.email=rig@example.com", "commit", "--quiet", "--all", "--message", "a fork's change")
	dir := filepath.Join(t.TempDir(), "clone")
	rig.Git(t, origin, "clone", "--quiet", "--depth", "2", "--no-single-branch", "file://"+origin, dir)

	comment := filepath.Join(t.TempDir(), "comment.md")
	cmd := exec.CommandContext(t.Context(), rig.Binary(), "preview", "--base", "origin/upstream", "--format", "markdown", "--output", comment, "--json")
	cmd.Dir, cmd.Env = dir, bare(t)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if code := cmd.ProcessState.ExitCode(); code != k.code {
		t.Fatalf("exit code %d, want %d: %v\n%s", code, k.code, err, complaint.String())
	}
	got := sections(t, out)
	raw, err := os.ReadFile(recorded(t, k.name))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(sections(t, raw), got); diff != "" {
		t.Errorf("the report of the fork is not the recorded one (-recorded +now):\n%s", diff)
	}
	text, err := os.ReadFile(comment)
	if err != nil || !strings.HasPrefix(string(text), "### Tandem preview: unsafe\n") {
		t.Errorf("the comment: %v\n%s", err, text)
	}
	if changed := rig.Git(t, dir, "status", "--porcelain"); changed != "" {
		t.Errorf("the preview changed the clone:\n%s", changed)
	}
	if at := rig.Git(t, dir, "rev-parse", "origin/upstream"); at != base {
		t.Errorf("the base is %s, not %s", at, base)
	}
}

// sections is a report without the names of the revisions that it compares.
func sections(t *testing.T, raw []byte) map[string]any {
	t.Helper()
	var r map[string]any
	if err := json.Unmarshal(raw, &r); err != nil {
		t.Fatalf("the answer is no JSON: %v\n%s", err, raw)
	}
	delete(r, "base")
	delete(r, "head")
	return r
}
