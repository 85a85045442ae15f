package env

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

const elsewhere = "subscription:00000000-0000-4000-8000-0000000000b2"

// TestObjectsOfAnotherSubscriptionStay has an environment of the same name in another
// subscription of the directory: its Entra objects are none of this one's.
func TestObjectsOfAnotherSubscriptionStay(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	f.mark("pr12", elsewhere)
	objects := len(f.graph)
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Len(t, all, 1)
	f.reap(Decide(Survey{Environments: all}, noon, true))
	require.Len(t, f.graph, objects, "they are not touched")
	require.Empty(t, f.docs, "and what is here is gone")

	all, err = See(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Empty(t, all, "nor are they leftovers of anything here")
	require.NoError(t, takeDown(f, "pr12"))
	require.Len(t, f.graph, objects)
}

// TestUnmarkedObjectsAreProvenFirst has objects of a time when they did not say in
// which subscription their environment lies.
func TestUnmarkedObjectsAreProvenFirst(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	f.mark("pr12")
	id, s := Identity("tandem", "pr12"), &noState{}
	p, err := PlanDown(t.Context(), f, id, s)
	require.NoError(t, err)
	require.Empty(t, p.Refusals, "an identity of its own groups signs in by the application")
	require.Len(t, p.Adopted, 2)
	f.refuse = func(w string) error { // its machine goes when they are marked
		if strings.HasPrefix(w, "DELETE") {
			return errors.New("the process is dead")
		}
		return nil
	}
	_, err = Down(t.Context(), Deps{Azure: f, Stack: s, Journal: s}, id, p)
	require.Error(t, err)
	f.refuse = nil
	p, err = PlanDown(t.Context(), f, id, s)
	require.NoError(t, err)
	require.Empty(t, p.Adopted, "they are marked by now")
	require.NoError(t, takeDown(f, "pr12"))
	require.Empty(t, f.of("pr12"))

	f.environment("pr12", over)
	f.mark("pr12")
	f.graph["/v1.0/applications/applications-pr12/federatedIdentityCredentials/blue"]["subject"] = "somebody"
	f.writes = nil
	err = takeDown(f, "pr12")
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, "application signin-tandem-pr12 (applications-pr12) does not say in which subscription")
	require.ErrorContains(t, err, "servicePrincipal signin-tandem-pr12")
	require.ErrorContains(t, sweep(t.Context(), f, id), "nothing is removed")
	require.Empty(t, f.writes)
	clear(f.docs)
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Equal(t, Keep, Decide(Survey{Environments: all}, noon, true)[0].Verdict, "it may live in another subscription")
}

// TestABudgetOfThatNameIsNoProof has a budget with the environment's name that
// watches something else.
func TestABudgetOfThatNameIsNoProof(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	budget := "/subscriptions/" + subscription + "/providers/Microsoft.Consumption/budgets/budget-tandem-pr12"
	f.docs[budget]["properties"].(map[string]any)["filter"] = map[string]any{"and": []any{watches("system", "tandem"), watches("environment", "live")}}
	err := takeDown(f, "pr12")
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, "budget budget-tandem-pr12 has the name of environment pr12's, and does not watch it")
	require.Empty(t, f.writes)
	require.Contains(t, f.docs, budget)
}

// TestProtectedVaultsAreNamed takes down what somebody gave purge protection: its
// vaults stay, and the proof says so.
func TestProtectedVaultsAreNamed(t *testing.T) {
	f := newFake()
	f.environment("pr12", over)
	id, s := Identity("tandem", "pr12"), &noState{}
	for doc := range f.docs {
		if strings.Contains(doc, "/vaults/kvtandempr12blue") {
			f.docs[doc]["protected"] = true
		}
	}
	p, err := PlanDown(t.Context(), f, id, s)
	require.NoError(t, err)
	left, err := Down(t.Context(), Deps{Azure: f, Stack: s, Journal: s}, id, p)
	require.NoError(t, err)
	require.True(t, left.Empty())
	require.Len(t, left.Protected, 1)
	require.Contains(t, left.Kept(), "vault kvtandempr12blue")
	require.Contains(t, left.Kept(), "soft-deleted until 2027-02-19T12:00:00Z")
	require.Contains(t, left.String(), left.Kept())
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Empty(t, all, "nobody can do anything about it")
}

// TestNoProofRestsOnAnError has Entra fail, in each of its collections, when it is
// asked whether anything is left.
func TestNoProofRestsOnAnError(t *testing.T) {
	for _, kind := range objectKinds {
		for _, collection := range []string{"/v1.0/" + kind + "s", deletedItems + "microsoft.graph." + kind} {
			f := newFake()
			f.environment("pr12", over)
			clear(f.graph)
			f.unread = func(asked string) error {
				if asked == collection && len(f.docs) < 3 {
					return errors.New("404 Request_ResourceNotFound")
				}
				return nil
			}
			require.ErrorContains(t, takeDown(f, "pr12"), "404 Request_ResourceNotFound", collection)
		}
	}
}

// TestNothingIsReapedByAWrongClock compares this machine's clock with Azure's.
func TestNothingIsReapedByAWrongClock(t *testing.T) {
	f := newFake()
	for skew, right := range map[time.Duration]bool{0: true, 4 * time.Minute: true, -4 * time.Minute: true, 6 * time.Minute: false, -24 * time.Hour: false} {
		err := CheckClock(t.Context(), f, noon.Add(skew))
		if right {
			require.NoError(t, err, skew)
			continue
		}
		require.ErrorIs(t, err, system.ErrUnsafe, skew)
		require.ErrorContains(t, err, "Azure's 2026-11-21T12:00:00Z")
	}
}

// TestNamesOfStrangersAreNeverUsed has groups whose tags give names that no
// environment can have: paths of files, lines of their own.
func TestNamesOfStrangersAreNeverUsed(t *testing.T) {
	f := newFake()
	for i, name := range []string{"../../etc", "a/b", "x\n##vso[task.setvariable variable=a]b", "Pr12", "waytoolongname"} {
		f.add("rg-"+string(rune('a'+i)), tagsOf(name, "blue", over))
	}
	all, err := See(t.Context(), f, "tandem")
	require.NoError(t, err)
	require.Len(t, all, 5)
	cases := Decide(Survey{Environments: all}, noon, true)
	Run(t.Context(), cases, 4, func(context.Context, Case) (string, error) {
		t.Error("it is taken down")
		return "", nil
	})
	for _, c := range cases {
		require.Equal(t, Judge, c.Verdict, c.Name)
	}
	require.ErrorIs(t, Fault(cases), system.ErrUnsafe)
}

// TestWhatIsRefusedGoesBeforeWhatFails has one environment that is unsafe to take
// down, and one that fails.
func TestWhatIsRefusedGoesBeforeWhatFails(t *testing.T) {
	cases := []Case{
		{Environment: Environment{Name: "a"}, Verdict: Reap}, {Environment: Environment{Name: "b"}, Verdict: Reap},
		{Environment: Environment{Name: "c"}, Verdict: Reap}, {Environment: Environment{Name: "d"}, Verdict: Keep},
	}
	Run(t.Context(), cases, 2, func(_ context.Context, c Case) (string, error) {
		return "", map[string]error{"a": &system.RefusedError{Refusals: []system.Refusal{{Evidence: "a lock"}}}, "b": errThrottled}[c.Name]
	})
	err := Fault(cases)
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, `left: ["a"]`)
	require.ErrorContains(t, err, "1 environments are left that were to go")
	require.Equal(t, []bool{true, false, false, false}, []bool{cases[0].Refused, cases[1].Refused, cases[2].Refused, cases[3].Refused})
	require.NoError(t, Fault(cases[2:]))
}

// TestTagsThatOthersSetStay sets a tag on a group between the reading and the writing
// of its tags.
func TestTagsThatOthersSetStay(t *testing.T) {
	f := newFake()
	f.environment("pr12", later)
	e, _, err := Find(t.Context(), f, "tandem", "pr12")
	require.NoError(t, err)
	f.refuse = func(w string) error { // no refusal: somebody else is quicker
		for _, g := range e.Groups {
			f.docs[g.ID]["tags"].(map[string]any)["cost"] = "17"
		}
		return nil
	}
	x, err := PlanExtension(e, time.Hour, "ada", noon)
	require.NoError(t, err)
	require.NoError(t, Extend(t.Context(), f, e, x))
	for _, g := range e.Groups {
		tags := texts(f.docs[g.ID], "tags")
		require.Equal(t, []string{"17", "2026-11-21T17:00:00Z"}, []string{tags["cost"], tags["expires"]})
	}

	f.refuse = nil
	delete(f.docs, e.Groups[0].ID)
	require.NoError(t, Mark(t.Context(), f, e, Broken), "a group that has gone needs no tag")
}
