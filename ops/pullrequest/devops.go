package pullrequest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/jonboulle/clockwork"
)

// devOpsVersion is the version of the REST API that is asked for.
const devOpsVersion = "7.1"

// DevOps is Azure DevOps as a run of Azure Pipelines sees it.
type DevOps struct {
	client     *client
	project    string
	repository string
	run        string // address of this run
	policy     string // pull request of a run that a branch policy started, "" for another run
}

// NewDevOps reads what Azure Pipelines tells a run: the token that the step hands
// over as SYSTEM_ACCESSTOKEN, the collection, the project and the repository.
func NewDevOps(getenv func(string) string, clock clockwork.Clock) (*DevOps, error) {
	token := getenv("SYSTEM_ACCESSTOKEN")
	if token == "" {
		return nil, fmt.Errorf("%w: SYSTEM_ACCESSTOKEN is not set: the step must hand it over: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)", ErrInput)
	}
	if provider := getenv("BUILD_REPOSITORY_PROVIDER"); provider != "TfsGit" {
		return nil, fmt.Errorf("%w: BUILD_REPOSITORY_PROVIDER is %q: comments go to repositories in Azure Repos (TfsGit); for one on GitHub use .github/workflows", ErrInput, provider)
	}
	d := &DevOps{project: getenv("SYSTEM_TEAMPROJECT"), repository: getenv("BUILD_REPOSITORY_ID"), policy: getenv("SYSTEM_PULLREQUEST_PULLREQUESTID")}
	if d.project == "" || d.repository == "" {
		return nil, fmt.Errorf("%w: SYSTEM_TEAMPROJECT or BUILD_REPOSITORY_ID is not set: a run of Azure Pipelines has both", ErrInput)
	}
	var err error
	if d.client, err = newClient("SYSTEM_COLLECTIONURI", getenv("SYSTEM_COLLECTIONURI"), token, clock); err != nil {
		return nil, err
	}
	d.client.explain = map[int]string{
		http.StatusUnauthorized: "the token is not valid: hand over the run's own: env: SYSTEM_ACCESSTOKEN: $(System.AccessToken)",
		http.StatusForbidden:    "the build service may not do this: give it Contribute to pull requests on the repository (Project settings, Repositories, Security); the run of a fork never has it",
		http.StatusNotFound:     "there is no such pull request, thread or run in project " + d.project + ", or the build service may not read it",
	}
	d.run = d.runAddress(getenv("BUILD_BUILDID"))
	return d, nil
}

func (d *DevOps) runAddress(build string) string {
	return d.client.base.JoinPath(url.PathEscape(d.project), "_build", "results").String() + "?buildId=" + url.QueryEscape(build)
}

func (d *DevOps) ask(ctx context.Context, method string, parts []string, in, out any) error {
	return d.client.do(ctx, method, parts, url.Values{"api-version": {devOpsVersion}}, in, out)
}

func (d *DevOps) pull(number int, parts ...string) []string {
	return append([]string{d.project, "_apis", "git", "repositories", d.repository, "pullRequests", strconv.Itoa(number)}, parts...)
}

type devOpsIdentity struct {
	ID string `json:"id"`
}

type devOpsThread struct {
	ID       int64           `json:"id,omitempty"`
	Deleted  bool            `json:"isDeleted,omitempty"`
	Status   string          `json:"status,omitempty"`
	Comments []devOpsComment `json:"comments"`
}

type devOpsComment struct {
	ID        int64           `json:"id,omitempty"`
	Content   string          `json:"content"`
	Type      string          `json:"commentType,omitempty"`
	Deleted   bool            `json:"isDeleted,omitempty"`
	Author    *devOpsIdentity `json:"author,omitempty"`
	Published *time.Time      `json:"publishedDate,omitempty"`
}

// threads lists the threads of a pull request that are not deleted.
func (d *DevOps) threads(ctx context.Context, number int) ([]devOpsThread, error) {
	var answer struct {
		Value []devOpsThread `json:"value"`
	}
	if err := d.ask(ctx, http.MethodGet, d.pull(number, "threads"), nil, &answer); err != nil {
		return nil, err
	}
	var alive []devOpsThread
	for _, t := range answer.Value {
		if !t.Deleted {
			alive = append(alive, t)
		}
	}
	return alive, nil
}

// self is the identity of the run's token.
func (d *DevOps) self(ctx context.Context) (string, error) {
	var data struct {
		User devOpsIdentity `json:"authenticatedUser"`
	}
	query := url.Values{"api-version": {devOpsVersion + "-preview.1"}}
	if err := d.client.do(ctx, http.MethodGet, []string{"_apis", "connectionData"}, query, nil, &data); err != nil {
		return "", err
	}
	if data.User.ID == "" {
		return "", fmt.Errorf("the answer of _apis/connectionData names no identity: nothing is published where the earlier comment cannot be told from others'")
	}
	return data.User.ID, nil
}

// Own implements [Host]: of every thread the first comment.
func (d *DevOps) Own(ctx context.Context, number int) ([]Comment, error) {
	self, err := d.self(ctx)
	if err != nil {
		return nil, err
	}
	threads, err := d.threads(ctx, number)
	if err != nil {
		return nil, err
	}
	var own []Comment
	for _, t := range threads {
		if len(t.Comments) == 0 {
			continue
		}
		c := t.Comments[0]
		if !c.Deleted && c.Author != nil && c.Author.ID == self {
			own = append(own, d.comment(number, t.ID, c))
		}
	}
	return own, nil
}

func (d *DevOps) comment(number int, thread int64, c devOpsComment) Comment {
	page := d.client.base.JoinPath(url.PathEscape(d.project), "_git", url.PathEscape(d.repository), "pullrequest", strconv.Itoa(number))
	return Comment{ID: c.ID, Thread: thread, Body: c.Content, Address: fmt.Sprintf("%s?discussionId=%d", page, thread)}
}

// Create implements [Host]. The thread is closed from the start: a policy that
// wants every comment resolved does not wait for it.
func (d *DevOps) Create(ctx context.Context, number int, body string) (Comment, error) {
	var made devOpsThread
	err := d.ask(ctx, http.MethodPost, d.pull(number, "threads"),
		devOpsThread{Status: "closed", Comments: []devOpsComment{{Content: body, Type: "text"}}}, &made)
	if err != nil {
		return Comment{}, err
	}
	if len(made.Comments) == 0 {
		return Comment{Thread: made.ID}, nil
	}
	return d.comment(number, made.ID, made.Comments[0]), nil
}

// Edit implements [Host].
func (d *DevOps) Edit(ctx context.Context, number int, c Comment, body string) (Comment, error) {
	var edited devOpsComment
	err := d.ask(ctx, http.MethodPatch, d.pull(number, "threads", strconv.FormatInt(c.Thread, 10), "comments", strconv.FormatInt(c.ID, 10)),
		devOpsComment{Content: body}, &edited)
	return d.comment(number, c.Thread, edited), err
}

// devOpsPull is a pull request of Azure Repos.
type devOpsPull struct {
	Number  int            `json:"pullRequestId"`
	Status  string         `json:"status"`
	Author  devOpsIdentity `json:"createdBy"`
	Fork    *struct{}      `json:"forkSource"`
	LastOwn struct {
		Commit string `json:"commitId"`
	} `json:"lastMergeSourceCommit"`
}

func (d *DevOps) read(ctx context.Context, number int) (devOpsPull, error) {
	var p devOpsPull
	if err := d.ask(ctx, http.MethodGet, d.pull(number), nil, &p); err != nil {
		return p, err
	}
	if p.Number != number || !commitForm.MatchString(p.LastOwn.Commit) {
		return p, fmt.Errorf("pull request %d: the answer is about %d, head %q", number, p.Number, p.LastOwn.Commit)
	}
	return p, nil
}

// pushed is when the pull request's branch was last pushed to.
func (d *DevOps) pushed(ctx context.Context, number int) (last time.Time, err error) {
	var answer struct {
		Value []struct {
			Created time.Time `json:"createdDate"`
		} `json:"value"`
	}
	if err := d.ask(ctx, http.MethodGet, d.pull(number, "iterations"), nil, &answer); err != nil {
		return last, err
	}
	for _, i := range answer.Value {
		if i.Created.After(last) {
			last = i.Created
		}
	}
	if last.IsZero() {
		return last, fmt.Errorf("pull request %d: the answer names no push: nothing is released whose age is not known", number)
	}
	return last, nil
}

// Subject finds the pull request that this run is about: the one whose branch
// policy started it, or the named one where a service hook did.
func (d *DevOps) Subject(ctx context.Context, named int) (Subject, error) {
	number, err := strconv.Atoi(d.policy)
	switch {
	case named > 0 && d.policy == "":
		_, err := d.read(ctx, named)
		return Subject{Number: named, Origin: origin("", d.run)}, err
	case named != 0 && named != number:
		return Subject{}, fmt.Errorf("%w: this run is about pull request %q, not %d", ErrInput, d.policy, named)
	case err != nil || number <= 0:
		return Subject{}, fmt.Errorf("%w: this run was not started for a pull request (SYSTEM_PULLREQUEST_PULLREQUESTID is %q): name the pull request, or the run that was", ErrInput, d.policy)
	}
	return Subject{Number: number, Origin: origin("", d.run)}, nil
}

// SubjectOf finds the pull request of another, finished run, by what Azure
// DevOps says of that run and of the pull request now.
func (d *DevOps) SubjectOf(ctx context.Context, build int) (Subject, error) {
	var b struct {
		Reason     string            `json:"reason"`
		Trigger    map[string]string `json:"triggerInfo"`
		Repository devOpsIdentity    `json:"repository"`
	}
	if err := d.ask(ctx, http.MethodGet, []string{d.project, "_apis", "build", "builds", strconv.Itoa(build)}, nil, &b); err != nil {
		return Subject{}, err
	}
	number, err := strconv.Atoi(b.Trigger["pr.number"])
	commit := b.Trigger["pr.sourceSha"]
	if b.Reason != "pullRequest" || b.Repository.ID != d.repository || err != nil || number <= 0 || !commitForm.MatchString(commit) {
		return Subject{}, fmt.Errorf("%w: run %d (%s) is not about a pull request of this repository", ErrInput, build, b.Reason)
	}
	p, err := d.read(ctx, number)
	if err != nil {
		return Subject{}, err
	}
	switch {
	case p.Status != "active":
		return Subject{Skip: fmt.Sprintf("pull request %d is %s", number, p.Status)}, nil
	case p.LastOwn.Commit != commit:
		return Subject{Skip: fmt.Sprintf("pull request %d has moved on from %s: the run of its new head reports", number, commit)}, nil
	}
	return Subject{Number: number, Origin: origin(commit, d.runAddress(strconv.Itoa(build)))}, nil
}
