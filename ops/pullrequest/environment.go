package pullrequest

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// What is to become of the test environment of a pull request.
const (
	Up   = "up"
	Down = "down"
	None = "none" // nobody who may has asked
	// Refused is for what was asked for and is not done: whoever asked is told why.
	Refused = "refused"
)

// Decision says what is to become of the test environment of a pull request.
type Decision struct {
	Action string `json:"action"` // up, down, none or refused
	Number int    `json:"pullRequest"`
	// Name is the environment's.
	Name string `json:"name"`
	// Revision is the commit whose code may run; set where the action is up.
	Revision string `json:"revision,omitempty"`
	Reason   string `json:"reason"`
}

func decision(action string, number int, reason string) Decision {
	return Decision{Action: action, Number: number, Name: "pr" + strconv.Itoa(number), Reason: reason}
}

// Command is the word by which a comment asks for an environment: "/env" or
// "/env up" brings one up, "/env down" takes it down. A commit may follow "up"; for
// a fork it has to.
const Command = "/env"

// members may ask for an environment, as GitHub calls their relation to the repository.
var members = []string{"OWNER", "MEMBER", "COLLABORATOR"}

// asked is what a comment asks for; ok is false where it asks for nothing.
func asked(comment string) (action, commit string, ok bool) {
	line, _, _ := strings.Cut(strings.TrimSpace(comment), "\n")
	words := strings.Fields(line)
	if len(words) == 0 || words[0] != Command {
		return "", "", false
	}
	switch words = words[1:]; {
	case len(words) == 0:
		return Up, "", true
	case len(words) == 1 && words[0] == Down:
		return Down, "", true
	case words[0] == Up && len(words) == 1:
		return Up, "", true
	case words[0] == Up && len(words) == 2 && commitForm.MatchString(words[1]):
		return Up, words[1], true
	}
	return "", "", false
}

// release decides whether the head of a pull request may run with the credentials
// of test environments: the branch of this repository, or what a member names.
func release(number int, head, named string, fork bool) Decision {
	switch {
	case named != "" && named != head:
		return decision(Refused, number, "the pull request's head is "+head+", not "+named+": look at what has changed, then name that one")
	case fork && named == "":
		return decision(Refused, number, "a fork's code gets no environment unless a member names the commit that was read: "+Command+" up "+head)
	case !commitForm.MatchString(head):
		return decision(Refused, number, fmt.Sprintf("the pull request's head is %q, which is no commit", head))
	}
	d := decision(Up, number, "asked for")
	d.Revision = head
	return d
}

// Environment decides by the event: the label, a comment of a member, or that
// the pull request is closed.
func (g *GitHub) Environment(ctx context.Context, label string) (Decision, error) {
	e := g.what
	switch {
	case g.event == "pull_request_target" && e.PullRequest != nil && e.PullRequest.Number > 0:
		return g.byState(ctx, label)
	case g.event == "issue_comment" && e.Issue.Number > 0:
		return g.byComment(ctx)
	}
	return Decision{}, fmt.Errorf("%w: the event %q asks for no environment: run this on pull_request_target or issue_comment", ErrInput, g.event)
}

// byState decides by what happened to the pull request. A label releases what lies in
// this repository, as it was when it was labelled, if who labels may write there: to
// label, it is enough to triage.
func (g *GitHub) byState(ctx context.Context, label string) (Decision, error) {
	e, p := g.what, g.what.PullRequest
	switch {
	case e.Action == "closed":
		return decision(Down, p.Number, "the pull request is closed"), nil
	case e.Action == "unlabeled" && e.Label.Name == label:
		return decision(Down, p.Number, "the label "+label+" was taken off"), nil
	case e.Action != "labeled" || e.Label.Name != label || p.State != "open":
		return decision(None, p.Number, e.Action+" is nothing that asks for an environment"), nil
	}
	if may, err := g.mayWrite(ctx, e.Sender.Login); err != nil || !may {
		return decision(None, p.Number, onlyWriters), err
	}
	return release(p.Number, p.Head.SHA, "", p.fork()), nil
}

// onlyWriters is why others get nothing.
const onlyWriters = "only who may write to the repository may ask for an environment"

func (g *GitHub) byComment(ctx context.Context) (Decision, error) {
	e := g.what
	number := e.Issue.Number
	action, commit, ok := asked(e.Comment.Body)
	switch {
	case len(e.Issue.PullRequest) == 0:
		return decision(None, number, "an issue, not a pull request"), nil
	case e.Action != "created" || !ok:
		return decision(None, number, "the comment does not ask for an environment: "+Command+" [up [COMMIT] | down]"), nil
	case !slices.Contains(members, e.Comment.Association):
		return decision(None, number, "only members of the repository may ask for an environment"), nil
	}
	if may, err := g.mayWrite(ctx, e.Comment.User.Login); err != nil || !may {
		return decision(None, number, onlyWriters), err
	}
	if action == Down {
		return decision(Down, number, "asked for"), nil
	}
	var p gitHubPull
	if err := g.client.do(ctx, http.MethodGet, g.path("pulls", strconv.Itoa(number)), nil, nil, &p); err != nil {
		return Decision{}, err
	}
	if p.State != "open" {
		return decision(Down, number, "the pull request is closed"), nil
	}
	return release(number, p.Head.SHA, commit, p.fork()), nil
}

// mayWrite asks whether an account may write to the repository. To be a member says
// less: of an organisation that lets its members read, or a collaborator who may only triage.
func (g *GitHub) mayWrite(ctx context.Context, login string) (bool, error) {
	var answer struct {
		Permission string `json:"permission"` // "maintain" counts as write, "triage" as read
	}
	if login == "" {
		return false, fmt.Errorf("%w: the event does not say who asks", ErrInput)
	}
	err := g.client.do(ctx, http.MethodGet, g.path("collaborators", login, "permission"), nil, nil, &answer)
	return answer.Permission == "write" || answer.Permission == "admin", err
}

// freshness is how long a comment asks for an environment on Azure DevOps: the hook
// that tells of it comes at once, and can be sent again by anybody at any time.
const freshness = time.Hour

// Environment decides by what Azure DevOps says of the pull request: its state,
// and the newest comment that asks. Who can comment there is a member of the
// project; the one who opened a pull request from a fork cannot release it.
func (d *DevOps) Environment(ctx context.Context, number int) (Decision, error) {
	p, err := d.read(ctx, number)
	if err != nil {
		return Decision{}, err
	}
	if p.Status != "active" {
		return decision(Down, number, "the pull request is "+p.Status), nil
	}
	threads, err := d.threads(ctx, number)
	if err != nil {
		return Decision{}, err
	}
	var newest devOpsComment
	for _, t := range threads {
		for _, c := range t.Comments {
			_, _, ok := asked(c.Content)
			own := c.Author != nil && c.Author.ID == p.Author.ID && p.Fork != nil
			if ok && !own && !c.Deleted && c.Author != nil && c.Published != nil && (newest.Published == nil || c.Published.After(*newest.Published)) {
				newest = c
			}
		}
	}
	action, commit, ok := asked(newest.Content)
	switch {
	case !ok:
		return decision(None, number, "no comment of a member asks for an environment: "+Command+" [up [COMMIT] | down]"), nil
	case d.client.clock.Since(*newest.Published) > freshness:
		return decision(None, number, "the newest comment that asks is older than "+freshness.String()+": write another one"), nil
	case action == Down:
		return decision(Down, number, "asked for"), nil
	}
	if pushed, err := d.pushed(ctx, number); err != nil {
		return Decision{}, err
	} else if commit == "" && pushed.After(*newest.Published) {
		return decision(Refused, number, "the pull request was pushed to after the comment: look at what has changed, then write "+Command+" again"), nil
	}
	return release(number, p.LastOwn.Commit, commit, p.Fork != nil), nil
}
