package system_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

const lockType = "azure-native:authorization:ManagementLockByScope"

// unlocking is a system of which blue would lose its delete lock.
func unlocking(op string) *fake {
	f := released()
	f.steps["blue"] = []system.Step{{URN: "urn:lock", Type: lockType, Name: "blue-sql-lock", Op: op}}
	return f
}

func TestUpRefusesToTakeDeleteLocksAway(t *testing.T) {
	for _, op := range []string{"delete", "replace"} {
		f := unlocking(op)
		_, err := system.Up(t.Context(), f.deps(false), tiers, system.Options{})
		require.ErrorIs(t, err, system.ErrUnsafe)
		require.ErrorContains(t, err, "blue: delete lock: blue-sql-lock")
		require.ErrorContains(t, err, "--allow-data-change blue-sql-lock")
		require.NotContains(t, *f.log, "up blue")
	}
}

func TestLockOfALateStackIsGuardedToo(t *testing.T) {
	f := released()
	f.steps["global"] = []system.Step{{Type: lockType, Name: "lock", Op: "delete"}}
	_, err := system.Up(t.Context(), f.deps(false), tiers, system.Options{})
	require.ErrorContains(t, err, "global: delete lock: lock")
	f = released()
	f.underWay = true
	f.steps["global"] = []system.Step{{Type: lockType, Name: "lock", Op: "delete"}}
	_, err = system.Up(t.Context(), f.deps(false), tiers, system.Options{})
	require.ErrorContains(t, err, "global: delete lock: lock")
	require.ErrorContains(t, err, "only blue had been applied before")
}

func TestDeleteLockMayGoWhenThatIsMeant(t *testing.T) {
	for name, o := range map[string]system.Options{
		"named":            {AllowLocks: []string{"blue-sql-lock"}},
		"named with stack": {AllowLocks: []string{"blue/blue-sql-lock"}},
	} {
		f := unlocking("delete")
		_, err := system.Up(t.Context(), f.deps(false), tiers, o)
		require.NoError(t, err, name)
		require.Contains(t, *f.log, "up blue")
	}
	f := unlocking("delete")
	d := f.deps(false)
	d.Lifting = func(stack string) bool { return stack == "blue" }
	_, err := system.Up(t.Context(), d, tiers, system.Options{})
	require.NoError(t, err, "the configuration lifts the protection, as a step of its own")
	f.losses, f.refusals["blue"] = map[string][]system.Loss{"blue": {{Name: "db", Op: "delete"}}}, []system.Refusal{{Check: system.CheckData}}
	_, err = system.Up(t.Context(), f.deps(false), tiers, system.Options{})
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.NotContains(t, err.Error(), "delete lock", "that its data would go says enough")
}

func TestNamesThatLiftNothingAreRefused(t *testing.T) {
	f := unlocking("delete")
	f.deployed["blue"], f.deployed["global"], f.changes["blue"] = true, true, system.Counts{}
	_, err := system.Up(t.Context(), f.deps(false), tiers, system.Options{AllowLocks: []string{"blue-sql-lock", "blue-db"}})
	require.ErrorContains(t, err, "--allow-data-change blue-db: no such delete lock would go, those that would are blue-sql-lock; nothing was changed")
	require.NotContains(t, *f.log, "up global")
}

// The same command goes on after an interruption, also when the lock went before it.
func TestNameOfALockThatIsGoneGoesOn(t *testing.T) {
	f := released()
	f.changes["blue"], f.underWay = system.Counts{}, true
	_, err := system.Up(t.Context(), f.deps(false), tiers, system.Options{AllowLocks: []string{"blue-sql-lock"}})
	require.NoError(t, err)
	require.Contains(t, *f.log, "up global")
}

func TestPlanKeepsWhichLocksMayGo(t *testing.T) {
	f := unlocking("delete")
	o := system.Options{KeepPlan: true, Settled: true, AllowLocks: []string{"blue-sql-lock"}}
	previews, err := system.Preview(t.Context(), f.deps(false), tiers, o)
	require.NoError(t, err)
	p, err := system.NewPlan(previews, here(), o)
	require.NoError(t, err)
	_, err = system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.NoError(t, err)
	p.AllowLocks = nil
	*f.log = nil
	_, err = system.UpPlanned(t.Context(), f.deps(false), tiers, p, here())
	require.ErrorContains(t, err, "blue: delete lock: blue-sql-lock")
	require.NotContains(t, *f.log, "up blue")
}

func TestLocksAreTold(t *testing.T) {
	for token, want := range map[string]bool{
		lockType: true,
		"azure-native:authorization/v20200501:ManagementLockAtResourceLevel": true,
		"azure-native:authorization:RoleAssignment":                          false,
		"azure-native:storage:ManagementLockByScope":                         false,
	} {
		require.Equal(t, want, system.IsLock(token), token)
	}
}
