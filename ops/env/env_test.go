package env

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/system"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const (
	over  = "2026-11-21T11:00:00Z"
	later = "2026-11-21T16:00:00Z"
)

func TestListReadsTheTags(t *testing.T) {
	f := newFake()
	f.environment("pr12", later)
	f.environment("pr7", over)
	f.docs[f.add("rg-tandem-pr7-blue", tagsOf("pr7", "blue", later))]["tags"].(map[string]any)["extended"] = "2026-11-21T10:00:00Z by ada"
	delete(f.docs[f.add("rg-tandem-half-blue", tagsOf("half", "blue", later))]["tags"].(map[string]any), "state")
	all, err := List(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Len(t, all, 3)
	require.Equal(t, []string{"half", "pr12", "pr7"}, []string{all[0].Name, all[1].Name, all[2].Name})
	require.Equal(t, ComingUp, all[0].State, "nothing says that it is up")
	e := all[1]
	require.Equal(t, []any{Up, "mona", 12, "4f2a9c1"}, []any{e.State, e.Owner, e.PullRequest, e.Revision})
	require.Len(t, e.Groups, 3)
	require.False(t, all[2].Expired(noon), "the later expiry holds while a command moves it from group to group")
	require.Equal(t, "2026-11-21T10:00:00Z by ada", all[2].Extended)
	for state, want := range map[string]string{Broken: Broken, GoingDown: GoingDown, ComingUp: ComingUp} {
		f.docs[e.Groups[0].ID]["tags"].(map[string]any)["state"] = state
		found, ok, err := Find(t.Context(), f, "tandem", "pr12")
		require.NoError(t, err)
		require.True(t, ok)
		require.Equal(t, want, found.State)
	}
}

func TestNothingWithoutTheTagsIsTouched(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	edits := map[string]func(map[string]any){
		"rg-tandem-noclass-blue":  func(tags map[string]any) { delete(tags, "class") },
		"rg-tandem-prod-blue":     func(tags map[string]any) { tags["class"] = "production" },
		"rg-tandem-noenv-blue":    func(tags map[string]any) { delete(tags, "environment") },
		"rg-other-pr12-blue":      func(tags map[string]any) { tags["system"] = "other" },
		"rg-tandem-pr12-somebody": func(tags map[string]any) { clear(tags) },
	}
	var kept []string
	for name, edit := range edits {
		tags := tagsOf("pr12", "blue", over)
		edit(tags)
		kept = append(kept, f.add(name, tags))
	}
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Len(t, all, 1)
	cases := Decide(Survey{Environments: all}, noon, true)
	f.reap(cases)
	require.NoError(t, Fault(cases))
	for _, id := range kept {
		require.Contains(t, f.docs, id)
	}
	require.Len(t, f.docs, len(kept))
	require.Empty(t, f.graph)
}

func TestProductionIsNeverReaped(t *testing.T) {
	f := newFake()
	f.environment("prod", over) // tags that lie
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	s := Survey{Environments: all, Known: []Known{{Name: "live", Expires: noon.Add(-time.Hour)}}, Production: []string{"prod", "live"}}
	for _, c := range Decide(s, noon, true) {
		require.Equal(t, Keep, c.Verdict, c)
	}
}

func TestDecide(t *testing.T) {
	past, future := noon.Add(-time.Minute), noon.Add(time.Minute)
	group := []Group{{Name: "g"}}
	s := Survey{
		Environments: []Environment{
			{Name: "expired", Expires: &past, Groups: group}, {Name: "fresh", Expires: &future, Groups: group},
			{Name: "left", State: Leftovers}, {Name: "leftover", State: Leftovers, Expires: &past},
			{Name: "faraway", State: Leftovers}, {Name: "unmarked", State: Leftovers, Unmarked: true}, {Name: "halfdown", State: Leftovers}, {Name: "now", Expires: &noon, Groups: group},
			{Name: "orphan", Expires: &future, Groups: group}, {Name: "oldorph", Expires: &past, Groups: group},
			{Name: "timeless", Groups: group}, {Name: "lost", Groups: group},
		},
		Known: []Known{{"expired", past}, {"fresh", past}, {"now", past}, {"timeless", past}, {"unseen", past}, {"young", future}, {"halfdown", past}, {Name: "faraway"}},
	}
	for _, c := range []struct {
		orphans bool
		gone    []string
	}{
		{false, []string{"expired", "halfdown", "leftover", "now", "oldorph", "unseen"}},
		{true, []string{"expired", "halfdown", "left", "leftover", "now", "oldorph", "orphan", "unseen"}},
	} {
		var gone, judge []string
		for _, d := range Decide(s, noon, c.orphans) {
			require.NotEmpty(t, d.Reason)
			switch d.Verdict {
			case Reap:
				gone = append(gone, d.Name)
			case Judge:
				judge = append(judge, d.Name)
			}
		}
		require.Equal(t, c.gone, gone, "orphans before their time: %t", c.orphans)
		require.Equal(t, []string{"lost", "timeless"}, judge, "without an expiry nothing goes by age or by being an orphan")
	}
}

func TestForeignLocksAreRespected(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	group := "/subscriptions/" + subscription + "/resourceGroups/rg-tandem-pr12-blue"
	vault := group + "/providers/Microsoft.KeyVault/vaults/" + Identity("tandem", "pr12").Stamp(topology.Blue).Vault
	lock := func(scope, name, notes string) string {
		id := scope + "/providers/Microsoft.Authorization/locks/" + name
		f.docs[id] = map[string]any{"id": id, "properties": map[string]any{"level": "CanNotDelete", "notes": notes}}
		return id
	}
	for _, borrowed := range []string{lock(group, topology.LockName, topology.LockNotes), lock(vault, topology.LockName, "evidence"), lock(vault+"2", topology.LockName, topology.LockNotes)} {
		err := takeDown(f, "pr12")
		require.ErrorIs(t, err, system.ErrUnsafe, "its name alone makes no lock ours")
		require.ErrorContains(t, err, borrowed)
		delete(f.docs, borrowed)
	}
	lock(vault, topology.LockName, topology.LockNotes)
	foreign := lock(vault, "court", "evidence")
	err := takeDown(f, "pr12")
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, "court")
	require.ErrorContains(t, err, "az lock delete --ids "+foreign)
	require.Empty(t, f.writes, "nothing is changed before the refusal")
	delete(f.docs, foreign)
	require.NoError(t, takeDown(f, "pr12"), "our own locks are lifted")
	require.Empty(t, f.of("pr12"))
}

func TestDownProvesThatNothingIsLeft(t *testing.T) {
	f := newFake()
	f.environment("pr12", later)
	f.environment("pr13", later)
	kept := f.of("pr13")
	require.NoError(t, takeDown(f, "pr12"))
	require.Empty(t, f.of("pr12"))
	require.Equal(t, kept, f.of("pr13"))
	require.True(t, slices.ContainsFunc(f.writes, func(w string) bool { return strings.HasSuffix(w, "/purge") }))
	order := strings.Join(f.writes, "\n")
	require.Less(t, strings.Index(order, "/failoverGroups/"), strings.Index(order, "DELETE /subscriptions/"+subscription+"/resourceGroups/rg-tandem-pr12-blue\n"))

	f.environment("pr12", later)
	f.refuse = func(w string) error {
		if strings.HasSuffix(w, "rg-tandem-pr12-green") && strings.HasPrefix(w, "DELETE") {
			return errThrottled
		}
		return nil
	}
	err := takeDown(f, "pr12")
	var left *LeftError
	require.ErrorAs(t, err, &left)
	require.ErrorContains(t, err, "resource group rg-tandem-pr12-green")
	require.ErrorIs(t, err, errThrottled)
	require.Len(t, left.Remains.Groups, 1, "what could go is gone")
	require.Empty(t, left.Remains.Objects)
}

// TestDownWaitsForEntra shows deleted objects for a while, as Entra does.
func TestDownWaitsForEntra(t *testing.T) {
	f := newFake()
	f.environment("pr12", later)
	f.lag = 5
	clock := clockwork.NewFakeClock()
	done := make(chan error)
	go func() { done <- takeDownBy(f, "pr12", clock) }()
	pauses := 0
	for {
		ctx, cancel := context.WithCancel(t.Context())
		waits := make(chan error)
		go func() { waits <- clock.BlockUntilContext(ctx, 1) }()
		select {
		case err := <-done:
			cancel()
			if err := <-waits; err != nil {
				require.ErrorIs(t, err, context.Canceled)
			}
			require.NoError(t, err)
			require.Positive(t, pauses)
			require.Empty(t, f.of("pr12"))
			return
		case err := <-waits:
			cancel()
			require.NoError(t, err)
			pauses++
			clock.Advance(proofPause)
		}
	}
}

// TestDownGoesOnFromAnyWrite breaks off before each write in turn, for good: the
// next run finishes.
func TestDownGoesOnFromAnyWrite(t *testing.T) {
	whole := newFake()
	whole.environment("pr12", later)
	require.NoError(t, takeDown(whole, "pr12"))
	require.Greater(t, len(whole.writes), 10)
	for n := range whole.writes {
		f := newFake()
		f.environment("pr12", later)
		f.refuse = func(string) error {
			if len(f.writes) >= n {
				return errors.New("the process is dead")
			}
			return nil
		}
		require.Error(t, takeDown(f, "pr12"))
		f.refuse = nil
		all, err := See(t.Context(), f, "tandem")
		require.NoError(t, err)
		require.Len(t, all, 1, "whatever is left is found, after %d writes", n)
		require.NoError(t, takeDown(f, "pr12"))
		require.Empty(t, f.of("pr12"), "after %d writes", n)
	}
}

func TestReapGoesOnAfterFaults(t *testing.T) {
	f := newFake()
	for _, name := range []string{"a", "b", "c", "young"} {
		f.environment(name, map[bool]string{true: later, false: over}[name == "young"])
	}
	f.refuse = func(w string) error {
		if strings.Contains(w, "rg-tandem-b-") {
			return errThrottled
		}
		return nil
	}
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	cases := Decide(Survey{Environments: all}, noon, false)
	f.reap(cases)
	require.Equal(t, 1, Left(cases))
	require.ErrorContains(t, Fault(cases), "1 environments are left")
	require.NotErrorIs(t, Fault(cases), system.ErrUnsafe)
	results := map[string]string{}
	for _, c := range cases {
		results[c.Name] = c.Result
	}
	require.Equal(t, map[string]string{"a": Gone, "b": Stays, "c": Gone, "young": ""}, results)
	require.Contains(t, cases[1].String(), "429")
	require.Empty(t, f.of("a"))
	require.Empty(t, f.of("c"))
	require.NotEmpty(t, f.of("young"))
}

func TestExtend(t *testing.T) {
	f := newFake()
	f.environment("pr12", later)
	e, _, err := Find(t.Context(), f, "tandem", "pr12")
	require.NoError(t, err)
	x, err := PlanExtension(e, 2*time.Hour, "ada", noon)
	require.NoError(t, err)
	require.NoError(t, Extend(t.Context(), f, e, x))
	require.Len(t, f.writes, 3)
	moved, _, err := Find(t.Context(), f, "tandem", "pr12")
	require.NoError(t, err)
	require.Equal(t, "2026-11-21T18:00:00Z", moved.Expires.Format(time.RFC3339))
	require.Equal(t, "2026-11-21T12:00:00Z by ada", moved.Extended)
	require.Equal(t, "mona", moved.Owner, "other tags stay")

	x, err = PlanExtension(moved, time.Hour, "ada", noon.Add(24*time.Hour))
	require.NoError(t, err)
	require.Equal(t, noon.Add(25*time.Hour), x.To, "what has expired gets its time from now")
	_, err = PlanExtension(moved, settings.MaxLife, "ada", noon)
	require.ErrorContains(t, err, "lives 720h0m0s at most")
}

func TestSpacesNeverCollide(t *testing.T) {
	taken := []string{"10.10.0.0/16", "10.20.0.0/16", "10.64.0.0/12", "no prefix"}
	for i := range 300 {
		spaces, err := FreeSpaces(fmt.Sprint("pr", i), taken)
		require.NoError(t, err)
		for _, stamp := range topology.Stamps() {
			p := netip.MustParsePrefix(spaces[stamp])
			require.Equal(t, p, p.Masked())
			for _, other := range taken {
				if o, err := netip.ParsePrefix(other); err == nil {
					require.False(t, p.Overlaps(o), "%s overlaps %s", p, o)
				}
			}
			taken = append(taken, spaces[stamp])
		}
	}
	again, err := FreeSpaces("pr1", nil)
	require.NoError(t, err)
	same, err := FreeSpaces("pr1", nil)
	require.NoError(t, err)
	require.Equal(t, again, same, "without others it follows from the name")
	_, err = FreeSpaces("pr1", []string{pool.String()})
	require.ErrorContains(t, err, "no address space is free")
}

func TestNetworksOfAnEnvironment(t *testing.T) {
	f := newFake()
	for name, space := range map[string]string{"vnet-tandem-x-blue": "10.64.0.0/24", "vnet-tandem-x-green": "10.64.1.0/24", "vnet-tandem-y-blue": "10.65.0.0/24"} {
		id := "/subscriptions/" + subscription + "/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/" + name
		f.docs[id] = map[string]any{"id": id, "name": name, "properties": map[string]any{"addressSpace": map[string]any{"addressPrefixes": []any{space}}}}
	}
	n, err := ReadNetworks(t.Context(), f)
	require.NoError(t, err)
	require.Equal(t, map[topology.Stamp]string{"blue": "10.64.0.0/24", "green": "10.64.1.0/24"}, n.Own(Identity("tandem", "x")))
	require.Nil(t, n.Own(Identity("tandem", "y")), "half of it settles nothing")
}
