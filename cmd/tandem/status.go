package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/ops/system"
)

func newStatusCommand(a *app) *cobra.Command {
	var since, until string
	c := &cobra.Command{
		Use:   "status",
		Short: "Say how the system stands, as Azure Resource Manager tells it, and what changed since",
		Long: `Say how the system stands, as Azure Resource Manager tells it: which revision and
image run at which address, which stamp serves, what is missing.

With --since, say what changed in each stack between then and now, or --until:
the revisions and images, the commits between them, as far as git knows them here,
and the resources that differ. "Then" is the last deployment of a revision (a
branch, a tag, a commit or the beginning of its hash), a time, a date (its beginning,
UTC), or a span before now. It comes from the history in the state backend; a
backend that keeps no past states where tandem can read them (any but the home's own)
tells how many resources each deployment changed, and not which.`,
		Example: `  go run ./cmd/tandem status
  go run ./cmd/tandem status --json
  go run ./cmd/tandem status --since v1.4.0
  go run ./cmd/tandem status --since 7d
  go run ./cmd/tandem status --since 4f2a9c1 --until 2026-11-20T18:00:00Z`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			flags := cmd.Flags()
			switch {
			case flags.Changed("since") && since == "":
				return usagef("--since needs a revision, a time or a span")
			case flags.Changed("until") && (until == "" || since == ""):
				return usagef("--until goes with --since, and needs a revision, a time or a span")
			case since != "":
				return a.statusSince(cmd.Context(), since, until)
			}
			return a.status(cmd.Context())
		},
	}
	c.Flags().StringVar(&since, "since", "", "say what changed since a revision, a time, a date or a span (24h, 7d)")
	c.Flags().StringVar(&until, "until", "", "with --since: up to this revision, time, date or span, not up to now")
	return c
}

// statusSince tells what changed; the status that it is told beside is that of now.
func (a *app) statusSince(ctx context.Context, since, until string) error {
	all, err := a.check(toRead)
	asked, wrong := a.span(ctx, since, until, time.Now().UTC())
	if err := errors.Join(err, wrong); err != nil {
		return err
	}
	t, err := a.openTarget(ctx, all)
	if err != nil {
		return err
	}
	defer t.close()
	changed, err := t.since(ctx, asked)
	if err != nil {
		return err
	}
	s, err := t.status(ctx)
	if err != nil {
		return err
	}
	changed.meet(s)
	return a.ui.answer("status", map[string]any{"status": s, "since": changed}, func(w io.Writer) error { return printSince(w, changed) })
}

func (a *app) status(ctx context.Context) error {
	t, err := a.openToRead(ctx)
	if err != nil {
		return err
	}
	defer t.close()
	s, err := t.status(ctx)
	if err != nil {
		return err
	}
	return a.ui.answer("status", map[string]any{"status": s}, func(w io.Writer) error { return printStatus(w, s) })
}

func printStatus(w io.Writer, s system.Status) error {
	rows := [][]string{{"STAMP", "REGION", "ROLE", "INTENT", "APP", "RESOURCES", "REVISION", "IMAGE", "ADDRESS"}}
	for _, st := range s.Stamps {
		rows = append(rows, []string{st.Stamp, st.Region, st.Role, st.Intent, st.AppState,
			fmt.Sprintf("%d/%d", st.Succeeded, st.Resources), shorten(st.Revision), shorten(st.ImageDigest), orDash(st.Address)})
	}
	rows = append(rows, []string{"global", s.Edge.Region, "", "", "", fmt.Sprintf("%d/%d", s.Edge.Succeeded, s.Edge.Resources), shorten(s.Edge.Revision), "", orDash(s.Edge.Address)})
	if err := table(w, rows); err != nil {
		return err
	}
	if err := printServes(w, s); err != nil {
		return err
	}
	if err := printLinks(w, s); err != nil {
		return err
	}
	var b strings.Builder
	for _, r := range s.DNSRecords {
		fmt.Fprintf(&b, "set this DNS record: %s %s %s\n", r.Name, r.Type, r.Value)
	}
	for _, f := range s.Findings {
		fmt.Fprintf(&b, "! %s\n", f)
	}
	if len(s.Findings) == 0 {
		b.WriteString("everything that should exist does\n")
	}
	_, err := fmt.Fprint(w, "\n", b.String())
	return err
}

// printServes says what runs at the generic address.
func printServes(w io.Writer, s system.Status) error {
	for _, st := range s.Stamps {
		if !slices.Contains(s.Edge.Serves, st.Stamp) {
			continue
		}
		if _, err := fmt.Fprintf(w, "\n%s leads to %s: revision %s, image %s\n", s.Edge.Address, st.Stamp, orDash(st.Revision), orDash(st.ImageDigest)); err != nil {
			return err
		}
	}
	return nil
}

func printLinks(w io.Writer, s system.Status) error {
	rows := [][]string{{"PRIVATE LINKS", "APPROVED", "OTHER", "REPLICATION"}}
	for _, st := range s.Stamps {
		approved, other := 0, 0
		for _, l := range st.PrivateLinks {
			if l.Status == "Approved" {
				approved++
			} else {
				other++
			}
		}
		var streams []string
		for _, r := range st.Replication {
			if r.Kind == "sql" {
				streams = append(streams, fmt.Sprintf("sql %s %s", r.Detail, r.State))
			} else {
				streams = append(streams, fmt.Sprintf("blob to %s %s", r.To, r.State))
			}
		}
		rows = append(rows, []string{st.Stamp, fmt.Sprint(approved), fmt.Sprint(other), strings.Join(streams, "; ")})
	}
	if _, err := fmt.Fprintln(w); err != nil {
		return err
	}
	return table(w, rows)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// shorten cuts a digest or revision to what people compare by eye.
func shorten(s string) string {
	s = strings.TrimPrefix(s, "sha256:")
	if len(s) > 12 {
		return s[:12]
	}
	return orDash(s)
}
