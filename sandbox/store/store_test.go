package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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

func contract(t *testing.T, s func() *store.Store) {
	server := group + "/providers/Microsoft.Sql/servers/b"
	all := []*store.Resource{
		resource(group, "Microsoft.Resources/resourceGroups"),
		resource(group+"/providers/Microsoft.Sql/servers/c", "Microsoft.Sql/servers"),
		resource(server, "Microsoft.Sql/servers"),
		resource(server+"/databases/d", "Microsoft.Sql/servers/databases"),
		resource(server+"/databases/d/providers/Microsoft.Authorization/locks/l", "Microsoft.Authorization/locks"),
		resource("/subscriptions/s/resourceGroups/g2", "Microsoft.Resources/resourceGroups"),
	}
	update(t, s(), func(tx store.Tx) {
		for _, r := range all {
			tx.Put(r)
		}
	})

	t.Run("get", func(t *testing.T) {
		view(t, s(), func(tx store.Tx) {
			got, ok := tx.Get("/SUBSCRIPTIONS/S/resourcegroups/G/")
			if diff := cmp.Diff(all[0], got); !ok || diff != "" {
				t.Errorf("got (-want +got):\n%s", diff)
			}
			if _, ok := tx.Get(group + "/providers/x"); ok {
				t.Error("found what is not there")
			}
			if !tx.Now().Equal(time.Unix(7, 0)) {
				t.Errorf("now is %v", tx.Now())
			}
		})
	})
	t.Run("lists", func(t *testing.T) {
		view(t, s(), func(tx store.Tx) {
			for name, row := range map[string]struct{ got, want []string }{
				"all":             {ids(tx.All("microsoft.sql/SERVERS")), []string{server, all[1].ID}},
				"children":        {ids(tx.Children(server, "Microsoft.Sql/servers/databases")), []string{all[3].ID}},
				"of a group":      {ids(tx.Children(group, "")), []string{server, all[1].ID}},
				"of no parent":    {ids(tx.Children("", "Microsoft.Sql/servers")), []string{server, all[1].ID}},
				"extensions":      {ids(tx.Children(all[3].ID, "")), []string{all[4].ID}},
				"descendants":     {ids(tx.Descendants(group)), []string{all[4].ID, all[3].ID, server, all[1].ID}},
				"of another type": {ids(tx.Children(server, "Microsoft.Sql/servers/keys")), nil},
			} {
				if diff := cmp.Diff(row.want, row.got); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	})
	t.Run("copies", func(t *testing.T) {
		mine := resource(group, "Microsoft.Resources/resourceGroups")
		update(t, s(), func(tx store.Tx) {
			tx.Put(mine)
			mine.Body["properties"].(map[string]any)["list"].([]any)[0] = "changed behind its back"
			got, _ := tx.Get(group)
			got.Body["properties"] = nil
			got.Hidden["secret"] = nil
		})
		view(t, s(), func(tx store.Tx) {
			got, _ := tx.Get(group)
			if diff := cmp.Diff(all[0], got); diff != "" {
				t.Errorf("the store shares its values (-want +got):\n%s", diff)
			}
		})
	})
	t.Run("go values become JSON values", func(t *testing.T) {
		update(t, s(), func(tx store.Tx) {
			r := resource(group, "Microsoft.Resources/resourceGroups")
			r.Body = map[string]any{"n": 3, "s": []string{"a"}, "m": map[string]string{"k": "v"}, "t": struct{ A int }{1}}
			tx.Put(r)
			got, _ := tx.Get(group)
			want := map[string]any{"n": 3.0, "s": []any{"a"}, "m": map[string]any{"k": "v"}, "t": map[string]any{"A": 1.0}}
			if diff := cmp.Diff(want, got.Body); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			tx.Put(all[0])
		})
	})
	t.Run("a failed transaction leaves nothing", func(t *testing.T) {
		boom := errors.New("boom")
		err := s().Update(func(tx store.Tx) error {
			tx.Delete(server)
			tx.Put(resource(group+"/providers/Microsoft.Sql/servers/new", "Microsoft.Sql/servers"))
			if err := tx.PutDoc("b", "k", 1); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("got %v", err)
		}
		view(t, s(), func(tx store.Tx) {
			if diff := cmp.Diff([]string{server, all[1].ID}, ids(tx.All("Microsoft.Sql/servers"))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if len(tx.Docs("b")) != 0 {
				t.Error("the document stayed")
			}
		})
	})
	t.Run("documents", func(t *testing.T) {
		update(t, s(), func(tx store.Tx) {
			for _, k := range []string{"two", "one"} {
				if err := tx.PutDoc("b", k, map[string]any{"k": k}); err != nil {
					t.Fatal(err)
				}
			}
		})
		update(t, s(), func(tx store.Tx) {
			if diff := cmp.Diff([]string{"one", "two"}, tx.Docs("b")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var got map[string]any
			if ok, err := tx.Doc("b", "two", &got); !ok || err != nil || got["k"] != "two" {
				t.Errorf("%v %v %v", ok, err, got)
			}
			tx.DeleteDoc("b", "two")
		})
		view(t, s(), func(tx store.Tx) {
			var got any
			if ok, _ := tx.Doc("b", "two", &got); ok {
				t.Error("the document was not deleted")
			}
		})
	})
	t.Run("delete", func(t *testing.T) {
		update(t, s(), func(tx store.Tx) { tx.Delete(server) })
		view(t, s(), func(tx store.Tx) {
			if diff := cmp.Diff([]string{all[1].ID}, ids(tx.All("Microsoft.Sql/servers"))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	})
	t.Run("copy", func(t *testing.T) {
		from := s()
		path := filepath.Join(t.TempDir(), "copy.db")
		if err := from.CopyTo(path); err != nil {
			t.Fatal(err)
		}
		other := open(t, path)
		defer func() { _ = other.Close() }()
		var want, got []*store.Resource
		view(t, from, func(tx store.Tx) { want = tx.Descendants("/subscriptions/s") })
		view(t, other, func(tx store.Tx) { got = tx.Descendants("/subscriptions/s") })
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("clear", func(t *testing.T) {
		st := s()
		update(t, st, func(tx store.Tx) {
			if err := tx.PutDoc("kept", "k", 1); err != nil {
				t.Fatal(err)
			}
		})
		if err := st.Clear("kept"); err != nil {
			t.Fatal(err)
		}
		view(t, s(), func(tx store.Tx) {
			if len(tx.Descendants("/subscriptions/s")) != 0 || len(tx.Docs("b")) != 0 || len(tx.Docs("kept")) != 1 {
				t.Error("something stayed, or what was to be kept is gone")
			}
		})
	})
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
	whole, err := os.ReadFile(filled(t))
	if err != nil {
		t.Fatal(err)
	}
	want := len(listed(t, filled(t)))
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
		_ = s.Close()
		if got := len(listed(t, path)); got != want {
			t.Fatalf("byte %d: %d resources of %d, and no error", i, got, want)
		}
	}
	if refused == 0 {
		t.Error("no damage was found at all")
	}
}

func listed(t *testing.T, path string) []*store.Resource {
	t.Helper()
	s := open(t, path)
	defer func() { _ = s.Close() }()
	var out []*store.Resource
	view(t, s, func(tx store.Tx) { out = tx.All("Microsoft.Sql/servers") })
	return out
}
