package main

import (
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/env"
)

// One command at a time works on an environment; the other learns which one.
func TestAnEnvironmentIsHeldOnce(t *testing.T) {
	a := &app{homeDir: t.TempDir(), args: []string{"env", "up", "pr12"}}
	release, err := a.hold("pr12")
	require.NoError(t, err)
	_, err = a.hold("pr12")
	var inUse *InUseError
	require.ErrorAs(t, err, &inUse)
	require.ErrorContains(t, err, `environment pr12 is in use by "tandem env up pr12" (process`)
	other, err := a.hold("pr13")
	require.NoError(t, err, "others are free")
	other()
	who, err := a.holderOf("pr12")
	require.NoError(t, err)
	require.Equal(t, inUse.Holder, who)
	release()
	who, err = a.holderOf("pr12")
	require.NoError(t, err)
	require.Empty(t, who)
	release, err = a.hold("pr12")
	require.NoError(t, err)
	release()
	who, err = a.holderOf("never")
	require.NoError(t, err)
	require.Empty(t, who)
}

func TestNotesOfEnvironments(t *testing.T) {
	a := &app{homeDir: t.TempDir()}
	all, err := a.allNoted()
	require.NoError(t, err)
	require.Empty(t, all)
	n := note{Name: "pr12", State: env.ComingUp, Owner: "mona", Created: time.Unix(0, 0).UTC(), Spaces: map[topology.Stamp]string{topology.Blue: "10.70.0.0/24"}}
	require.NoError(t, a.note(n))
	read, known, err := a.noted("pr12")
	require.NoError(t, err)
	require.True(t, known)
	n.Version = noteVersion
	require.Equal(t, n, read)

	checkout, err := settings.LoadDir("../..")
	require.NoError(t, err)
	taken, err := a.takenSpaces(checkout, env.Networks{"vnet": {"10.80.0.0/24"}}, "pr13")
	require.NoError(t, err)
	require.Equal(t, []string{"10.10.0.0/16", "10.20.0.0/16", "10.70.0.0/24", "10.80.0.0/24"}, taken)
	own, err := a.takenSpaces(checkout, nil, "pr12")
	require.NoError(t, err)
	require.NotContains(t, own, "10.70.0.0/24", "its own space is free for itself")

	require.NoError(t, os.WriteFile(a.environmentDir("pr12", noteFile), []byte(`{"version": 99, "name": "pr12"}`), 0o600))
	_, _, err = a.noted("pr12")
	require.ErrorContains(t, err, "format 99")
	require.NoError(t, a.note(note{Name: "pr14", State: env.Up}))
	all, err = a.allNoted()
	require.NoError(t, err, "one note that cannot be read keeps nobody from the others")
	require.Equal(t, env.Broken, all["pr12"].State)
	require.Contains(t, all["pr12"].Error, "format 99")
	require.Equal(t, env.Up, all["pr14"].State)
	_, err = a.takenSpaces(checkout, nil, "pr13")
	require.ErrorContains(t, err, "environment pr12")
}

// What is broken is listed with why, also where Azure has nothing of it: that its up
// was interrupted, or when it expires, is told of none whose note says otherwise, or
// cannot be read.
func TestWhyAnEnvironmentIsBrokenIsListed(t *testing.T) {
	a := &app{homeDir: t.TempDir()}
	require.NoError(t, a.note(note{Name: "failed", State: env.Broken, Error: "the quota is used up", Expires: time.Now().Add(time.Hour)}))
	require.NoError(t, a.note(note{Name: "killed", State: env.ComingUp, Expires: time.Now().Add(time.Hour)}))
	require.NoError(t, writeFile(a.environmentDir("unread", noteFile), []byte("{")))
	list, err := a.showAll(nil)
	require.NoError(t, err)
	require.Len(t, list, 3)
	for i, want := range []string{"the quota is used up", interruptedUp, noteFile} {
		require.Equal(t, env.Broken, list[i].State)
		require.Contains(t, list[i].Error, want)
		require.Contains(t, list[i].remark(), want)
		require.False(t, list[i].Expired, list[i].Name)
	}
	require.Nil(t, list[2].Created)
	require.Nil(t, list[2].Expires)
}

// What a sandbox had under a name is not taken for what Azure has under it.
func TestNotesOfAzureLieApart(t *testing.T) {
	inSandbox := &app{homeDir: t.TempDir(), target: targetSandbox}
	inAzure := &app{homeDir: inSandbox.homeDir, target: targetAzure}
	require.NoError(t, inSandbox.note(note{Name: "pr12", State: env.Up}))
	all, err := inAzure.allNoted()
	require.NoError(t, err)
	require.Empty(t, all)
	release, err := inSandbox.hold("pr12")
	require.NoError(t, err)
	defer release()
	release, err = inAzure.hold("pr12")
	require.NoError(t, err)
	release()
}

// A name that stands in a stranger's tags is no path, and nothing that can be held.
func TestNamesOfStrangersNameNoFiles(t *testing.T) {
	a := &app{homeDir: t.TempDir()}
	for _, name := range []string{"../../x", "a/b", "x\x00y", ""} {
		_, err := a.hold(name)
		require.Error(t, err, name)
		who, err := a.holderOf(name)
		require.NoError(t, err, name)
		require.Empty(t, who)
		s, err := a.show(env.Environment{Name: name, State: env.Up, Owner: "a\n::error::b\tc"}, note{}, false)
		require.NoError(t, err)
		for _, cell := range s.row(time.Now()) {
			require.NotContains(t, cell, "\n")
			require.NotContains(t, cell, "\t")
		}
	}
	files, err := os.ReadDir(a.homeDir)
	require.NoError(t, err)
	require.Empty(t, files)
}

// What was taken down here is known to have gone; anything else may be mistyped.
func TestWhatHasGoneIsRemembered(t *testing.T) {
	a := &app{homeDir: t.TempDir()}
	_, known, err := a.goneSince("pr12")
	require.NoError(t, err)
	require.False(t, known)
	require.NoError(t, a.noteGone("pr12"))
	at, known, err := a.goneSince("pr12")
	require.NoError(t, err)
	require.True(t, known)
	require.WithinDuration(t, time.Now(), at, time.Minute)
	all, err := a.allNoted()
	require.NoError(t, err)
	require.Empty(t, all, "it is no environment any more")
}

// A home has an id that stays, and no other home has it.
func TestHomesAreToldApart(t *testing.T) {
	one, other := &app{homeDir: t.TempDir()}, &app{homeDir: t.TempDir()}
	first, err := one.homeID()
	require.NoError(t, err)
	again, err := one.homeID()
	require.NoError(t, err)
	require.Equal(t, first, again)
	second, err := other.homeID()
	require.NoError(t, err)
	require.NotEqual(t, first, second)
	copied := &app{homeDir: t.TempDir()}
	require.NoError(t, os.CopyFS(copied.homeDir, os.DirFS(one.homeDir)))
	third, err := copied.homeID()
	require.NoError(t, err)
	require.NotEqual(t, first, third, "a copy of a home is another one")
}

// Another machine's claim shows where this home does not know of any work.
func TestWhoWorksElsewhereIsShown(t *testing.T) {
	s := shown{Environment: env.Environment{State: env.Broken}, Error: interruptedUp}
	s.heldBy("")
	require.Equal(t, env.Broken, s.State)
	s.heldBy("another")
	require.Equal(t, []string{env.ComingUp, "", "another"}, []string{s.State, s.Error, s.InUse})
	s.heldBy("a third one")
	require.Equal(t, "another", s.InUse)
}

// What is said of an environment depends on who works on it.
func TestShownStates(t *testing.T) {
	a := &app{homeDir: t.TempDir(), args: []string{"env", "up", "pr12"}}
	e := env.Environment{Name: "pr12", State: env.ComingUp}
	s, err := a.show(e, note{}, true)
	require.NoError(t, err)
	require.Equal(t, []string{env.Broken, interruptedUp}, []string{s.State, s.Error})
	s, err = a.show(e, note{}, false)
	require.NoError(t, err)
	require.Equal(t, env.ComingUp, s.State, "another machine may work on it")
	release, err := a.hold("pr12")
	require.NoError(t, err)
	defer release()
	s, err = a.show(e, note{}, true)
	require.NoError(t, err)
	require.Equal(t, env.ComingUp, s.State)
	require.Contains(t, s.remark(), `in use by "tandem env up pr12"`)
	now := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	later := now.Add(90 * time.Minute)
	require.Equal(t, "2026-11-21 13:30Z (in 1h30m)", until(&later, now))
	require.Equal(t, "2026-11-21 12:00Z (over)", until(&now, now))
	require.Equal(t, "-", until(nil, now))
}
