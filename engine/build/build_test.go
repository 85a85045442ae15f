package build_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/engine/build"
)

// module writes a module with a program, a package that it imports, an
// embedded folder and what it does not reach, in a folder whose name would be
// another one as a pattern.
func module(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "[work]")
	write(t, dir, map[string]string{
		"go.mod":                "module example.com/m\n\ngo 1.26\n",
		"go.sum":                "",
		"main.go":               "package main\n\nimport \"example.com/m/greet\"\n\nfunc main() { print(greet.Text) }\n",
		"main_test.go":          "package main\n",
		"greet/greet.go":        "package greet\n\nimport _ \"embed\"\n\n//go:embed texts/hello.txt\nvar Text string\n",
		"greet/texts/hello.txt": "hello",
		"greet/texts/other.txt": "other",
		"apart/apart.go":        "package apart\n",
		"cmd/tool/main.go":      "package main\n\nfunc main() {}\n",
	})
	return dir
}

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestInputsAreWhatThePackageReaches(t *testing.T) {
	dir := module(t)
	got, err := build.Inputs(build.Spec{Dir: dir, Package: "."})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"go.mod", "go.sum", "greet/greet.go", "greet/texts/hello.txt", "main.go"}
	if !slices.Equal(got, want) {
		t.Errorf("inputs of the program: %v, want %v", got, want)
	}
	got, err = build.Inputs(build.Spec{Dir: dir, Package: "./cmd/tool"})
	if err != nil {
		t.Fatal(err)
	}
	if want = []string{"cmd/tool/main.go", "go.mod", "go.sum"}; !slices.Equal(got, want) {
		t.Errorf("inputs of the tool: %v, want %v", got, want)
	}
}

func TestKeyFollowsContent(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  map[string]string
		spec    build.Spec
		tool    string
		changed bool
	}{
		{name: "nothing"},
		{name: "own source", change: map[string]string{"main.go": "package main\n\nfunc main() {}\n"}, changed: true},
		{name: "imported source", change: map[string]string{"greet/more.go": "package greet\n"}, changed: true},
		{name: "embedded file", change: map[string]string{"greet/texts/hello.txt": "bye"}, changed: true},
		{name: "requirements", change: map[string]string{"go.sum": "x"}, changed: true},
		{name: "linker flags", spec: build.Spec{Ldflags: "-s"}, changed: true},
		{name: "toolchain", tool: "go2", changed: true},
		{name: "file beside the embedded one", change: map[string]string{"greet/texts/other.txt": "x"}},
		{name: "test", change: map[string]string{"main_test.go": "package main // x\n"}},
		{name: "package that is not reached", change: map[string]string{"apart/apart.go": "package apart // x\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := module(t)
			key := func(spec build.Spec, tool string) string {
				spec.Dir, spec.Package = dir, "."
				k, err := build.Key(spec, tool)
				if err != nil {
					t.Fatal(err)
				}
				return k
			}
			before := key(build.Spec{}, "")
			write(t, dir, c.change)
			if changed := key(c.spec, c.tool) != before; changed != c.changed {
				t.Errorf("key changed: %v, want %v", changed, c.changed)
			}
		})
	}
}

// TestKeyFollowsOtherModulesInFolders: what go.mod replaces by a folder, the modules
// of a workspace and vendored packages are edited as easily as the module's own.
func TestKeyFollowsOtherModulesInFolders(t *testing.T) {
	const (
		program  = "package main\n\nimport _ \"example.com/lib/deep\"\n\nfunc main() {}\n"
		requires = "module example.com/m\n\ngo 1.26\n\nrequire example.com/lib v1.0.0\n"
	)
	library := map[string]string{
		"go.mod":          "module example.com/lib\n\ngo 1.26\n",
		"deep/deep.go":    "package deep\n\nimport _ \"example.com/lib/deeper\"\n",
		"deeper/deep.go":  "package deeper\n\nimport _ \"example.com/m/greet\"\n",
		"apart/apart.go":  "package apart\n",
		"deep/x_test.go":  "package deep\n",
		"deep/schema.txt": "x",
	}
	for _, c := range []struct {
		name    string
		files   map[string]string
		library string
	}{
		{"a module replaced by a folder", map[string]string{"go.mod": requires + "\nreplace example.com/lib => ../lib\n"}, "../lib"},
		{"a module replaced by an absolute folder", map[string]string{"go.mod": requires + "\nreplace example.com/lib v1.0.0 => \"DIR/../lib\"\n"}, "../lib"},
		{"a module of a workspace", map[string]string{"go.mod": requires, "../go.work": "go 1.26\n\nuse (\n\t\"./[work]\"\n\t./lib\n)\n"}, "../lib"},
		{"a module replaced in a workspace", map[string]string{"go.mod": requires,
			"../go.work": "go 1.26\n\nuse \"./[work]\"\n\nreplace example.com/lib => ./lib\n"}, "../lib"},
		{"a vendored module", map[string]string{"go.mod": requires, "vendor/modules.txt": "# example.com/lib v1.0.0\n"}, "vendor/example.com/lib"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := module(t)
			for name, content := range c.files {
				c.files[name] = strings.ReplaceAll(content, "DIR", dir)
			}
			write(t, dir, c.files)
			write(t, dir, map[string]string{"main.go": program})
			write(t, filepath.Join(dir, c.library), library)
			key := func() string {
				k, err := build.Key(build.Spec{Dir: dir, Package: "."}, "")
				if err != nil {
					t.Fatal(err)
				}
				return k
			}
			before := key()
			if key() != before {
				t.Error("the key changes by itself")
			}
			write(t, filepath.Join(dir, c.library), map[string]string{"deeper/deep.go": "package deeper\n"})
			if key() == before {
				t.Error("an edit of a package that is reached does not change the key")
			}
		})
	}
}

// TestModulesBelowTheProgramsAreNotTakenForIt: their path begins with its, and their
// sources lie elsewhere.
func TestModulesBelowTheProgramsAreNotTakenForIt(t *testing.T) {
	dir := module(t)
	write(t, dir, map[string]string{"main.go": "package main\n\nimport _ \"example.com/m/v2/elsewhere\"\n\nfunc main() {}\n"})
	if _, err := build.Key(build.Spec{Dir: dir, Package: "."}, ""); err != nil {
		t.Error(err)
	}
	if _, err := build.Key(build.Spec{Dir: dir, Package: "./missing"}, ""); err == nil {
		t.Error("a program that does not exist has a key")
	}
}

func TestBinaryIsBuiltOnce(t *testing.T) {
	dir, cache := module(t), t.TempDir()
	spec := build.Spec{Dir: dir, Package: ".", Name: "hello"}
	var (
		group  sync.WaitGroup
		mu     sync.Mutex
		stages []build.Stage
		built  [2]build.Built
		faults [2]error
	)
	for i := range built {
		group.Go(func() {
			built[i], faults[i] = build.Binary(context.Background(), spec, cache,
				func(stage build.Stage, _ time.Duration, done bool) {
					mu.Lock()
					defer mu.Unlock()
					if done && stage == build.Compiling {
						stages = append(stages, stage)
					}
				})
		})
	}
	group.Wait()
	if err := errors.Join(faults[:]...); err != nil {
		t.Fatal(err)
	}
	if len(stages) != 1 || built[0].Cached == built[1].Cached || built[0].Path != built[1].Path {
		t.Errorf("two builds at once compiled %d times: %+v", len(stages), built)
	}
	out, err := exec.Command(built[0].Path).CombinedOutput()
	if err != nil || string(out) != "hello" {
		t.Errorf("the binary says %q, %v", out, err)
	}
	again, err := build.Binary(context.Background(), spec, cache, nil)
	if err != nil || !again.Cached || again.Path != built[0].Path {
		t.Errorf("third build: %+v, %v", again, err)
	}
}

func TestBinaryIsBuiltOnceForAllPaths(t *testing.T) {
	spec, cache := build.Spec{Dir: module(t), Package: ".", Name: "hello"}, t.TempDir()
	for _, c := range []struct {
		flags  string
		cached bool
	}{{"-mod=mod", false}, {"-mod=mod -trimpath", true}, {"-p=1 -mod=mod", true}, {"-mod=mod -tags=other", false}} {
		t.Setenv("GOFLAGS", c.flags)
		built, err := build.Binary(t.Context(), spec, cache, nil)
		if err != nil || built.Cached != c.cached {
			t.Errorf("with GOFLAGS=%s: %+v, %v; want it cached: %v", c.flags, built, err, c.cached)
		}
	}
}

func TestFaultsSayWhereAndWhatToDo(t *testing.T) {
	dir := module(t)
	write(t, dir, map[string]string{"main.go": "package main\n\nfunc main() { missing() }\n"})
	_, err := build.Binary(context.Background(), build.Spec{Dir: dir, Package: "."}, t.TempDir(), nil)
	var refused *build.Error
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "main.go:3:15: undefined: missing") {
		t.Errorf("a compile error reads: %v", err)
	}
	_, err = build.Binary(context.Background(), build.Spec{Dir: t.TempDir(), Package: "."}, t.TempDir(), nil)
	if err == nil || !strings.Contains(err.Error(), "is not the root of a Go module") {
		t.Errorf("no module reads: %v", err)
	}
	t.Setenv("PATH", t.TempDir())
	_, err = build.Binary(context.Background(), build.Spec{Dir: dir, Package: "."}, t.TempDir(), nil)
	if !errors.Is(err, build.ErrNoGo) || !strings.Contains(err.Error(), "https://go.dev/dl/") {
		t.Errorf("no toolchain reads: %v", err)
	}
}
