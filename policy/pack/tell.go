package pack

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/rule"
)

const (
	// tellTimeout is how long the engine may take to accept a line.
	tellTimeout = 5 * time.Second
	// mostTold is how many values or rules a line lists.
	mostTold = 10
)

// summary is what a stack's violations do not say.
type summary struct {
	unknowns  []rule.Finding
	notJudged []*rule.Rule
	exempted  []exempt.Use
	unused    []error
}

// line is one line of the engine's log.
type line struct {
	severity pulumirpc.LogSeverity
	text     string
}

// lines are the summary in words.
func (m summary) lines() []line {
	var lines []line
	add := func(severity pulumirpc.LogSeverity, format string, args ...any) {
		lines = append(lines, line{severity, "policy: " + fmt.Sprintf(format, args...)})
	}
	if values := waits(m.unknowns); len(values) > 0 {
		add(pulumirpc.LogSeverity_INFO, "%s not yet known, judged once known: %s", counted(len(values), "value"), listed(values))
	}
	if n := len(m.notJudged); n > 0 {
		ids := make([]string, n)
		for i, r := range m.notJudged {
			ids[i] = r.ID
		}
		add(pulumirpc.LogSeverity_INFO, "%s not judged here, for want of the other stacks: %s", counted(n, "rule"), listed(ids))
	}
	for _, u := range m.exempted {
		add(pulumirpc.LogSeverity_INFO, "%s is exempted until %s by %s: %s", u.Entry, u.Entry.Expires.Format(time.DateOnly), u.Entry.Owner, u.Entry.Reason)
	}
	for _, err := range m.unused {
		add(pulumirpc.LogSeverity_WARNING, "%v", err)
	}
	return lines
}

// waits names each value once, with the rules that wait for it.
func waits(unknowns []rule.Finding) []string {
	type place struct{ urn, path string }
	at := map[place]int{}
	var values []string
	for _, f := range unknowns {
		p := place{f.Resource.URN, f.Path}
		if i, told := at[p]; told {
			values[i] = f.Rule.ID + " and " + values[i]
			continue
		}
		at[p] = len(values)
		values = append(values, fmt.Sprintf("%s on %s at %s", f.Rule.ID, f.Resource.Name, f.Path))
	}
	return values
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func listed(values []string) string {
	if len(values) <= mostTold {
		return strings.Join(values, ", ")
	}
	return fmt.Sprintf("%s, and %d more", strings.Join(values[:mostTold], ", "), len(values)-mostTold)
}

// tell says the summary through the engine's log; where that cannot be had, on
// standard error, which the engine shows as well.
func (s *Server) tell(ctx context.Context, m summary) {
	lines := m.lines()
	if len(lines) == 0 {
		return
	}
	if err := s.log(ctx, lines); err != nil {
		for _, l := range lines {
			_, _ = fmt.Fprintln(s.aside, l.text)
		}
	}
}

func (s *Server) log(ctx context.Context, lines []line) (err error) {
	if s.engine == "" {
		return errors.New("the engine's address is not known")
	}
	ctx, cancel := context.WithTimeout(ctx, tellTimeout)
	defer cancel()
	conn, err := grpc.NewClient(s.engine, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	client := pulumirpc.NewEngineClient(conn)
	for _, l := range lines {
		if _, err := client.Log(ctx, &pulumirpc.LogRequest{Severity: l.severity, Message: l.text}); err != nil {
			return err
		}
	}
	return nil
}
