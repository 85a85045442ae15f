package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/env"
)

func newEnvCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "env",
		Short: "Bring up, list, extend and take down test environments",
		Long: `Test environments: both stamps and what joins them in one stack, at test sizes,
beside production and beside each other. Owner, pull request, revision and expiry
stand in tags of their resource groups, so that any machine finds them.`,
		Example: `  go run ./cmd/tandem env up pr12 --pull-request 12 --ttl 8h
  go run ./cmd/tandem env list`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown command %q: use up, list, show, extend, down or reap", args[0])
			}
			return cmd.Help()
		},
	}
	c.AddCommand(newEnvUpCommand(a), newEnvListCommand(a), newEnvShowCommand(a), newEnvExtendCommand(a), newEnvDownCommand(a), newEnvReapCommand(a))
	return c
}

// oneName wants exactly the name of an environment.
func oneName(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("tandem env %s takes the NAME of one environment, and got %d arguments", cmd.Name(), len(args))
	}
	return nil
}

// checkEnvironment loads the configuration and checks the name of an environment
// that exists, perhaps, and the access to the target. All faults come at once.
func (a *app) checkEnvironment(name string) (*settings.All, error) {
	all, err := settings.LoadDir(a.checkout)
	errs := []error{err, a.checkAccess()}
	if fault := topology.CheckEnvironment(name); fault != nil {
		errs = append(errs, usagef("NAME: %w", fault))
	} else if all != nil {
		if owner := all.StackOf(name); owner != "" {
			errs = append(errs, usagef("NAME: %s is the environment of %s, and none of tandem env up", name, settings.FileName(owner)))
		}
	}
	return all, errors.Join(errs...)
}

// shown is an environment as list and show tell it.
type shown struct {
	env.Environment
	Expired bool `json:"expired"`
	// Known is set when this home has noted it.
	Known bool   `json:"known"`
	InUse string `json:"inUse,omitempty"` // by which command, here or on another machine
	Error string `json:"error,omitempty"` // why it is broken
	// Extensions are those that this home has noted.
	Extensions []env.Extension `json:"extensions,omitempty"`
}

// interruptedUp is why an environment is broken whose up ended without a word.
const interruptedUp = "its up was interrupted: run it again, or take it down"

// interruptedDown is what to do about one whose down ended so.
const interruptedDown = "being taken down; if that was interrupted, run it again: tandem env down %s --execute"

// show adds what this home knows to what Azure tells of an environment.
func (a *app) show(e env.Environment, n note, known bool) (shown, error) {
	s := shown{Environment: e, Expired: e.Expired(time.Now()), Known: known, Error: n.Error, Extensions: n.Extensions}
	var err error
	if s.InUse, err = a.holderOf(e.Name); err != nil {
		return s, err
	}
	if known && s.InUse == "" && e.State == env.ComingUp {
		s.State, s.Error = env.Broken, interruptedUp
	}
	if s.InUse == "" && e.State == env.GoingDown {
		s.Error = fmt.Sprintf(interruptedDown, e.Name)
	}
	if s.InUse != "" && e.State == env.Leftovers {
		s.State = env.ComingUp
	}
	return s, nil
}

// unseen is an environment of which Azure has nothing, as it is noted.
func (n note) unseen() env.Environment {
	e := env.Environment{Name: n.Name, State: env.ComingUp, Owner: n.Owner, PullRequest: n.PullRequest, Groups: []env.Group{}}
	if n.State == env.Broken {
		e.State = env.Broken // it is noted why
	}
	if n.unread == nil {
		e.Created, e.Expires = &n.Created, &n.Expires
	}
	return e
}

// row is an environment in a table. Tags of strangers may hold anything: each stays on
// its line.
func (s shown) row(now time.Time) []string {
	number := "-"
	if s.PullRequest != 0 {
		number = strconv.Itoa(s.PullRequest)
	}
	row := []string{s.Name, s.State, orDash(s.Owner), number, shorten(s.Revision), since(s.Created), until(s.Expires, now), s.remark()}
	for i := range row {
		row[i] = oneLine(row[i])
	}
	return row
}

// oneLine is text without what could begin a line, or a column, of its own.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// remark is what the columns do not say.
func (s shown) remark() string {
	switch {
	case s.InUse != "":
		return "in use by " + s.InUse
	case s.Error != "":
		return firstLine(s.Error)
	case s.Expired:
		return "expired: tandem env reap takes it down"
	case !s.Known:
		return "not brought up here"
	}
	return ""
}

func since(t *time.Time) string {
	if t == nil {
		return "-"
	}
	return t.UTC().Format("2006-01-02 15:04Z")
}

// until says when, and how long that is from now.
func until(t *time.Time, now time.Time) string {
	if t == nil {
		return "-"
	}
	left := t.Sub(now).Round(time.Minute)
	if left <= 0 {
		return since(t) + " (over)"
	}
	return fmt.Sprintf("%s (in %dh%02dm)", since(t), int(left.Hours()), int(left.Minutes())%60)
}
