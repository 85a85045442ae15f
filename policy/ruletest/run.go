package ruletest

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Run holds every rule to the fixtures in its folder below dir. A rule without
// a fixture of each sort fails, and so does a folder without a rule.
func Run(t *testing.T, rules []*rule.Rule, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	folders := map[string]bool{}
	for _, e := range entries {
		folders[e.Name()] = true
	}
	delete(folders, "fuzz") // inputs that Go's fuzzing has found
	for _, r := range rules {
		delete(folders, r.ID)
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(dir, r.ID, "*.yaml"))
			require.NoError(t, err)
			lacking := map[string]bool{"good": true, "bad": true, "absent": true, "unknown": true}
			for _, file := range files {
				sort := Sort(file)
				delete(lacking, sort)
				t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) { check(t, r, file, sort) })
			}
			require.Empty(t, lacking, "each rule has a fixture of each sort: name files good*.yaml, bad*.yaml, absent*.yaml, unknown*.yaml")
		})
	}
	require.Empty(t, folders, "these folders are of no rule")
}

// Sort is what a fixture shows, by its file's name.
func Sort(file string) string { return word.FindString(filepath.Base(file)) }

var word = regexp.MustCompile(`^[a-z]+`)

func check(t *testing.T, r *rule.Rule, file, sort string) {
	f, err := Load(file)
	require.NoError(t, err)
	switch sort {
	case "good":
		require.Empty(t, f.Violated, "a good fixture has no violation")
		require.Empty(t, f.Waits, "a good fixture waits for nothing")
	case "bad":
		require.NotEmpty(t, f.Violated, "a bad fixture says who fails, and where")
	case "unknown":
		require.Empty(t, f.Violated, "what is not known is not violated")
		require.NotEqual(t, f.Decided, len(f.Waits) > 0, "an unknown fixture says what the rule waits for, or that it is decided")
	case "absent":
	default:
		t.Fatalf("%s shows %q: name it good, bad, absent or unknown", file, sort)
	}
	for _, p := range append(append([]Place{}, f.Violated...), f.Waits...) {
		require.NotRegexp(t, `\[\d+\]`, p.Path, "an item of a list is addressed by its name, or as []")
	}
	set := rule.NewSet([]*rule.Rule{enabled(r)}, rule.Options{Class: f.Class, Params: map[string]map[string]any{r.ID: numbers(f.Params)}})
	for _, reversed := range []bool{false, true} {
		g, err := f.graph(reversed, true)
		require.NoError(t, err)
		report := set.All(g)
		require.ElementsMatch(t, f.Violated, places(report.Violations), "violations (lists reversed: %v): %v", reversed, report.Violations)
		require.ElementsMatch(t, f.Waits, places(report.NotYetKnown), "waits (lists reversed: %v)", reversed)
	}
	if sort == "bad" && r.Remediate != nil {
		mended(t, set, enabled(r), f)
	}
	part, err := f.graph(false, false)
	require.NoError(t, err)
	if r.Scope == rule.System {
		require.Len(t, set.All(part).NotJudged, 1, "a rule of the whole system does not judge a part of it")
	}
}

// mended demands that what a rule remedies no longer violates it, and that it
// remedies nothing twice.
func mended(t *testing.T, set *rule.Set, r *rule.Rule, f *Fixture) {
	g, err := f.graph(false, true)
	require.NoError(t, err)
	for _, resource := range g.Resources {
		if len(set.Resource(resource).Violations) == 0 {
			continue
		}
		props := maps.Clone(resource.Props)
		if !set.Remediate(r, resource, props) {
			continue
		}
		after := *resource
		after.Props = props
		require.Empty(t, set.Resource(&after).Violations, "%s is not remedied", resource.Name)
		require.False(t, set.Remediate(r, &after, maps.Clone(props)), "%s is remedied twice", resource.Name)
	}
}

// enabled lets fixtures try rules that are disabled by default, too.
func enabled(r *rule.Rule) *rule.Rule {
	on := *r
	on.Level, on.TestLevel = rule.Mandatory, rule.Mandatory
	return &on
}

func numbers(params map[string]any) map[string]any {
	for name, v := range params {
		if n, ok := v.(int); ok {
			params[name] = float64(n)
		}
	}
	return params
}

var position = regexp.MustCompile(`\[\d+\]`)

// unnumbered is a path in which items without a name stand as [].
func unnumbered(path string) string { return position.ReplaceAllString(path, "[]") }

// places says where findings are, each place once.
func places(findings []rule.Finding) []Place {
	var all []Place
	seen := map[Place]bool{}
	for _, f := range findings {
		p := Place{Resource: f.Resource.Name, Path: unnumbered(f.Path)}
		if !seen[p] {
			seen[p] = true
			all = append(all, p)
		}
	}
	return all
}
