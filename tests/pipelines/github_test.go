package pipelines

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rhysd/actionlint"
	"gopkg.in/yaml.v3"
)

// job is a job of a workflow.
type job struct {
	file
	name string
	node *yaml.Node
}

func (j job) id() string { return strings.TrimPrefix(j.file.name, ".github/workflows/") + "/" + j.name }

func jobs(fs []file) (all []job) {
	for _, f := range fs {
		for _, e := range entries(at(f.tree, "jobs")) {
			all = append(all, job{f, e.key, e.value})
		}
	}
	return all
}

// steps lists a job's steps.
func (j job) steps() []*yaml.Node {
	if list := at(j.node, "steps"); list != nil {
		return list.Content
	}
	return nil
}

// uses finds a job's steps by the action that they use.
func (j job) uses(action string) (found []*yaml.Node) {
	for _, s := range j.steps() {
		if name, _, _ := strings.Cut(value(s, "uses"), "@"); name == action || strings.HasPrefix(name, action+"/") {
			found = append(found, s)
		}
	}
	return found
}

// linted runs actionlint, without programs that may be installed or not.
func linted(fs []file) (found faults) {
	linter, err := actionlint.NewLinter(io.Discard, &actionlint.LinterOptions{})
	if err != nil {
		return faults{err.Error()}
	}
	for _, f := range fs {
		errs, err := linter.Lint(f.name, []byte(f.text), nil)
		if err != nil {
			found = append(found, err.Error())
		}
		for _, e := range errs {
			found.add(f, &yaml.Node{Line: e.Line}, "%s (%s)", e.Message, e.Kind)
		}
	}
	return found
}

// permissions are the rights of every job: these and no others. Who writes has a
// reason beside it in the workflow.
var permissions = map[string]map[string]string{
	"check.yml/check":             {"contents": "read"},
	"preview.yml/preview":         {"contents": "read"},
	"preview-comment.yml/comment": {"contents": "read", "actions": "read", "pull-requests": "write"},
	"deploy.yml/plan":             {"contents": "read", "id-token": "write"},
	"deploy.yml/deploy":           {"contents": "read", "id-token": "write"},
	"environment.yml/decide":      {"contents": "read", "pull-requests": "read"},
	"environment.yml/up":          {"contents": "read", "id-token": "write"},
	"environment.yml/down":        {"contents": "read", "id-token": "write"},
	"environment.yml/comment":     {"contents": "read", "pull-requests": "write"},
	"environment.yml/reap":        {"contents": "read", "id-token": "write"},
}

// leastRights wants no right by default, and of each job exactly those above.
func leastRights(fs []file) (found faults) {
	for _, f := range fs {
		if p := at(f.tree, "permissions"); p == nil || p.Kind != yaml.MappingNode || len(p.Content) != 0 {
			found.add(f, p, "rights for all jobs: write permissions: {}, and what a job needs at the job")
		}
	}
	seen := map[string]bool{}
	for _, j := range jobs(fs) {
		seen[j.id()] = true
		got := map[string]string{}
		for _, e := range entries(at(j.node, "permissions")) {
			got[e.key] = e.value.Value
		}
		if want, known := permissions[j.id()]; !known || !maps.Equal(got, want) {
			found.add(j.file, at(j.node, "permissions"), "job %s has rights %v, should have %v", j.name, got, want)
		}
	}
	for id := range permissions {
		if !seen[id] {
			found = append(found, id+": the table of rights names a job that does not exist")
		}
	}
	return found
}

var pinned = regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._/-]+@[0-9a-f]{40}$`)
var version = regexp.MustCompile(`^# v\d+\.\d+\.\d+$`)

// trusted are the actions that may be used: GitHub's own.
var trusted = []string{"actions/cache/restore", "actions/cache/save", "actions/checkout", "actions/download-artifact", "actions/setup-go", "actions/upload-artifact"}

// pins wants every action by its full hash with the version beside it, one hash
// for each action, and no action but those above.
func pins(fs []file) (found faults) {
	hashes := map[string]string{}
	for _, f := range fs {
		walk(f.tree, func(key string, v *yaml.Node) {
			if key != "uses" {
				return
			}
			if !pinned.MatchString(v.Value) || !version.MatchString(v.LineComment) {
				found.add(f, v, "action %s %s is not pinned: write owner/name@<40 hex digits> # vX.Y.Z", v.Value, v.LineComment)
				return
			}
			name, hash, _ := strings.Cut(v.Value, "@")
			if !slices.Contains(trusted, name) {
				found.add(f, v, "action %s is not among those that are used here: %v", name, trusted)
			}
			hash += " " + v.LineComment
			if earlier, ok := hashes[name]; ok && earlier != hash {
				found.add(f, v, "action %s is pinned to %s and to %s", name, earlier, hash)
			}
			hashes[name] = hash
		})
	}
	return found
}

// timed wants a limit of time for every job.
func timed(fs []file) (found faults) {
	for _, j := range jobs(fs) {
		var minutes int
		if n := at(j.node, "timeout-minutes"); n == nil || n.Decode(&minutes) != nil || minutes < 1 || minutes > 240 {
			found.add(j.file, j.node, "job %s has no time-out of 1 to 240 minutes", j.name)
		}
	}
	return found
}

// cacheKey is what decides whether a cache fits: modules, and the pinned CLI; behind it
// stands the commit that kept it.
const cacheKey = "tandem-${{ runner.os }}-${{ hashFiles('go.sum') }}-${{ hashFiles('engine/tools/go.mod', 'engine/tools/go.sum') }}"

// caches wants them keyed by go.sum and the CLI's version, written by main's check
// alone, and read by pull requests' jobs without rights alone: what these make reaches
// no other run, and main's own check and whatever has rights trust no cache,
// since code that was released for a test environment could write to main's.
func caches(fs []file) (found faults) {
	restores, saves := 0, 0
	for _, j := range jobs(fs) {
		for _, s := range j.uses("actions/setup-go") {
			if value(s, "with", "cache") != "false" || value(s, "with", "go-version-file") != "go.mod" {
				found.add(j.file, s, "job %s: setup-go takes its version from go.mod and keeps no cache of its own", j.name)
			}
		}
		steps := j.uses("actions/cache")
		for _, s := range steps {
			if got := value(s, "with", "key"); got != cacheKey+"-${{ github.sha }}" {
				found.add(j.file, s, "job %s: the key of the cache is %s, should be %s", j.name, got, cacheKey)
			}
			action, _, _ := strings.Cut(value(s, "uses"), "@")
			events := entries(at(j.tree, "on"))
			ofPullRequests := len(events) == 1 && events[0].key == "pull_request" || value(s, "if") == "github.event_name == 'pull_request'"
			switch {
			case action == "actions/cache/restore" && ofPullRequests:
				restores++
			case action == "actions/cache/save" && j.id() == "check.yml/check" && value(s, "if") == "github.event_name == 'push'":
				saves++
			default:
				found.add(j.file, s, "job %s: caches are written by main's check alone and read by pull requests alone", j.name)
			}
		}
		if rights := entries(at(j.node, "permissions")); len(steps) > 0 && (len(rights) != 1 || at(j.node, "environment") != nil) {
			found.add(j.file, steps[0], "job %s has rights beyond reading and takes code from a cache", j.name)
		}
	}
	if restores != 2 || saves != 1 {
		found = append(found, "check and preview have no cache")
	}
	return found
}

// apart is a folder of an artifact's own: neither in the checkout, nor the one that the
// command is built into.
var apart = regexp.MustCompile(`^\$\{\{ runner\.temp \}\}/[a-z]+$`)

// foreignCode wants what runs with rights to be the default branch's code, but for
// the one job that runs a released commit, which cannot write.
func foreignCode(fs []file) (found faults) {
	for _, j := range jobs(fs) {
		released := j.id() == "environment.yml/up"
		writes := value(j.node, "permissions", "pull-requests") == "write"
		logsIn := value(j.node, "permissions", "id-token") == "write"
		if writes && logsIn {
			found.add(j.file, j.node, "job %s has both Azure and the right to write comments", j.name)
		}
		if logsIn && value(j.node, "environment") == "" {
			found.add(j.file, j.node, "job %s logs in without an environment, which is what Azure trusts", j.name)
		}
		for _, s := range j.uses("actions/checkout") {
			ref := value(s, "with", "ref")
			if value(s, "with", "persist-credentials") != "false" {
				found.add(j.file, s, "job %s leaves its token in the checkout", j.name)
			}
			if at(s, "with", "repository") != nil || ref != "" && !released || released && ref != "${{ needs.decide.outputs.revision }}" {
				found.add(j.file, s, "job %s runs other code than the event's: ref %q", j.name, ref)
			}
		}
		for _, s := range j.steps() {
			tokens := 0
			walk(s, func(_ string, v *yaml.Node) {
				if strings.Contains(v.Value, "github.token") {
					tokens++
				}
			})
			if tokens > 0 && at(j.node, "permissions", "pull-requests") == nil {
				found.add(j.file, s, "job %s hands the run's token to a step without need", j.name)
			}
			if strings.HasPrefix(value(s, "uses"), "actions/download-artifact@") && !apart.MatchString(value(s, "with", "path")) {
				found.add(j.file, s, "job %s unpacks an artifact where it may overwrite what is run: give it a folder of its own", j.name)
			}
		}
	}
	for _, f := range fs {
		events := at(f.tree, "on")
		privileged := at(events, "pull_request_target") != nil || at(events, "workflow_run") != nil || at(events, "issue_comment") != nil
		if at(events, "pull_request") != nil && privileged {
			found.add(f, events, "a workflow for pull requests' own code and one with rights are one file")
		}
		if at(events, "pull_request_target") != nil {
			if got := fmt.Sprint(words(at(events, "pull_request_target", "types"))); got != "[labeled unlabeled closed]" {
				found.add(f, events, "pull_request_target on %s: a push to a fork must start nothing", got)
			}
		}
	}
	return found
}

// words are the scalars of a list.
func words(n *yaml.Node) (all []string) {
	if n == nil {
		return nil
	}
	for _, c := range n.Content {
		all = append(all, c.Value)
	}
	return all
}

// order wants the deployment planned, approved, then applied; one at a time.
func order(fs []file) (found faults) {
	byName := map[string]job{}
	for _, j := range jobs(fs) {
		byName[j.id()] = j
	}
	plan, deploy := byName["deploy.yml/plan"], byName["deploy.yml/deploy"]
	want := func(holds bool, format string, args ...any) {
		if !holds {
			found.add(deploy.file, deploy.node, format, args...)
		}
	}
	want(value(deploy.tree, "concurrency", "group") == "deploy-production" && value(deploy.tree, "concurrency", "cancel-in-progress") == "false",
		"deployments must wait for each other, and none may be cancelled")
	want(value(deploy.node, "needs") == "plan", "the deployment does not wait for the plan")
	want(value(deploy.node, "environment") == "production" && value(plan.node, "environment") == "preview",
		"plan and deployment must log in through environments of their own: preview and production")
	want(value(plan.node, "if") == "github.ref == 'refs/heads/main'", "another branch than main can be deployed")
	for _, j := range []job{byName["environment.yml/up"], byName["environment.yml/down"]} {
		if value(j.node, "concurrency", "group") != "environment-${{ needs.decide.outputs.name }}" || value(j.node, "concurrency", "cancel-in-progress") != "false" {
			found.add(j.file, j.node, "job %s must wait for the other jobs of the same environment", j.name)
		}
	}
	up, down, reap := byName["environment.yml/up"], byName["environment.yml/down"], byName["environment.yml/reap"]
	if value(up.node, "environment") != "test-environments" || value(down.node, "environment") != "test-environments-down" || value(reap.node, "environment") != "test-environments-down" {
		found.add(up.file, up.node, "what waits for approval comes up, and what goes down waits for nobody: test-environments, test-environments-down")
	}
	preview := byName["preview.yml/preview"]
	kept := slices.ContainsFunc(preview.uses("actions/upload-artifact"), func(s *yaml.Node) bool { return value(s, "if") == "${{ !cancelled() }}" })
	if !kept {
		found.add(preview.file, preview.node, "an unsafe preview leaves no report: keep it with if: ${{ !cancelled() }}")
	}
	return found
}

func TestWorkflowsPassActionlint(t *testing.T) {
	holds(t, workflows(t), linted)
	finds(t, workflows(t), linted,
		planted{"check.yml", "runs-on: ubuntu-24.04", "runs-on: ubuntu-12.04", "label"},
		planted{"check.yml", "timeout-minutes: 60", "timeout-minutes: 60\n    step: 1", "unexpected key"},
		planted{"environment.yml", "needs: decide", "needs: decided", "decided"},
		planted{"environment.yml", `cron: "17 2 * * *"`, `cron: "17 25 * * *"`, "CRON"},
		planted{"environment.yml", "needs.decide.outputs.action == 'up'", "needs.decide.outputs.verb == 'up'", "verb"},
	)
}

func TestWorkflowsHaveLeastRights(t *testing.T) {
	holds(t, workflows(t), leastRights)
	finds(t, workflows(t), leastRights,
		planted{"check.yml", "permissions: {}", "permissions: read-all", "rights for all jobs"},
		planted{"check.yml", "permissions: {}\n", "", "rights for all jobs"},
		planted{"preview.yml", "contents: read", "contents: write", "job preview has rights"},
		planted{"preview-comment.yml", "actions: read", "id-token: write", "job comment has rights"},
		planted{"check.yml", "  check:\n", "  test:\n", "does not exist"},
	)
}

func TestActionsArePinned(t *testing.T) {
	holds(t, workflows(t), pins)
	const hash = "de0fac2e4500dabe0009e67214ff5f5447ce83dd"
	finds(t, workflows(t), pins,
		planted{"check.yml", hash + " # v6.0.2", "v6", "not pinned"},
		planted{"check.yml", hash + " # v6.0.2", hash[:12] + " # v6.0.2", "not pinned"},
		planted{"check.yml", hash + " # v6.0.2", hash, "not pinned"},
		planted{"check.yml", hash, strings.Repeat("0", 40), "is pinned to"},
		planted{"deploy.yml", "actions/checkout@", "stranger/checkout@", "not among those"},
	)
}

func TestWorkflowsHaveTimeouts(t *testing.T) {
	holds(t, workflows(t), timed)
	finds(t, workflows(t), timed,
		planted{"deploy.yml", "    timeout-minutes: 60\n", "", "job plan has no time-out"},
		planted{"check.yml", "timeout-minutes: 60", "timeout-minutes: 600", "job check has no time-out"},
	)
}

func TestWorkflowCaches(t *testing.T) {
	holds(t, workflows(t), caches)
	cache := "      - uses: actions/cache/restore@cdf6c1fa76f9f475f3d7449005a359c84ca0f306 # v5.0.3\n        with:\n          path: x\n          key: " + cacheKey + "-${{ github.sha }}\n"
	finds(t, workflows(t), caches,
		planted{"check.yml", "hashFiles('go.sum')", "hashFiles('go.mod')", "the key of the cache"},
		planted{"preview.yml", ", 'engine/tools/go.sum'", "", "the key of the cache"},
		planted{"check.yml", "cache: false", "cache: true", "keeps no cache of its own"},
		planted{"deploy.yml", "    steps:\n", "    steps:\n" + cache, "takes code from a cache"},
		planted{"environment.yml", "    steps:\n", "    steps:\n" + cache, "takes code from a cache"},
		planted{"preview-comment.yml", "    steps:\n", "    steps:\n" + cache, "takes code from a cache"},
		planted{"check.yml", "actions/cache/restore@", "actions/cached@", "have no cache"},
		planted{"preview.yml", "actions/cache/restore@", "actions/cache@", "written by main's check alone"},
		planted{"preview.yml", "actions/cache/restore@", "actions/cache/save@", "written by main's check alone"},
		planted{"preview.yml", "  pull_request:\n", "  pull_request:\n  push:\n", "read by pull requests alone"},
		planted{"check.yml", "        if: github.event_name == 'pull_request'\n", "", "read by pull requests alone"},
		planted{"check.yml", "        if: github.event_name == 'push'\n", "", "written by main's check alone"},
	)
}

func TestForeignCodeHasNoRights(t *testing.T) {
	holds(t, workflows(t), foreignCode)
	finds(t, workflows(t), foreignCode,
		planted{"environment.yml", "ref: ${{ needs.decide.outputs.revision }}", "ref: ${{ github.event.pull_request.head.sha }}", "other code"},
		planted{"preview-comment.yml", "persist-credentials: false", "persist-credentials: false\n          ref: ${{ github.event.workflow_run.head_sha }}", "other code"},
		planted{"environment.yml", "persist-credentials: false", "persist-credentials: false\n          repository: stranger/r", "other code"},
		planted{"preview.yml", "persist-credentials: false\n", "", "leaves its token"},
		planted{"environment.yml", "id-token: write", "id-token: write\n      pull-requests: write", "both Azure"},
		planted{"deploy.yml", "    environment: preview\n", "", "without an environment"},
		planted{"preview-comment.yml", "path: ${{ runner.temp }}/report", "path: .", "a folder of its own"},
		planted{"preview-comment.yml", "path: ${{ runner.temp }}/report", "path: ${{ runner.temp }}/", "a folder of its own"},
		planted{"environment.yml", "[labeled, unlabeled, closed]", "[labeled, unlabeled, closed, synchronize]", "must start nothing"},
		planted{"preview.yml", "- name: Preview\n", "- name: Preview\n        env:\n          GITHUB_TOKEN: ${{ github.token }}\n", "without need"},
		planted{"environment.yml", "  issue_comment:\n", "  pull_request:\n  issue_comment:\n", "are one file"},
	)
}

func TestDeploymentsWaitForEachOther(t *testing.T) {
	holds(t, workflows(t), order)
	finds(t, workflows(t), order,
		planted{"deploy.yml", "cancel-in-progress: false", "cancel-in-progress: true", "none may be cancelled"},
		planted{"deploy.yml", "    needs: plan\n", "", "does not wait for the plan"},
		planted{"deploy.yml", "environment: production\n", "environment: preview\n", "environments of their own"},
		planted{"deploy.yml", "    if: github.ref == 'refs/heads/main'\n", "", "another branch"},
		planted{"environment.yml", "group: environment-${{ needs.decide.outputs.name }}", "group: environment", "same environment"},
		planted{"environment.yml", "environment: test-environments-down", "environment: test-environments", "waits for nobody"},
		planted{"environment.yml", "environment: test-environments\n", "environment: test-environments-down\n", "waits for nobody"},
		planted{"preview.yml", "        if: ${{ !cancelled() }}\n", "", "leaves no report"},
	)
}
