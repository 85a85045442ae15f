package pullrequest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/jonboulle/clockwork"
)

// gitHubBot writes what is written with a run's own token.
const gitHubBot = "github-actions[bot]"

// GitHub is GitHub as a run of GitHub Actions sees it.
type GitHub struct {
	client *client
	owner  string
	repo   string
	event  string // its name
	run    string // address of this run
	what   *gitHubEvent
}

// NewGitHub reads what GitHub Actions tells a run: the token that the job hands
// over as GITHUB_TOKEN, the repository, and the event with its payload.
func NewGitHub(getenv func(string) string, clock clockwork.Clock) (*GitHub, error) {
	token := getenv("GITHUB_TOKEN")
	if token == "" {
		return nil, fmt.Errorf("%w: GITHUB_TOKEN is not set: the step must hand it over: env: GITHUB_TOKEN: ${{ github.token }}", ErrInput)
	}
	full := getenv("GITHUB_REPOSITORY")
	owner, repo, ok := strings.Cut(full, "/")
	if !ok || owner == "" || repo == "" || strings.Contains(repo, "/") {
		return nil, fmt.Errorf("%w: GITHUB_REPOSITORY is %q: a run of GitHub Actions has owner/name there", ErrInput, full)
	}
	what, err := readEvent(getenv("GITHUB_EVENT_PATH"))
	if err != nil {
		return nil, err
	}
	c, err := newClient("GITHUB_API_URL", getenv("GITHUB_API_URL"), token, clock)
	if err != nil {
		return nil, err
	}
	c.header.Set("Accept", "application/vnd.github+json")
	c.header.Set("X-GitHub-Api-Version", "2022-11-28")
	c.explain = map[int]string{
		http.StatusUnauthorized: "the token is not valid: hand over the run's own: env: GITHUB_TOKEN: ${{ github.token }}",
		http.StatusForbidden:    "the token may not do this: give the job permissions: pull-requests: write; a fork's own run never has it",
		http.StatusNotFound:     "there is no such pull request or comment in " + full + ", or the token may not read it: give the job permissions: pull-requests: write",
	}
	run := getenv("GITHUB_SERVER_URL") + "/" + full + "/actions/runs/" + getenv("GITHUB_RUN_ID")
	return &GitHub{client: c, owner: owner, repo: repo, event: getenv("GITHUB_EVENT_NAME"), run: run, what: what}, nil
}

func (g *GitHub) path(parts ...string) []string {
	return append([]string{"repos", g.owner, g.repo}, parts...)
}

type gitHubComment struct {
	ID      int64  `json:"id"`
	Body    string `json:"body"`
	Address string `json:"html_url"`
	User    struct {
		Login string `json:"login"`
		Type  string `json:"type"`
	} `json:"user"`
}

func (c gitHubComment) comment() Comment {
	return Comment{ID: c.ID, Body: c.Body, Address: c.Address}
}

// pageSize is how many items a page has; mostPages bounds a list.
const (
	pageSize  = 100
	mostPages = 100
)

// Own implements [Host].
func (g *GitHub) Own(ctx context.Context, number int) ([]Comment, error) {
	var own []Comment
	err := pages(func(query url.Values) (int, error) {
		var page []gitHubComment
		err := g.client.do(ctx, http.MethodGet, g.path("issues", strconv.Itoa(number), "comments"), query, nil, &page)
		for _, c := range page {
			if c.User.Login == gitHubBot && c.User.Type == "Bot" {
				own = append(own, c.comment())
			}
		}
		return len(page), err
	})
	return own, err
}

// pages asks for page after page until one is not full.
func pages(ask func(url.Values) (int, error)) error {
	for page := 1; page <= mostPages; page++ {
		n, err := ask(url.Values{"per_page": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}})
		if err != nil || n < pageSize {
			return err
		}
	}
	return fmt.Errorf("more than %d entries: nothing is published where the earlier comment may be missed", mostPages*pageSize)
}

// Create implements [Host].
func (g *GitHub) Create(ctx context.Context, number int, body string) (Comment, error) {
	var made gitHubComment
	err := g.client.do(ctx, http.MethodPost, g.path("issues", strconv.Itoa(number), "comments"), nil, map[string]string{"body": body}, &made)
	return made.comment(), err
}

// Edit implements [Host].
func (g *GitHub) Edit(ctx context.Context, _ int, c Comment, body string) (Comment, error) {
	var edited gitHubComment
	err := g.client.do(ctx, http.MethodPatch, g.path("issues", "comments", strconv.FormatInt(c.ID, 10)), nil, map[string]string{"body": body}, &edited)
	return edited.comment(), err
}
