package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/env"
	"github.com/tandem-platform/tandem/ops/system"
)

func newEnvListCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the test environments, by the tags of their resource groups",
		Example: `  go run ./cmd/tandem env list
  go run ./cmd/tandem env list --target azure --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.envList(cmd.Context()) },
	}
}

func (a *app) envList(ctx context.Context) error {
	t, err := a.openToRead(ctx)
	if err != nil {
		return err
	}
	defer t.close()
	found, err := env.See(ctx, t.arm, t.system())
	if err != nil { // tags of groups are enough, for who may not read Entra, say
		a.ui.say("leftovers are not listed: %v", err)
		if found, err = env.List(ctx, t.arm, t.system()); err != nil {
			return err
		}
	}
	list, err := a.showAll(found)
	if err != nil {
		return err
	}
	t.claimed(ctx, list)
	return a.ui.answer("env list", map[string]any{"environments": list}, func(w io.Writer) error {
		if len(list) == 0 {
			_, err := fmt.Fprintln(w, "there is no test environment: tandem env up NAME makes one")
			return err
		}
		rows := [][]string{{"NAME", "STATE", "OWNER", "PR", "REVISION", "CREATED", "EXPIRES", ""}}
		for _, s := range list {
			rows = append(rows, s.row(time.Now()))
		}
		return table(w, rows)
	})
}

// showAll adds what the home knows to what was found, and what only the home knows.
func (a *app) showAll(found []env.Environment) ([]shown, error) {
	notes, err := a.allNoted()
	if err != nil {
		return nil, err
	}
	list := []shown{}
	for _, e := range found {
		n, known := notes[e.Name]
		delete(notes, e.Name)
		s, err := a.show(e, n, known)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	for _, n := range notes {
		s, err := a.show(n.unseen(), n, true)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b shown) int { return strings.Compare(a.Name, b.Name) })
	return list, nil
}

func newEnvShowCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Say all that is known of a test environment, its addresses first",
		Example: `  go run ./cmd/tandem env show pr12
  go run ./cmd/tandem env show pr12 --json`,
		Args: oneName,
		RunE: func(cmd *cobra.Command, args []string) error { return a.envShow(cmd.Context(), args[0]) },
	}
}

func (a *app) envShow(ctx context.Context, name string) error {
	all, err := a.checkEnvironment(name)
	if err != nil {
		return err
	}
	t, err := a.openTarget(ctx, all)
	if err != nil {
		return err
	}
	defer t.close()
	view, err := t.viewEnvironment(ctx, name)
	if err != nil {
		return err
	}
	return a.ui.answer("env show", view.answer(), func(w io.Writer) error { return view.print(w) })
}

// view is everything that is known of one environment.
type view struct {
	shown
	Status system.Status
}

// viewEnvironment reads everything that is known of an environment. One that
// neither Azure nor the home knows is wrong usage.
func (t *target) viewEnvironment(ctx context.Context, name string) (view, error) {
	found, exists, err := env.Find(ctx, t.arm, t.system(), name)
	if err != nil {
		return view{}, err
	}
	n, known, err := t.app.noted(name)
	if err != nil {
		return view{}, err
	}
	if !exists && !known {
		return view{}, unknownEnvironment(name)
	}
	if !exists {
		found = n.unseen()
	}
	var v view
	if v.shown, err = t.app.show(found, n, known); err != nil {
		return view{}, err
	}
	claimed := []shown{v.shown}
	t.claimed(ctx, claimed)
	v.shown = claimed[0]
	layout, err := t.environmentLayout(found)
	if err != nil {
		return view{}, err
	}
	snapshot, err := system.Observe(ctx, t.arm, layout)
	if err != nil {
		return view{}, fmt.Errorf("status of environment %s: %w", name, err)
	}
	v.Status = system.Assess(snapshot)
	for i, f := range v.Status.Findings {
		v.Status.Findings[i] = strings.ReplaceAll(f, "tandem up", "tandem env up "+name)
	}
	return v, nil
}

func unknownEnvironment(name string) error {
	return usagef("there is no environment %s: tandem env list names those that there are", name)
}

// environmentLayout is what an environment consists of; where it expires plays no
// part in that.
func (t *target) environmentLayout(e env.Environment) (system.Layout, error) {
	now := time.Now()
	s, _, err := t.settings.Environment(settings.EnvironmentArgs{Name: e.Name, Owner: "nobody", Created: now, Expires: now.Add(settings.MinLife)})
	if err != nil {
		return system.Layout{}, err
	}
	return system.NewLayout(s.Apart(), t.arm.Subscription()), nil
}

// addresses are where the environment is reached, by name: app is the generic
// address, blue and green are the stamps' own, sql is the database's listener.
func (v view) addresses() map[string]string {
	all := map[string]string{}
	if v.Status.Edge.Address != "" {
		all["app"] = "https://" + v.Status.Edge.Address
	}
	if v.Status.Edge.Deployed {
		all["sql"] = v.Status.Edge.Listener
	}
	for _, s := range v.Status.Stamps {
		if s.Address != "" {
			all[s.Stamp] = "https://" + s.Address
		}
	}
	return all
}

func (v view) answer() map[string]any {
	return map[string]any{"environment": v.shown, "addresses": v.addresses(), "status": v.Status}
}

func (v view) print(w io.Writer) error {
	var rows [][]string
	addresses := v.addresses()
	for _, name := range slices.Sorted(maps.Keys(addresses)) {
		rows = append(rows, []string{name, addresses[name]})
	}
	facts := v.row(time.Now())
	for i, name := range []string{"name", "state", "owner", "pull request", "revision", "created", "expires", "remark"} {
		if facts[i] != "" {
			rows = append(rows, []string{name, facts[i]})
		}
	}
	if v.Extended != "" {
		rows = append(rows, []string{"extended", oneLine(v.Extended)})
	}
	for _, g := range v.Groups {
		rows = append(rows, []string{"group", g.Name + " in " + g.Location})
	}
	if err := table(w, rows); err != nil {
		return err
	}
	for _, f := range v.Status.Findings {
		if _, err := fmt.Fprintf(w, "! %s\n", f); err != nil {
			return err
		}
	}
	return nil
}
