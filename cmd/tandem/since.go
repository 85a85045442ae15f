package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/revision"
	"github.com/tandem-platform/tandem/ops/system"
)

// sinceAnswer is what changed, with the commits that lie between.
type sinceAnswer struct {
	system.Since
	// Commits are the ways from one revision to another, one for each pair that a stack went.
	Commits []commitRange `json:"commits"`
}

// commitRange is the way from one revision to another. Added and Removed are nil
// where Why says that git cannot tell.
type commitRange struct {
	From    string            `json:"from"`
	To      string            `json:"to"`
	Stacks  []string          `json:"stacks"`
	Added   []revision.Commit `json:"added"`
	Removed []revision.Commit `json:"removed"`
	Why     string            `json:"why,omitempty"`
}

// span is what somebody asks about; end is nil for now.
type span struct {
	begin system.Moment
	end   *system.Moment
}

// span reads both ends before anything is opened, and reports both that are wrong.
func (a *app) span(ctx context.Context, since, until string, now time.Time) (span, error) {
	begin, err := a.moment(ctx, "--since", since, now)
	if until == "" {
		return span{begin: begin}, err
	}
	end, wrong := a.moment(ctx, "--until", until, now)
	return span{begin, &end}, errors.Join(err, wrong)
}

// since compares what stands at the end of a span with what stood at its beginning.
func (t *target) since(ctx context.Context, asked span) (*sinceAnswer, error) {
	stacks := system.ProductionTiers().Stacks()
	histories, err := t.histories(ctx, stacks)
	if err != nil {
		return nil, err
	}
	changed, err := system.Changed(stacks, histories, asked.begin, asked.end, revision.Bare)
	var unknown *system.UnknownMomentError
	switch {
	case errors.As(err, &unknown) && len(unknown.Known) == 0:
		return nil, err
	case err != nil: // what was asked for does not fit what there is
		return nil, &usageError{err}
	}
	answer := &sinceAnswer{Since: changed, Commits: []commitRange{}}
	answer.commits(ctx, t.app.checkout)
	return answer, nil
}

// days is a span like 7d, which [time.ParseDuration] does not know.
func days(text string) (time.Duration, bool) {
	number, ok := strings.CutSuffix(text, "d")
	n, err := strconv.Atoi(number)
	return time.Duration(n) * 24 * time.Hour, ok && err == nil && n > 0
}

// moment reads a span, a date, a time, or a revision: what git knows by that name,
// else the beginning of a commit's hash.
func (a *app) moment(ctx context.Context, flag, text string, now time.Time) (system.Moment, error) {
	m := system.Moment{Asked: text}
	if span, err := time.ParseDuration(text); err == nil && span > 0 {
		m.Time = now.Add(-span)
		return m, nil
	}
	if span, ok := days(text); ok {
		m.Time = now.Add(-span)
		return m, nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if at, err := time.Parse(layout, text); err == nil {
			m.Time = at.UTC()
			return m, nil
		}
	}
	if hash, ok := revision.Resolve(ctx, a.checkout, text); ok {
		m.Revision = hash
		return m, nil
	}
	bare := strings.ToLower(revision.Bare(text))
	_, err := hex.DecodeString(bare + strings.Repeat("0", len(bare)%2))
	const leastHash = 7
	if bare == revision.Unknown || err == nil && len(bare) >= leastHash {
		m.Revision = bare
		return m, nil
	}
	return m, usagef("%s %q is no span (24h, 7d), no date (2006-01-02), no time (2006-01-02T15:04:05Z), "+
		"and no revision that git knows in %s: give one of these, or a commit's hash", flag, text, a.checkout)
}

// histories reads what was deployed of stacks: of the home's own backend from its
// files, of another one by the CLI.
func (t *target) histories(ctx context.Context, stacks []string) (map[string][]system.Deployed, error) {
	read := func(stack string) ([]pulumi.Update, error) { return pulumi.RecordedHistory(t.app.homeDir, stack) }
	if t.app.target == targetAzure {
		tools, err := t.app.obtain(ctx, true)
		if err != nil {
			return nil, err
		}
		w := t.reader(tools)
		read = func(stack string) ([]pulumi.Update, error) { return w.History(ctx, stack) }
	}
	all := map[string][]system.Deployed{}
	for _, stack := range stacks {
		updates, err := read(stack)
		if err != nil {
			return nil, err
		}
		if all[stack], err = history(stack, updates); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// history is what updates have put in place in a stack.
func history(stack string, updates []pulumi.Update) ([]system.Deployed, error) {
	var all []system.Deployed
	for _, u := range updates {
		if u.Result != "succeeded" || u.Kind == "refresh" {
			continue
		}
		d, err := deployed(u)
		if err != nil {
			return nil, fmt.Errorf("history of stack %s: %w", stack, err)
		}
		all = append(all, d)
	}
	return all, nil
}

// reader is a workspace that asks the state backend and runs nothing.
func (t *target) reader(tools *pulumi.Toolchain) *pulumi.Workspace {
	return &pulumi.Workspace{Checkout: t.app.checkout, Home: t.app.homeDir, Toolchain: tools, Env: t.variables(), Abort: t.app.abort}
}

// variables are what the CLI gets that reads the target's state: its login among them.
func (t *target) variables() map[string]string {
	return (&workplace{target: t, policies: &policies{}}).environment(t.env)
}

// deployedRevision begins the message that an update keeps in its stack's history.
const deployedRevision = "revision "

// deployed says what an update put in place. Where the state that it left is
// kept, the stack's own outputs tell the revision; else the update's message and, of
// plain pulumi, what git had checked out. The image is that of the settings.
func deployed(u pulumi.Update) (system.Deployed, error) {
	d := system.Deployed{Time: u.Ended, Changes: u.Changes, Revision: revision.Unknown, Gone: u.Kind == "destroy"}
	noted, own := strings.CutPrefix(u.Message, deployedRevision)
	switch {
	case own && noted != "":
		d.Revision = noted
	case u.Commit != "" && u.Dirty:
		d.Revision = revision.Mark(u.Commit)
	case u.Commit != "":
		d.Revision = u.Commit
	}
	if _, digest, ok := strings.Cut(u.Config["tandem:image"], "@"); ok {
		d.ImageDigest = digest
	}
	state, err := u.State()
	if errors.Is(err, pulumi.ErrNoPastState) {
		return d, nil
	}
	if err != nil {
		return d, err
	}
	d.Resources = []system.Standing{}
	for _, r := range state.Resources {
		if contract, ok := r.Outputs["contract"].(map[string]any); ok && r.Type == "pulumi:pulumi:Stack" {
			if is, ok := contract["revision"].(string); ok && is != "" {
				d.Revision = is
			}
		}
		if r.Custom && !r.External && !strings.HasPrefix(r.Type, "pulumi:") {
			d.Resources = append(d.Resources, system.Standing{URN: r.URN, Type: r.Type, Name: pulumi.URNName(r.URN), ID: r.ID, Inputs: r.Inputs})
		}
	}
	d.Gone = len(d.Resources) == 0
	return d, nil
}

// commits finds the ways that the stacks went, and says where git cannot tell.
func (s *sinceAnswer) commits(ctx context.Context, dir string) {
	for _, st := range s.Stacks {
		if st.From == nil || st.To == nil || st.From.Revision == st.To.Revision {
			continue
		}
		from, to := st.From.Revision, st.To.Revision
		i := slices.IndexFunc(s.Commits, func(r commitRange) bool { return r.From == from && r.To == to })
		if i >= 0 {
			s.Commits[i].Stacks = append(s.Commits[i].Stacks, st.Stack)
			continue
		}
		r := commitRange{From: from, To: to, Stacks: []string{st.Stack}}
		if from == revision.Unknown || to == revision.Unknown {
			r.Why = "one of the two was deployed without git, so that its commit is not known"
		} else if added, removed, err := revision.Between(ctx, dir, from, to); err != nil {
			r.Why = "git does not know both commits here: fetch them, or run this in the repository"
		} else {
			r.Added, r.Removed = added, removed
		}
		s.Commits = append(s.Commits, r)
	}
	for _, r := range s.Commits {
		for _, end := range []string{r.From, r.To} {
			if note := "revision " + shorten(end) + " was deployed with changed files, which no commit holds"; revision.Modified(end) && !slices.Contains(s.Notes, note) {
				s.Notes = append(s.Notes, note)
			}
		}
	}
}

// meet compares the history with what Azure says today, and takes the addresses over.
func (s *sinceAnswer) meet(status system.Status) {
	says := map[string]string{}
	address := map[string]string{"global": status.Edge.Address}
	says["global"] = status.Edge.Revision
	for _, st := range status.Stamps {
		address[st.Stamp], says[st.Stamp] = st.Address, st.Revision
	}
	for i, st := range s.Stacks {
		s.Stacks[i].Address = address[st.Stack]
		is := says[st.Stack]
		if now := s.To.Asked == "now"; now && is != "" && (st.To == nil || st.To.Revision != is) {
			s.Notes = append(s.Notes, fmt.Sprintf("Azure says that %s runs revision %s, which is not the last one in this state backend's history: "+
				"it was deployed from elsewhere, or a deployment stopped half-way", st.Stack, shorten(is)))
		} else if now && is == "" && st.To != nil {
			s.Notes = append(s.Notes, fmt.Sprintf("Azure tells no revision of %s, which this state backend's history has: it is gone, or lost its tags", st.Stack))
		}
		if st.Resources == nil {
			s.Notes = append(s.Notes, fmt.Sprintf("%s: this state backend hands out no past states: the counts sum up what each deployment did, and which "+
				"resources they were stands in the logs of those deployments", st.Stack))
		}
	}
}

func printSince(w io.Writer, s *sinceAnswer) error {
	rows := [][]string{{"STACK", "REVISION", "IMAGE", "DEPLOYMENTS", "CREATED", "CHANGED", "REPLACED", "DELETED", "ADDRESS"}}
	for _, st := range s.Stacks {
		row := []string{st.Stack, fromTo(st.From, st.To, func(p *system.Point) string { return p.Revision }),
			fromTo(st.From, st.To, func(p *system.Point) string { return p.ImageDigest }), fmt.Sprint(st.Deployments)}
		for _, op := range []string{"create", "update", "replace", "delete"} {
			row = append(row, fmt.Sprint(st.Counts[op]))
		}
		rows = append(rows, append(row, orDash(st.Address)))
	}
	if _, err := fmt.Fprintf(w, "since %s, until %s\n\n", told(s.From), told(s.To)); err != nil {
		return err
	}
	if err := table(w, rows); err != nil {
		return err
	}
	var b strings.Builder
	for _, r := range s.Commits {
		printCommits(&b, r)
	}
	for _, st := range s.Stacks {
		printDifferences(&b, st)
	}
	for _, note := range s.Notes {
		fmt.Fprintf(&b, "\n! %s", note)
	}
	_, err := fmt.Fprintln(w, strings.TrimRight(b.String(), "\n"))
	return err
}

// printDifferences lists what differs in a stack; of one that is new or gone as a
// whole, the counts say it.
func printDifferences(b *strings.Builder, st system.StackSince) {
	if len(st.Resources) == 0 || st.From == nil {
		return
	}
	fmt.Fprintf(b, "\n%s\n", st.Stack)
	for _, d := range st.Resources {
		line := fmt.Sprintf("  %-8s %s %s %s", d.Op, strings.TrimPrefix(d.Type, "azure-native:"), d.Name, strings.Join(d.Properties, ", "))
		fmt.Fprintln(b, strings.TrimRight(line, " "))
	}
}

func printCommits(b *strings.Builder, r commitRange) {
	fmt.Fprintf(b, "\n%s to %s (%s)\n", shorten(r.From), shorten(r.To), strings.Join(r.Stacks, ", "))
	if r.Why != "" {
		fmt.Fprintf(b, "  %s\n", r.Why)
	}
	for _, c := range r.Added {
		fmt.Fprintf(b, "  + %s %s %s\n", shorten(c.Hash), c.Time.Format(time.DateOnly), c.Subject)
	}
	for _, c := range r.Removed {
		fmt.Fprintf(b, "  - %s %s %s\n", shorten(c.Hash), c.Time.Format(time.DateOnly), c.Subject)
	}
}

// told is a moment as it was asked for and, where that is a revision, its time.
func told(m system.Moment) string {
	if m.Time.IsZero() {
		return m.Asked
	}
	return fmt.Sprintf("%s (%s)", m.Asked, m.Time.Format(time.RFC3339))
}

// fromTo is one value, or two with an arrow.
func fromTo(from, to *system.Point, of func(*system.Point) string) string {
	text := func(p *system.Point) string {
		if p == nil {
			return "nothing"
		}
		return shorten(of(p))
	}
	if text(from) == text(to) {
		return text(to)
	}
	return text(from) + " -> " + text(to)
}
