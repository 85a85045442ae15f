package pullrequest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
)

// gitHubEvent is the part of an event's payload that matters here.
type gitHubEvent struct {
	Action      string      `json:"action"`
	PullRequest *gitHubPull `json:"pull_request"`
	Label       struct {
		Name string `json:"name"`
	} `json:"label"`
	Sender struct {
		Login string `json:"login"`
	} `json:"sender"`
	Issue struct {
		Number      int             `json:"number"`
		PullRequest json.RawMessage `json:"pull_request"`
	} `json:"issue"`
	Comment struct {
		Body        string `json:"body"`
		Association string `json:"author_association"`
		User        struct {
			Login string `json:"login"`
		} `json:"user"`
	} `json:"comment"`
	Run *gitHubRun `json:"workflow_run"`
}

// gitHubRun is the finished run that a workflow_run event tells of.
type gitHubRun struct {
	ID             int64      `json:"id"`
	Event          string     `json:"event"`
	HeadSHA        string     `json:"head_sha"`
	HeadBranch     string     `json:"head_branch"`
	Address        string     `json:"html_url"`
	HeadRepository gitHubRepo `json:"head_repository"`
}

type gitHubRepo struct {
	FullName string `json:"full_name"`
	Owner    struct {
		Login string `json:"login"`
	} `json:"owner"`
}

// gitHubPull is a pull request. The repository of its head is nil when it is gone.
type gitHubPull struct {
	Number int    `json:"number"`
	State  string `json:"state"`
	Head   struct {
		SHA  string      `json:"sha"`
		Repo *gitHubRepo `json:"repo"`
	} `json:"head"`
	Base struct {
		Repo gitHubRepo `json:"repo"`
	} `json:"base"`
}

// fork tells whether the head lies in another repository than the base.
func (p *gitHubPull) fork() bool {
	return p.Head.Repo == nil || p.Head.Repo.FullName != p.Base.Repo.FullName
}

func readEvent(path string) (*gitHubEvent, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%w: GITHUB_EVENT_PATH: %w: a run of GitHub Actions has the event there", ErrInput, err)
	}
	var e gitHubEvent
	if err := json.Unmarshal(raw, &e); err != nil {
		return nil, fmt.Errorf("%w: the event in %s: %w", ErrInput, path, err)
	}
	return &e, nil
}

// Subject is the pull request that a run is about.
type Subject struct {
	Number int
	// Skip says why nothing is to be published, "" where something is.
	Skip string
	// Origin is one line on where the report comes from.
	Origin string
}

var commitForm = regexp.MustCompile(`^[0-9a-f]{40}$`)

// Subject finds the pull request that this run reports on.
func (g *GitHub) Subject(ctx context.Context) (Subject, error) {
	e := g.what
	switch {
	case g.event == "workflow_run" && e.Run != nil:
		return g.subjectOfRun(ctx, e.Run)
	case (g.event == "pull_request" || g.event == "pull_request_target") && e.PullRequest != nil && e.PullRequest.Number > 0:
		return Subject{Number: e.PullRequest.Number, Origin: origin(e.PullRequest.Head.SHA, g.run)}, nil
	case g.event == "issue_comment" && e.Issue.Number > 0 && len(e.Issue.PullRequest) > 0:
		return Subject{Number: e.Issue.Number, Origin: origin("", g.run)}, nil
	}
	return Subject{}, fmt.Errorf("%w: the event %q is not about a pull request: run this on pull_request, pull_request_target, issue_comment or workflow_run", ErrInput, g.event)
}

// subjectOfRun finds the pull request of a finished run: the open one of this
// repository whose head is what the run looked at. The event does not name it
// where the head lies in a fork, and what the run has written is not asked.
func (g *GitHub) subjectOfRun(ctx context.Context, run *gitHubRun) (Subject, error) {
	if run.Event != "pull_request" {
		return Subject{}, fmt.Errorf("%w: the finished run was started by %q: only runs for pull requests are reported", ErrInput, run.Event)
	}
	if !commitForm.MatchString(run.HeadSHA) || run.HeadBranch == "" || run.HeadRepository.Owner.Login == "" {
		return Subject{}, fmt.Errorf("%w: the event does not name the head of the finished run", ErrInput)
	}
	query := url.Values{"state": {"open"}, "per_page": {strconv.Itoa(pageSize)}, "head": {run.HeadRepository.Owner.Login + ":" + run.HeadBranch}}
	var pulls []gitHubPull
	if err := g.client.do(ctx, http.MethodGet, g.path("pulls"), query, nil, &pulls); err != nil {
		return Subject{}, err
	}
	var found []int
	moved := false
	for _, p := range pulls {
		if p.State != "open" || p.Head.Repo == nil || p.Head.Repo.FullName != run.HeadRepository.FullName || p.Base.Repo.FullName != g.owner+"/"+g.repo {
			continue
		}
		if p.Head.SHA == run.HeadSHA {
			found = append(found, p.Number)
		} else {
			moved = true
		}
	}
	switch {
	case len(found) == 1:
		return Subject{Number: found[0], Origin: origin(run.HeadSHA, run.Address)}, nil
	case len(found) > 1:
		return Subject{}, fmt.Errorf("%w: pull requests %v have the same head %s, so the report cannot be told apart: close all but one", ErrInput, found, run.HeadSHA)
	case moved:
		return Subject{Skip: "the pull request has moved on from " + run.HeadSHA + ": the run of its new head reports"}, nil
	}
	return Subject{Skip: "no open pull request has the head " + run.HeadSHA}, nil
}

// origin is the line under a report. Both parts come from the system.
func origin(commit, run string) string {
	line := "Made by the code of this pull request"
	if commitForm.MatchString(commit) {
		line += ", commit " + commit[:12]
	}
	if run != "" {
		line += ", in [this run](" + run + ")"
	}
	return line + "."
}
