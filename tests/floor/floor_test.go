// Package floor measures what Tandem costs beside the engine's own floor: the
// same operations of the same CLI on as many resources that do nothing.
package floor

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/tests/rig"
)

func TestMain(m *testing.M) { os.Exit(rig.Main(m)) }

// sizes are the resources of the three stacks, in the tiers in which tandem
// runs them.
var sizes = [][]stack{{{"blue", 78}, {"green", 78}}, {{"global", 90}}}

type stack struct {
	name  string
	count int
}

// BenchmarkUnchangedUp runs an unchanged "tandem up" and, in the same run, what it
// does with the engine on resources that do nothing: preview everything tier by
// tier, then up of the last tier. It reports seconds and their ratio.
func BenchmarkUnchangedUp(b *testing.B) {
	home := rig.Deployed(b)
	f := newFloor(b, home)
	var tandem, floor time.Duration
	for b.Loop() {
		start := time.Now()
		rig.MustRun(b, 0, home, "up")
		tandem += time.Since(start)
		start = time.Now()
		f.unchangedUp(b)
		floor += time.Since(start)
	}
	b.ReportMetric(tandem.Seconds()/float64(b.N), "tandem-s/op")
	b.ReportMetric(floor.Seconds()/float64(b.N), "floor-s/op")
	b.ReportMetric(tandem.Seconds()/floor.Seconds(), "ratio")
}

// floor is a project of no-op stacks that are up.
type floor struct {
	dir string
	env []string
	cli string // the one that the environment puts on PATH
}

func newFloor(b *testing.B, home string) *floor {
	b.Helper()
	rig.Serve(b, home, nil)
	f := &floor{dir: b.TempDir()}
	f.environment(b, home)
	program := filepath.Join(f.dir, "program")
	build := exec.Command("go", "build", "-o", program, "./tests/floor/noop")
	build.Dir = rig.Checkout(b)
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	backend := filepath.Join(f.dir, "backend")
	if err := os.Mkdir(backend, 0o700); err != nil {
		b.Fatal(err)
	}
	f.env = append(f.env, "PULUMI_BACKEND_URL=file://"+backend, "TANDEM_PROGRAM="+program)
	f.write(b, "Pulumi.yaml", "name: floor\nruntime: go\n")
	for _, tier := range sizes {
		for _, s := range tier {
			f.write(b, "Pulumi."+s.name+".yaml", fmt.Sprintf("config:\n  floor:count: %d\n", s.count))
			f.pulumi(b, "stack", "init", s.name, "--no-select")
			f.pulumi(b, "up", "--yes", "--skip-preview", "--stack", s.name)
		}
	}
	return f
}

// environment takes the variables by which the CLI finds the sandbox of a home,
// and the CLI.
func (f *floor) environment(b *testing.B, home string) {
	b.Helper()
	env := rig.Environment(b, rig.Work(), home)
	f.env = append(os.Environ(), rig.Entries(env)...)
	f.cli = rig.CLI(b, env)
}

func (f *floor) unchangedUp(b *testing.B) {
	b.Helper()
	for _, tier := range sizes {
		var all sync.WaitGroup
		for _, s := range tier {
			all.Go(func() { f.pulumi(b, "preview", "--stack", s.name) })
		}
		all.Wait()
	}
	for _, s := range sizes[len(sizes)-1] {
		f.pulumi(b, "up", "--yes", "--skip-preview", "--stack", s.name)
	}
}

func (f *floor) write(b *testing.B, name, text string) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(f.dir, name), []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
}

// pulumi runs the CLI.
func (f *floor) pulumi(b *testing.B, args ...string) {
	b.Helper()
	cmd := exec.Command(f.cli, append(args, "--non-interactive")...)
	cmd.Dir, cmd.Env = f.dir, f.env
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Errorf("pulumi %v: %v\n%s", args, err, out)
	}
}
