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
	global := t.settings.Stacks[settings.GlobalStack]
	claim := env.Claim{Identity: env.Identity(global.System, name), Location: global.Global.Region, Holder: t.app.claimHolder(), Home: home}
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

// claimed says of environments on which machine somebody works on them.
func (t *target) claimed(ctx context.Context, list []shown) error {
	home, err := t.app.homeID()
	if err != nil {
		return err
	}
	holders, err := env.Claims(ctx, t.arm, t.settings.Stacks[settings.GlobalStack].System, home)
	for i := range list {
		list[i].heldBy(holders[list[i].Name])
	}
	return err
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

// homeID is the id of the home, which is made when it is first asked for.
func (a *app) homeID() (string, error) {
	release, err := a.allocating()
	if err != nil {
		return "", err
	}
	defer release()
	var id string
	ok, err := readJSON(a.environmentsHome(homeFile), &id)
	if err != nil || ok {
		return id, err
	}
	id = uuid.NewString()
	return id, writeJSON(a.environmentsHome(homeFile), id)
}
