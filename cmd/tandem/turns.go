package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/tandem-platform/tandem/ops/system"
)

// The orders in which stamps are deployed.
const (
	stampsInTurn   = "in-turn"
	stampsTogether = "together"
)

// stampOrder is how an up treats the two stamps.
type stampOrder struct {
	order string // "" is what the target wants
	// within is how long the first stamp may take to become healthy.
	within time.Duration
}

// healthyWithin is how long a stamp may take to become healthy by default: a
// container has up to 230 s to start, per instance
// (https://learn.microsoft.com/azure/app-service/reference-app-settings).
const healthyWithin = 15 * time.Minute

func (s *stampOrder) add(c *cobra.Command) {
	c.Flags().StringVar(&s.order, "stamps", "", "in-turn: the idle stamp first, the one that serves when that is healthy; together: side by side (default in-turn with --target azure, together in the sandbox, where nobody is served)")
	c.Flags().DurationVar(&s.within, "healthy-within", healthyWithin, "with --stamps in-turn: how long the idle stamp may take to become healthy")
}

// check completes the order by what the target wants and refuses what is none.
func (s *stampOrder) check(target string, flags *pflag.FlagSet) error {
	switch {
	case s.order == "" && flags.Changed("stamps"):
		return usagef("--stamps names no order: use %s or %s", stampsInTurn, stampsTogether)
	case s.order == "" && target == targetAzure:
		s.order = stampsInTurn
	case s.order == "":
		s.order = stampsTogether
	}
	if s.order != stampsInTurn && s.order != stampsTogether {
		return usagef("--stamps %s is not known: use %s or %s", s.order, stampsInTurn, stampsTogether)
	}
	if s.order == stampsTogether && flags.Changed("healthy-within") {
		return usagef("--healthy-within belongs to --stamps %s: side by side, no stamp waits for the other", stampsInTurn)
	}
	if s.within <= 0 || target == targetAzure && s.within <= system.HealthSettled {
		return usagef("--healthy-within %s leaves no time: against Azure a stamp has to be healthy for %s: use %s, for example",
			s.within, system.HealthSettled, healthyWithin)
	}
	return nil
}

// takeTurns says in which order the stamps are deployed, nil for side by side.
func (w *workplace) takeTurns(ctx context.Context, s stampOrder) (*system.Turns, error) {
	if s.order == stampsTogether {
		return nil, nil
	}
	status, err := w.status(ctx)
	if err != nil {
		return nil, err
	}
	turns, note, err := system.TakeTurns(status)
	if err != nil {
		return nil, err
	}
	w.app.ui.say("%s", note)
	if turns != nil {
		turns.Again = func(ctx context.Context) (*system.Turns, error) {
			status, err := w.status(ctx)
			if err != nil {
				return nil, err
			}
			again, _, err := system.TakeTurns(status)
			return again, err
		}
	}
	if !turns.Gated(status) {
		return turns, nil
	}
	health := system.Health{Reader: w.arm, Clock: clockwork.NewRealClock(), Limit: s.within}
	if w.app.target == targetAzure {
		health.Probe = probe
		health.Say = func(text string) { w.app.ui.say("%s", text) }
		health.Before = health.Running(ctx, w.layout(), turns.First)
	} else {
		w.app.ui.say("the sandbox has no data plane: %s is healthy when ARM says that its web app runs", turns.First)
	}
	turns.Gate = func(ctx context.Context, stamp string) error { return health.Wait(ctx, w.layout(), stamp) }
	if w.gate, err = openGate(ctx, w.layout(), func(ctx context.Context, stamp string) error {
		w.app.ui.say("health: %s, with its new settings", stamp) // the deployment's phase goes on
		return turns.Gate(ctx, stamp)
	}); err != nil {
		return nil, err
	}
	w.workspace.Env[gateVariable] = w.gate.url
	turns.Deploys = w.gate.deploys
	return turns, nil
}

// probeTimeout is how long an answer of a health path may take.
const probeTimeout = 10 * time.Second

// probe gets the URL of a health path. It follows no redirect: one that leads to the
// sign-in page is not healthy.
func probe(ctx context.Context, url string) (answer system.Answer, err error) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return answer, err
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		return answer, err
	}
	answer = system.Answer{Status: resp.StatusCode, Build: resp.Header.Get(system.BuildHeader)}
	_, err = io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<20))
	return answer, errors.Join(err, resp.Body.Close())
}
