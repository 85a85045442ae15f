package pulumi_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// A copy of the state is settled without a trace in the state itself, which may
// lie where whoever previews may only read.
func TestCopyOfStateIsSettledApart(t *testing.T) {
	for name, backend := range map[string]string{"home": "", "elsewhere": "azblob://state"} {
		t.Run(name, func(t *testing.T) {
			f := newFake(t)
			f.Env["ARM_SUBSCRIPTION_ID"] = "sub"
			f.state("blue", interrupted)
			state := filepath.Join(f.Env["FAKE_STATE"], "blue.json")
			before := f.read(state)
			if backend != "" {
				f.Env["PULUMI_BACKEND_URL"] = backend
			}
			f.write(filepath.Join(f.Home, "passphrase"), "p")
			here, err := os.Hostname()
			if err != nil {
				t.Fatal(err)
			}
			lock := filepath.Join("backend", ".pulumi", "locks", "organization", "tandem", "blue", "x.json")
			f.write(filepath.Join(f.Home, lock), lockFile(deadPID(t), here, time.Now()))

			home := t.TempDir()
			copied, err := f.CopyState(context.Background(), home, "blue")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := os.Stat(filepath.Join(home, lock)); err == nil {
				t.Error("the lock was copied")
			}
			if copied.Env["PULUMI_HOME"] != filepath.Join(f.Home, "pulumi") {
				t.Errorf("plugins would be fetched again, into %q", copied.Env["PULUMI_HOME"])
			}
			held, err := pulumi.Recorded(home, "blue")
			if err != nil || len(held.PendingOperations) != 6 {
				t.Fatalf("the copy holds %+v, %v", held, err)
			}
			url := copied.Env["PULUMI_BACKEND_URL"]
			if backend != "" && !strings.HasPrefix(url, "file://"+home) || backend == "" && url != "" {
				t.Errorf("the copy lies in %q", url)
			}
			done, err := copied.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: &cloud{arm: map[string]bool{groupID: true}}})
			if err != nil || len(done) != 6 || done[0].ID != groupID {
				t.Errorf("settled %+v, %v", done, err)
			}
			if f.read(state) != before {
				t.Error("the state itself was written to")
			}
			if _, err := os.Stat(filepath.Join(f.Home, lock)); err != nil {
				t.Errorf("the lock itself was touched: %v", err)
			}
		})
	}
}

// The copy of another backend's state is a file that the CLI reads as its own.
func TestCopyFromElsewhereHasTheCLIsForm(t *testing.T) {
	f := newFake(t)
	f.state("blue", interrupted)
	f.Env["PULUMI_BACKEND_URL"] = "azblob://state"
	home := t.TempDir()
	if _, err := f.CopyState(context.Background(), home, "blue"); err != nil {
		t.Fatal(err)
	}
	if got := f.read(filepath.Join(home, "backend", ".pulumi", "meta.yaml")); got != "version: 1\n" {
		t.Errorf("meta.yaml is %q", got)
	}
	var file struct {
		Version    int
		Checkpoint struct {
			Stack  string
			Latest map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(f.read(filepath.Join(home, "backend", ".pulumi", "stacks", "tandem", "blue.json"))), &file); err != nil {
		t.Fatal(err)
	}
	if file.Version != 3 || file.Checkpoint.Stack != "organization/tandem/blue" || string(file.Checkpoint.Latest["manifest"]) != `{"kept":true}` {
		t.Errorf("the copy is %+v", file)
	}
}

func TestHeldAndUnsettled(t *testing.T) {
	f := newFake(t)
	ctx := context.Background()
	unsettled := func(want bool) {
		t.Helper()
		if got, err := f.Unsettled(ctx, "blue"); err != nil || got != want {
			t.Errorf("unsettled %v, %v", got, err)
		}
	}
	unsettled(false)
	f.state("blue", `{"resources":[{"urn":"u","initErrors":["its create was interrupted; its properties have not been read yet"]}]}`)
	unsettled(true)
	f.state("blue", interrupted)
	unsettled(true)
	here, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	lock := filepath.Join(f.Home, "backend", ".pulumi", "locks", "organization", "tandem", "blue", "x.json")
	f.write(lock, lockFile(deadPID(t), here, time.Now()))
	if err := f.Held("blue"); err != nil {
		t.Errorf("the lock of an ended process holds: %v", err)
	}
	f.write(lock, lockFile(os.Getpid(), here, time.Now()))
	if err := f.Held("blue"); !errors.Is(err, pulumi.ErrLocked) || !strings.Contains(err.Error(), "of u on "+here) {
		t.Errorf("a living process's lock does not hold: %v", err)
	}
}

// A folder may have any name, also one that would be another one as a pattern, or none.
func TestHomesHaveAnyName(t *testing.T) {
	for _, name := range []string{"[work]", "[work"} {
		f := newFake(t)
		f.Home = filepath.Join(t.TempDir(), name)
		f.Env["FAKE_STATE"] = filepath.Join(f.Home, "backend", ".pulumi", "stacks", "tandem")
		if _, err := f.Up(context.Background(), "blue", pulumi.UpOptions{}); err != nil {
			t.Error(err)
		}
		here, err := os.Hostname()
		if err != nil {
			t.Fatal(err)
		}
		f.write(filepath.Join(f.Home, "backend", ".pulumi", "locks", "organization", "tandem", "blue", "x.json"), lockFile(os.Getpid(), here, time.Now()))
		if err := f.Held("blue"); !errors.Is(err, pulumi.ErrLocked) {
			t.Errorf("the lock in %s is not seen: %v", name, err)
		}
	}
}

// Whoever has agreed to what becomes of operations is asked before anything changes.
func TestNothingIsSettledThatWasNotAgreed(t *testing.T) {
	f := newFake(t)
	f.Env["ARM_SUBSCRIPTION_ID"] = "sub"
	f.state("blue", interrupted)
	no := errors.New("not agreed")
	var asked []pulumi.Recovered
	_, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: &cloud{}, Agree: func(found []pulumi.Recovered) error {
		asked = found
		return no
	}})
	if !errors.Is(err, no) || len(asked) != 6 || len(f.called()) != 0 {
		t.Errorf("error %v, asked of %d, calls %v", err, len(asked), f.called())
	}
}
