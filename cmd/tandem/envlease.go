package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/env"
)

// claimSettle is how long Azure may take to show one machine what another one wrote.
const claimSettle = 5 * time.Second

// leased does what is to be done with an environment while no other machine may work
// on it. The lock of this home is held already. Where the claim is lost, the work ends
// as by a Ctrl-C.
func (t *target) leased(ctx context.Context, name string, do func(context.Context) error) error {
	home, err := t.app.homeID()
	if err != nil {
		return err
	}
	region := t.settings.Stacks[settings.GlobalStack].Global.Region
	claim := env.Claim{Identity: env.Identity(t.system(), name), Location: region, Holder: t.app.claimHolder(), Home: home}
	if t.app.target == targetAzure {
		claim.Settle = claimSettle
	}
	ctx, lease, err := env.Acquire(ctx, t.arm, claim, clockwork.NewRealClock())
	if err != nil {
		return err
	}
	err = do(ctx)
	var lost *env.LostError
	if errors.As(context.Cause(ctx), &lost) {
		err = errors.Join(err, lost)
	}
	if failed := lease.Release(ctx); failed != nil {
		t.app.ui.say("%v", failed)
	}
	return err
}

// claimed adds to environments on which machine somebody works on them. Who may not
// read that is told the rest.
func (t *target) claimed(ctx context.Context, list []shown) {
	home, err := t.app.knownHomeID()
	if err == nil {
		var holders map[string]string
		holders, err = env.Claims(ctx, t.arm, t.system(), home)
		for i := range list {
			list[i].heldBy(holders[list[i].Name])
		}
	}
	if err != nil {
		t.app.ui.say("who works on environments elsewhere is not told: %v", err)
	}
}

// heldBy notes that another machine works on an environment, unless holder is empty.
func (s *shown) heldBy(holder string) {
	if holder == "" || s.InUse != "" {
		return
	}
	s.InUse = holder
	if s.State == env.Broken && s.Error == interruptedUp {
		s.State, s.Error = env.ComingUp, ""
	}
	if s.State == env.GoingDown {
		s.Error = ""
	}
}

// claimHolder says who claims, for people: the command, the machine and who runs it.
func (a *app) claimHolder() string {
	host, err := os.Hostname()
	if err != nil {
		host = "another machine"
	}
	return "tandem " + strings.Join(a.args, " ") + " on " + host + " by " + whoAsks()
}

// homeFile holds the id by which a home is told from others.
const homeFile = "home.json"

// homeIdentity is a home's id, and where it was made: a copy of a home is another one.
type homeIdentity struct {
	ID   string `json:"id"`
	Made string `json:"made"`
}

// bootFile names, where the system has it, the run of the machine since it was started.
const bootFile = "/proc/sys/kernel/random/boot_id"

// here is where this home is: the machine, since when it runs, and the folder.
func (a *app) here() string {
	host, _ := os.Hostname()
	boot, _ := os.ReadFile(bootFile)
	return strings.Join([]string{host, strings.TrimSpace(string(boot)), a.environmentsHome()}, " ")
}

// knownHomeID is the id of the home, "" if it has none yet.
func (a *app) knownHomeID() (string, error) {
	var h homeIdentity
	ok, err := readJSON(a.environmentsHome(homeFile), &h)
	if err != nil || !ok || h.Made != a.here() {
		return "", err
	}
	return h.ID, nil
}

// homeID is the id of the home, which is made when it is first asked for.
func (a *app) homeID() (string, error) {
	release, err := a.allocating()
	if err != nil {
		return "", err
	}
	defer release()
	id, err := a.knownHomeID()
	if err != nil || id != "" {
		return id, err
	}
	h := homeIdentity{ID: uuid.NewString(), Made: a.here()}
	return h.ID, writeJSON(a.environmentsHome(homeFile), h)
}
