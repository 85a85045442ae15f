package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/tandem-platform/tandem/sandbox/store"
)

const group = "/subscriptions/s/resourceGroups/g"

func resource(id, typ string) *store.Resource {
	return &store.Resource{ID: id, Type: typ, Name: id[len(id)-1:], Location: "westeurope",
		Body:   map[string]any{"id": id, "properties": map[string]any{"list": []any{1.0, "two", nil, true}}},
		Hidden: map[string]any{"secret": "x"}, ETag: `"1"`, Created: time.Unix(1, 0).UTC(), Changed: time.Unix(2, 0).UTC()}
}

func open(t testing.TB, path string) *store.Store {
	t.Helper()
	s, err := store.Open(path, store.Options{Now: func() time.Time { return time.Unix(7, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func update(t testing.TB, s *store.Store, fn func(store.Tx)) {
	t.Helper()
	if err := s.Update(func(tx store.Tx) error { fn(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, s *store.Store, fn func(store.Tx)) {
	t.Helper()
	if err := s.View(func(tx store.Tx) error { fn(tx); return nil }); err != nil {
		t.Fatal(err)
	}
}

func ids(list []*store.Resource) []string {
	var out []string
	for _, r := range list {
		out = append(out, r.ID)
	}
	return out
}

// TestContract holds for a store in memory, in a file, and in a file that was
// closed and opened again before each look.
func TestContract(t *testing.T) {
	for _, kind := range []string{"memory", "file", "reopened"} {
		t.Run(kind, func(t *testing.T) {
			path := ""
			if kind != "memory" {
				path = filepath.Join(t.TempDir(), "state.db")
			}
			s := open(t, path)
			t.Cleanup(func() { _ = s.Close() })
			again := func() {
				if kind == "reopened" {
					if err := s.Close(); err != nil {
						t.Fatal(err)
					}
					s = open(t, path)
				}
			}
			contract(t, func() *store.Store { again(); return s })
		})
	}
}

// filled is a state file with many resources, closed.
func filled(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "state.db")
	s := open(t, path)
	for i := range 20 {
		update(t, s, func(tx store.Tx) {
			for j := range 10 {
				tx.Put(resource(fmt.Sprintf("%s/providers/Microsoft.Sql/servers/s%d-%d", group, i, j), "Microsoft.Sql/servers"))
			}
			if err := tx.PutDoc("docs", fmt.Sprint(i), i); err != nil {
				t.Fatal(err)
			}
		})
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// refuses demands that the file is refused for the reason and left as it is.
func refuses(t *testing.T, path string, reason error) {
	t.Helper()
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(path, store.Options{})
	if err == nil {
		_ = s.Close()
		t.Fatalf("opened; want %v", reason)
	}
	if !errors.Is(err, reason) {
		t.Errorf("got %v, want %v", err, reason)
	}
	after, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(before, after) {
		t.Error("the refused file was changed")
	}
}

func TestForeignFiles(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string][]byte{
		"empty": {}, "text": []byte("hello\n"), "zeros": make([]byte, 100_000), "sqlite": append([]byte("SQLite format 3\x00"), make([]byte, 8192)...),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			refuses(t, path, store.ErrForeign)
		})
	}
	t.Run("another bbolt file", func(t *testing.T) {
		path := filepath.Join(dir, "bolt")
		edit(t, path, func(tx *bbolt.Tx) error {
			_, err := tx.CreateBucket([]byte("theirs"))
			return err
		})
		refuses(t, path, store.ErrForeign)
	})
}

func edit(t *testing.T, path string, fn func(*bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{NoFreelistSync: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Update(fn), db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestNewerFile(t *testing.T) {
	path := filled(t)
	edit(t, path, func(tx *bbolt.Tx) error { return tx.Bucket([]byte("meta")).Put([]byte("version"), []byte("99")) })
	refuses(t, path, store.ErrNewer)
}

func TestLockedFile(t *testing.T) {
	path := filled(t)
	s := open(t, path)
	defer func() { _ = s.Close() }()
	refuses(t, path, store.ErrLocked)
}

func TestTruncatedFile(t *testing.T) {
	whole, err := os.ReadFile(filled(t))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "state.db")
	for _, size := range []int{8192, len(whole) / 4, len(whole) / 2} {
		if err := os.WriteFile(path, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		refuses(t, path, store.ErrCorrupt)
	}
}

// TestDamagedFile flips one byte at a time: the file is refused, or the byte
// is of no meaning and everything is there.
func TestDamagedFile(t *testing.T) {
	sound := filled(t)
	whole, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, sound)
	want := len(listed(t, s))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "state.db")
	refused := 0
	for i := 16; i < len(whole); i += len(whole) / 400 {
		broken := bytes.Clone(whole)
		broken[i] ^= 0x41
		if err := os.WriteFile(path, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(path, store.Options{})
		if err != nil {
			refused++
			if !errors.Is(err, store.ErrCorrupt) && !errors.Is(err, store.ErrForeign) && !errors.Is(err, store.ErrNewer) {
				t.Fatalf("byte %d: %v", i, err)
			}
			continue
		}
		got := len(listed(t, s))
		_ = s.Close()
		if got != want {
			t.Fatalf("byte %d: %d resources of %d, and no error", i, got, want)
		}
	}
	if refused == 0 {
		t.Error("no damage was found at all")
	}
}

func listed(t *testing.T, s *store.Store) []*store.Resource {
	t.Helper()
	var out []*store.Resource
	view(t, s, func(tx store.Tx) { out = tx.All("Microsoft.Sql/servers") })
	return out
}
