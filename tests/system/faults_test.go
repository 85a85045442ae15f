package system

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestBadStateIsRefusedAndLeftAsItIs damages the sandbox's state in the ways
// that a state file goes wrong.
func TestBadStateIsRefusedAndLeftAsItIs(t *testing.T) {
	for name, bad := range map[string]struct {
		spoil func(t *testing.T, path string)
		want  string
	}{
		"cut off": {truncate, "damaged"},
		"foreign": {func(t *testing.T, path string) { write(t, path, []byte("SQLite format 3\x00 and more")) }, "no sandbox state"},
		"newer":   {raise, "newer"},
	} {
		t.Run(name, func(t *testing.T) {
			home := rig.Deployed(t)
			path := filepath.Join(home, "sandbox", "state.db")
			bad.spoil(t, path)
			before := read(t, path)
			for _, command := range []string{"status", "up"} {
				r := rig.MustRun(t, 1, home, command)
				if !strings.Contains(r.Stderr, path) || !strings.Contains(r.Stderr, bad.want) {
					t.Errorf("%s does not say that %s is %s:\n%s", command, path, bad.want, r.Stderr)
				}
				if n := strings.Count(r.Stderr, "error: "); n != 1 {
					t.Errorf("%s tells %d errors, want one:\n%s", command, n, r.Stderr)
				}
			}
			if !bytes.Equal(read(t, path), before) {
				t.Error("the refused file was changed")
			}
		})
	}
}

func truncate(t *testing.T, path string) {
	t.Helper()
	raw := read(t, path)
	write(t, path, raw[:len(raw)/2])
}

// raise makes the state one of a later version.
func raise(t *testing.T, path string) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("version"), []byte("99")) })
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestNoGoToolchain runs up where the program cannot be built.
func TestNoGoToolchain(t *testing.T) {
	home := rig.Fresh(t)
	r := rig.MustRunWith(t, 1, home, []string{"PATH=" + t.TempDir()}, "up")
	if !strings.Contains(r.Stderr, "no Go toolchain") || !strings.Contains(r.Stderr, "https://go.dev/dl/") {
		t.Errorf("the message names neither what is missing nor the remedy:\n%s", r.Stderr)
	}
	untouched(t, home)
}

// TestCLICannotBeObtained runs up on a machine without pulumi that reaches no
// module proxy.
func TestCLICannotBeObtained(t *testing.T) {
	toolchain, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Skipf("no go to build the CLI with: %v", err)
	}
	home, cache := rig.Fresh(t), t.TempDir()
	r := rig.MustRunWith(t, 1, home, []string{
		"PATH=" + filepath.Join(strings.TrimSpace(string(toolchain)), "bin"), "TANDEM_CACHE=" + cache,
		"GOPROXY=off", "GOMODCACHE=" + filepath.Join(cache, "modules"), "GOFLAGS=-mod=mod", "GOTOOLCHAIN=local",
	}, "up")
	for _, want := range []string{"obtain the Pulumi CLI", "GOPROXY", "https://www.pulumi.com/docs/install/"} {
		if !strings.Contains(r.Stderr, want) {
			t.Errorf("the message does not name %q:\n%s", want, r.Stderr)
		}
	}
	untouched(t, home)
}

func untouched(t *testing.T, home string) {
	t.Helper()
	if _, err := os.Stat(home); !os.IsNotExist(err) {
		t.Errorf("the refused command made its home: %v", err)
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func write(t *testing.T, path string, raw []byte) {
	t.Helper()
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
}
