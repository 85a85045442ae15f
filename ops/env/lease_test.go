package env

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"
)

func claimOf(name, home string) Claim {
	return Claim{Identity: Identity("tandem", name), Location: "uksouth", Holder: "env up on " + home, Home: home}
}

// TestAMachineWorksOnAnEnvironmentAlone has two machines, one after the other.
func TestAMachineWorksOnAnEnvironmentAlone(t *testing.T) {
	f, clock := newFake(), clockwork.NewFakeClockAt(noon)
	_, one, err := Acquire(t.Context(), f, claimOf("pr12", "one"), clock)
	require.NoError(t, err)
	_, _, err = Acquire(t.Context(), f, claimOf("pr12", "two"), clock)
	var claimed *ClaimedError
	require.ErrorAs(t, err, &claimed)
	require.ErrorContains(t, err, "environment pr12 is in use by env up on one: wait for it to end; its claim ends at 2026-11-21T12:15:00Z")
	require.ErrorContains(t, err, "az deployment sub delete --name lease.tandem.pr12.")
	_, other, err := Acquire(t.Context(), f, claimOf("pr13", "two"), clock)
	require.NoError(t, err, "other environments are free")
	for home, want := range map[string]map[string]string{
		"":    {"pr12": "env up on one", "pr13": "env up on two"},
		"one": {"pr13": "env up on two"},
	} {
		holders, err := Claims(t.Context(), f, "tandem", home)
		require.NoError(t, err)
		require.Equal(t, want, holders)
	}
	require.NoError(t, other.Release(t.Context()))
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	require.NoError(t, one.Release(ended), "what was interrupted releases, too")
	require.Empty(t, f.docs)
	_, two, err := Acquire(t.Context(), f, claimOf("pr12", "two"), clock)
	require.NoError(t, err)
	require.NoError(t, two.Release(t.Context()))
}

// TestTwoMachinesAtOnceNeverBothWork has the second one write its claim, and read,
// between the first one's writing and reading.
func TestTwoMachinesAtOnceNeverBothWork(t *testing.T) {
	f, clock := newFake(), clockwork.NewFakeClockAt(noon)
	first := claimOf("pr12", "one")
	first.Settle = time.Second
	done := make(chan error)
	go func() {
		_, _, err := Acquire(t.Context(), f, first, clock)
		done <- err
	}()
	require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
	f.mu.Lock()
	for id := range f.docs { // ARM does not show it yet
		hidden := f.docs[id]
		delete(f.docs, id)
		f.seen = func() { f.docs[id] = hidden }
	}
	f.mu.Unlock()
	_, second, err := Acquire(t.Context(), f, claimOf("pr12", "two"), clock)
	require.NoError(t, err, "it saw nobody")
	f.mu.Lock()
	f.seen()
	f.mu.Unlock()
	clock.Advance(time.Second)
	var claimed *ClaimedError
	require.ErrorAs(t, <-done, &claimed, "the first one sees the second one, and gives way")
	require.Len(t, f.docs, 1)
	require.NoError(t, second.Release(t.Context()))
}

// TestClaimsOfTheDeadEnd has a machine vanish: its own next command goes on at once,
// others when its claim has ended.
func TestClaimsOfTheDeadEnd(t *testing.T) {
	f, clock := newFake(), clockwork.NewFakeClockAt(noon)
	_, _, err := Acquire(t.Context(), f, claimOf("pr12", "one"), clock)
	require.NoError(t, err)
	_, again, err := Acquire(t.Context(), f, claimOf("pr12", "one"), clock)
	require.NoError(t, err)
	require.Len(t, f.docs, 1, "the old claim is removed")
	f.refuse = func(w string) error {
		if strings.HasPrefix(w, "DELETE") {
			return errThrottled
		}
		return nil
	}
	require.ErrorContains(t, again.Release(t.Context()), "the claim on environment pr12 stays until 2026-11-21T12:15:00Z")
	f.refuse = nil
	f.clock = noon.Add(14 * time.Minute)
	_, _, err = Acquire(t.Context(), f, claimOf("pr12", "two"), clock)
	require.ErrorContains(t, err, "in use by env up on one")
	f.clock = noon.Add(16 * time.Minute)
	_, young, err := Acquire(t.Context(), f, claimOf("pr13", "three"), clock)
	require.NoError(t, err)
	require.Len(t, f.docs, 2)
	require.NoError(t, ForgetEnded(t.Context(), f, "tandem"))
	require.Len(t, f.docs, 1, "what still holds stays")
	require.NoError(t, young.Release(t.Context()))
	_, two, err := Acquire(t.Context(), f, claimOf("pr12", "two"), clock)
	require.NoError(t, err)
	require.NoError(t, two.Release(t.Context()))
}

// TestAClaimIsRenewedOrLost lets the time pass, first with an ARM that answers, then
// with one that does not.
func TestAClaimIsRenewedOrLost(t *testing.T) {
	f, clock := newFake(), clockwork.NewFakeClockAt(noon)
	ctx, lease, err := Acquire(t.Context(), f, claimOf("pr12", "one"), clock)
	require.NoError(t, err)
	written := make(chan struct{})
	broken := false
	f.refuse = func(w string) error {
		if !strings.HasPrefix(w, "PUT") {
			return nil
		}
		defer func() { written <- struct{}{} }()
		if broken {
			return errors.New("no network")
		}
		return nil
	}
	pass := func() {
		require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
		f.mu.Lock()
		f.clock = clock.Now().Add(claimRenew)
		f.mu.Unlock()
		clock.Advance(claimRenew)
		select {
		case <-written:
		case <-ctx.Done():
		}
	}
	for range 5 {
		pass()
	}
	_, _, err = Acquire(t.Context(), f, claimOf("pr12", "two"), clock)
	require.ErrorContains(t, err, "its claim ends at 2026-11-21T12:35:00Z", "after 20 minutes it still holds")
	f.mu.Lock()
	broken = true
	f.mu.Unlock()
	pass()
	require.NoError(t, ctx.Err(), "there is time to try again")
	for ctx.Err() == nil {
		pass()
	}
	var lost *LostError
	require.ErrorAs(t, context.Cause(ctx), &lost)
	require.ErrorContains(t, lost, "could not be renewed, so that another machine may work on it now")
	require.NoError(t, lease.Release(t.Context()))
}

// lost waits until a lease is lost, which it has to be before its claim would end.
func lost(t *testing.T, ctx context.Context) error {
	t.Helper()
	select {
	case <-ctx.Done():
	case <-time.After(claimLife):
		t.Fatal("it goes on")
	}
	var lost *LostError
	require.ErrorAs(t, context.Cause(ctx), &lost)
	return lost
}

// TestAClaimThatEndedIsNotTakenBack has a machine sleep until its claim has ended, or
// somebody remove its claim: it gives up, since another one may have begun by then.
func TestAClaimThatEndedIsNotTakenBack(t *testing.T) {
	for name, lose := range map[string]func(*fake){
		"ended":   func(f *fake) { f.clock = noon.Add(claimLife) },
		"removed": func(f *fake) { clear(f.docs) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake()
				ctx, lease, err := Acquire(t.Context(), f, claimOf("pr12", "one"), clockwork.NewRealClock())
				require.NoError(t, err)
				f.mu.Lock()
				lose(f)
				f.mu.Unlock()
				require.ErrorContains(t, lost(t, ctx), "it has ended, or somebody has removed it")
				require.Equal(t, []string{"PUT " + lease.id}, f.writes, "it is not written again")
				require.NoError(t, lease.Release(t.Context()))
			})
		})
	}
}

// hanging is an Azure that takes no second write of a claim and answers none.
type hanging struct{ *fake }

func (h hanging) Put(ctx context.Context, id, apiVersion string, body map[string]any) error {
	if len(h.docs) == 0 {
		return h.fake.Put(ctx, id, apiVersion, body)
	}
	<-ctx.Done()
	return ctx.Err()
}

// TestARenewalThatHangsIsLost tells the loss before another machine may work.
func TestARenewalThatHangsIsLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, lease, err := Acquire(t.Context(), hanging{newFake()}, claimOf("pr12", "one"), clockwork.NewRealClock())
		require.NoError(t, err)
		require.ErrorIs(t, lost(t, ctx), context.DeadlineExceeded)
		require.NoError(t, lease.Release(t.Context()))
	})
}
