package floor

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/tests/rig"
)

// packed is a way to preview: with a pack, or with none.
type packed struct {
	name, source string
	env          []string
	wall, cpu    []time.Duration
}

// BenchmarkPreviewWithPolicies previews one stack, each time in one run: without a
// pack, with one that has no policies, with ours as tandem runs it and as plain
// pulumi does, and with as many policies that do nothing, written the plain way.
// It reports medians: seconds, seconds of processors, and how much each is more than
// the preview without a pack just before it.
func BenchmarkPreviewWithPolicies(b *testing.B) {
	ways := []*packed{
		{name: "none"},
		{name: "no-policy", source: "./tests/floor/nopolicy"},
		{name: "tandem", source: "./policy", env: []string{"TANDEM_POLICY_DECLARE=none"}},
		{name: "tandem-all-declared", source: "./policy"},
		{name: "plain", source: "./tests/floor/plainpack", env: []string{fmt.Sprintf("FLOOR_POLICIES=%d", ruleCount(b))}},
	}
	dir := b.TempDir()
	for _, w := range ways {
		if w.source != "" {
			build := exec.Command("go", "build", "-o", w.file(dir), w.source)
			build.Dir = rig.Checkout(b)
			if out, err := build.CombinedOutput(); err != nil {
				b.Fatalf("build: %v\n%s", err, out)
			}
		}
	}
	f := deployedStack(b)
	for _, w := range ways { // what is read for the first time
		f.preview(b, w, dir)
		w.wall, w.cpu = nil, nil
	}
	for b.Loop() {
		for _, w := range ways {
			f.preview(b, w, dir)
		}
	}
	for _, w := range ways {
		b.ReportMetric(median(w.wall), w.name+"-s")
		b.ReportMetric(median(w.cpu), w.name+"-cpu-s")
		if w != ways[0] {
			b.ReportMetric(more(w.wall, ways[0].wall), w.name+"-%")
			b.ReportMetric(more(w.cpu, ways[0].cpu), w.name+"-cpu-%")
		}
	}
	b.ReportMetric(0, "ns/op")
}

// ruleCount is how many rules there are.
func ruleCount(b *testing.B) int {
	b.Helper()
	var answer struct {
		Rules []struct{} `json:"rules"`
	}
	rig.MustRun(b, 0, rig.Fresh(b), "policy", "list", "--json").JSON(b, &answer)
	return len(answer.Rules)
}

func (w *packed) file(dir string) string { return filepath.Join(dir, w.name) }

// deployedStack is a checkout beside a system that is up.
func deployedStack(b *testing.B) *floor {
	b.Helper()
	home := rig.Deployed(b)
	f := &floor{dir: rig.Copy(b)}
	rig.Serve(b, home, nil)
	f.environment(b, home)
	return f
}

func (f *floor) preview(b *testing.B, w *packed, dir string) {
	b.Helper()
	args := []string{"preview", "--stack", "blue", "--suppress-progress", "--non-interactive"}
	if w.source != "" {
		args = append(args, "--policy-pack", w.file(dir))
	}
	cmd := exec.Command(f.cli, args...)
	cmd.Dir, cmd.Env = f.dir, append(slices.Clone(f.env), w.env...)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("pulumi %v: %v\n%s", args, err, out)
	}
	w.wall = append(w.wall, time.Since(start))
	w.cpu = append(w.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
}

func median(of []time.Duration) float64 {
	return slices.Sorted(slices.Values(of))[len(of)/2].Seconds()
}

// more is how many per cent a way took more than that without a pack.
func more(way, none []time.Duration) float64 {
	ratios := make([]float64, len(way))
	for i := range way {
		ratios[i] = 100 * (float64(way[i])/float64(none[i]) - 1)
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}
