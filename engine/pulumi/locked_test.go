package pulumi_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// lockedElsewhere is what the CLI says where a backend holds a lock.
const lockedElsewhere = "error: the stack is currently locked by 1 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.\n" +
	"  azblob://state?storage_account=x/.pulumi/locks/organization/tandem/blue/9d.json: created by runner@fv-az1 (pid 2034) at 2026-11-20T09:58:00Z"

// The lock of a run on another machine stays; who holds it, since when, and how to
// get rid of it, is told.
func TestLocksElsewhereAreTold(t *testing.T) {
	f := newFake(t)
	f.state("blue", "{}")
	f.Env["PULUMI_BACKEND_URL"] = "azblob://state"
	f.Env["FAKE_ANSWER"] = f.calls + ".answer"
	f.write(f.Env["FAKE_ANSWER"], `[{"name":"blue"}]`)
	f.Env["FAKE_CODE"], f.Env["FAKE_COMPLAINT"] = "255", lockedElsewhere
	_, err := f.Up(context.Background(), "blue", pulumi.UpOptions{})
	requireLocked(t, err)
	if calls := strings.Join(f.called(), "\n"); strings.Contains(calls, "cancel") {
		t.Errorf("a lock was broken:\n%s", calls)
	}

	// Settling writes the state, so it meets the lock before the deployment does.
	f.state("blue", interrupted)
	f.Env["ARM_SUBSCRIPTION_ID"], f.Env["FAKE_LOCKED"] = "sub", "yes"
	_, err = f.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: &cloud{}})
	requireLocked(t, err)
	requireLocked(t, f.Remove(context.Background(), "blue"))
}

func requireLocked(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, pulumi.ErrLocked) {
		t.Fatalf("it is told as %v", err)
	}
	for _, want := range []string{"a lock on stack blue for process 2034 of runner on fv-az1", "since 2026-11-20 09:58:00 UTC (", " ago)",
		"pulumi cancel --stack blue --yes", "wait for it to end"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("it does not say %q: %v", want, err)
		}
	}
}
