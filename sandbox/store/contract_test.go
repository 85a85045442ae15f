package store_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// server is the resource that most of the contract is about.
const server = group + "/providers/Microsoft.Sql/servers/b"

// sample is what the contract's store holds at first.
func sample() []*store.Resource {
	return []*store.Resource{
		resource(group, "Microsoft.Resources/resourceGroups"),
		resource(group+"/providers/Microsoft.Sql/servers/c", "Microsoft.Sql/servers"),
		resource(server, "Microsoft.Sql/servers"),
		resource(server+"/databases/d", "Microsoft.Sql/servers/databases"),
		resource(server+"/databases/d/providers/Microsoft.Authorization/locks/l", "Microsoft.Authorization/locks"),
		resource("/subscriptions/s/resourceGroups/g2", "Microsoft.Resources/resourceGroups"),
	}
}

// contract runs its parts in order: each builds on what the one before left.
func contract(t *testing.T, s func() *store.Store) {
	all := sample()
	update(t, s(), func(tx store.Tx) {
		for _, r := range all {
			tx.Put(r)
		}
	})
	for _, part := range []struct {
		name string
		try  func(*testing.T, func() *store.Store, []*store.Resource)
	}{
		{"get", tryGet},
		{"lists", tryLists},
		{"copies", tryCopies},
		{"go values become JSON values", tryGoValues},
		{"a failed transaction leaves nothing", tryFailedTransaction},
		{"documents", tryDocuments},
		{"delete", tryDelete},
		{"copy", tryCopy},
		{"clear", tryClear},
	} {
		t.Run(part.name, func(t *testing.T) { part.try(t, s, all) })
	}
}

func tryGet(t *testing.T, s func() *store.Store, all []*store.Resource) {
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
}

func tryLists(t *testing.T, s func() *store.Store, all []*store.Resource) {
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
}

func tryCopies(t *testing.T, s func() *store.Store, all []*store.Resource) {
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
}

func tryGoValues(t *testing.T, s func() *store.Store, all []*store.Resource) {
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
}

func tryFailedTransaction(t *testing.T, s func() *store.Store, all []*store.Resource) {
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
}

func tryDocuments(t *testing.T, s func() *store.Store, _ []*store.Resource) {
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
}

func tryDelete(t *testing.T, s func() *store.Store, all []*store.Resource) {
	update(t, s(), func(tx store.Tx) { tx.Delete(server) })
	view(t, s(), func(tx store.Tx) {
		if diff := cmp.Diff([]string{all[1].ID}, ids(tx.All("Microsoft.Sql/servers"))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func tryCopy(t *testing.T, s func() *store.Store, _ []*store.Resource) {
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
}

func tryClear(t *testing.T, s func() *store.Store, _ []*store.Resource) {
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
}
