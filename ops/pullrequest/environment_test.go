package pullrequest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/pullrequest"
)

// pull is a pull request as GitHub tells of it.
func pull(number int, state, from, commit string) map[string]any {
	return map[string]any{"number": number, "state": state,
		"head": map[string]any{"sha": commit, "repo": map[string]any{"full_name": from}},
		"base": map[string]any{"repo": map[string]any{"full_name": "o/r"}}}
}

// finished is the event of a run that has ended.
func finished(kind, commit string) map[string]any {
	return map[string]any{"workflow_run": map[string]any{"id": 3, "event": kind, "head_sha": commit, "head_branch": "feature/x",
		"html_url":        "https://github.example/o/r/actions/runs/3",
		"head_repository": map[string]any{"full_name": "stranger/r", "owner": map[string]any{"login": "stranger"}}}}
}

// TestSubjectOfAWorkflowRun: the artifact is not asked, so there is nothing that
// a fork could write into it to reach another pull request.
func TestSubjectOfAWorkflowRun(t *testing.T) {
	cases := map[string]struct {
		event  map[string]any
		pulls  []map[string]any
		number int
		skip   string
		fault  string
	}{
		"the fork's pull request": {finished("pull_request", head), []map[string]any{pull(7, "open", "stranger/r", head)}, 7, "", ""},
		"it has moved on":         {finished("pull_request", head), []map[string]any{pull(7, "open", "stranger/r", other)}, 0, "moved on", ""},
		"it is gone":              {finished("pull_request", head), []map[string]any{}, 0, "no open pull request", ""},
		"closed meanwhile":        {finished("pull_request", head), []map[string]any{pull(7, "closed", "stranger/r", head)}, 0, "no open pull request", ""},
		"another repository's":    {finished("pull_request", head), []map[string]any{pull(7, "open", "neighbour/r", head)}, 0, "no open pull request", ""},
		"two of one head": {finished("pull_request", head),
			[]map[string]any{pull(7, "open", "stranger/r", head), pull(8, "open", "stranger/r", head)}, 0, "", "close all but one"},
		"a run for a push":  {finished("push", head), nil, 0, "", `started by "push"`},
		"no commit":         {finished("pull_request", "main"), nil, 0, "", "does not name the head"},
		"no finished run":   {map[string]any{}, nil, 0, "", "not about a pull request"},
		"head lies nowhere": {finished("pull_request", head), []map[string]any{{"number": 7, "state": "open", "head": map[string]any{"sha": head}}}, 0, "no open pull request", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g, s, _ := gitHub(t, "workflow_run", c.event)
			s.pulls = c.pulls
			got, err := g.Subject(t.Context())
			if c.fault != "" {
				require.ErrorIs(t, err, pullrequest.ErrInput)
				require.ErrorContains(t, err, c.fault)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.number, got.Number)
			require.Contains(t, got.Skip, c.skip)
			if c.number != 0 {
				require.Equal(t, "Made by the code of this pull request, commit 111111111111, in [this run](https://github.example/o/r/actions/runs/3).", got.Origin)
			}
		})
	}
}

func TestSubjectOfOtherEvents(t *testing.T) {
	for name, payload := range map[string]map[string]any{
		"pull_request":        {"pull_request": pull(7, "open", "o/r", head)},
		"pull_request_target": {"pull_request": pull(7, "closed", "o/r", head)},
		"issue_comment":       {"issue": map[string]any{"number": 7, "pull_request": map[string]any{}}},
	} {
		g, _, _ := gitHub(t, name, payload)
		got, err := g.Subject(t.Context())
		require.NoError(t, err)
		require.Equal(t, 7, got.Number)
	}
	for name, payload := range map[string]map[string]any{
		"issue_comment": {"issue": map[string]any{"number": 7}},
		"push":          {"pull_request": pull(7, "open", "o/r", head)},
		"schedule":      {},
	} {
		g, _, _ := gitHub(t, name, payload)
		_, err := g.Subject(t.Context())
		require.ErrorIs(t, err, pullrequest.ErrInput, name)
	}
}

func TestSubjectOnAzurePipelines(t *testing.T) {
	d, _, _ := devOps(t, "7")
	got, err := d.Subject(t.Context(), 0)
	require.NoError(t, err)
	require.Equal(t, 7, got.Number)
	_, err = d.Subject(t.Context(), 8)
	require.ErrorContains(t, err, `about pull request "7", not 8`)

	d, s, _ := devOps(t, "")
	_, err = d.Subject(t.Context(), 0)
	require.ErrorIs(t, err, pullrequest.ErrInput)
	s.pulls = []map[string]any{reposPull("active", false)}
	got, err = d.Subject(t.Context(), 7)
	require.NoError(t, err)
	require.Equal(t, 7, got.Number)
}

// reposPull is a pull request as Azure DevOps tells of it.
func reposPull(status string, fork bool) map[string]any {
	p := map[string]any{"pullRequestId": 7, "status": status, "createdBy": map[string]any{"id": "author"},
		"lastMergeSourceCommit": map[string]any{"commitId": head}}
	if fork {
		p["forkSource"] = map[string]any{"name": "refs/heads/x"}
	}
	return p
}

func TestSubjectOfAFinishedRunOnAzurePipelines(t *testing.T) {
	run := func(reason, repository, number, commit string) map[string]any {
		return map[string]any{"reason": reason, "repository": map[string]any{"id": repository},
			"triggerInfo": map[string]any{"pr.number": number, "pr.sourceSha": commit}}
	}
	cases := map[string]struct {
		run    map[string]any
		status string
		number int
		skip   string
	}{
		"its pull request":      {run("pullRequest", "repo-1", "7", head), "active", 7, ""},
		"moved on":              {run("pullRequest", "repo-1", "7", other), "active", 0, "moved on"},
		"abandoned meanwhile":   {run("pullRequest", "repo-1", "7", head), "abandoned", 0, "is abandoned"},
		"a run for a push":      {run("individualCI", "repo-1", "7", head), "active", 0, ""},
		"another repository":    {run("pullRequest", "repo-2", "7", head), "active", 0, ""},
		"not a number":          {run("pullRequest", "repo-1", "7/../8", head), "active", 0, ""},
		"the commit is no hash": {run("pullRequest", "repo-1", "7", "main"), "active", 0, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d, s, _ := devOps(t, "")
			s.build, s.pulls = c.run, []map[string]any{reposPull(c.status, true)}
			got, err := d.SubjectOf(t.Context(), 4711)
			if c.number == 0 && c.skip == "" {
				require.ErrorIs(t, err, pullrequest.ErrInput)
				return
			}
			require.NoError(t, err)
			require.Equal(t, c.number, got.Number)
			require.Contains(t, got.Skip, c.skip)
		})
	}
}

// said is a comment on a pull request.
func said(association, body string) map[string]any {
	return map[string]any{"action": "created", "issue": map[string]any{"number": 7, "pull_request": map[string]any{}},
		"comment": map[string]any{"body": body, "author_association": association, "user": map[string]any{"login": "mona"}}}
}

// changed is an event of the pull request itself.
func changed(action, label string, p map[string]any) map[string]any {
	return map[string]any{"action": action, "label": map[string]any{"name": label}, "pull_request": p, "sender": map[string]any{"login": "mona"}}
}

func TestForksNeedAMemberWhoNamesTheCommit(t *testing.T) {
	ours, fork := pull(7, "open", "o/r", head), pull(7, "open", "stranger/r", head)
	gone := pull(7, "open", "o/r", head)
	gone["head"] = map[string]any{"sha": head}
	cases := map[string]struct {
		event   string
		payload map[string]any
		pull    map[string]any
		action  string
		reason  string
	}{
		"our branch, label":                 {"pull_request_target", changed("labeled", "environment", ours), nil, "up", ""},
		"our branch, another label":         {"pull_request_target", changed("labeled", "bug", ours), nil, "none", ""},
		"our branch, label taken off":       {"pull_request_target", changed("unlabeled", "environment", ours), nil, "down", ""},
		"our branch, other label taken off": {"pull_request_target", changed("unlabeled", "bug", ours), nil, "none", ""},
		"our branch, pushed to":             {"pull_request_target", changed("synchronize", "environment", ours), nil, "none", ""},
		"a fork, label":                     {"pull_request_target", changed("labeled", "environment", fork), nil, "refused", "unless a member names the commit"},
		"a fork that is gone, label":        {"pull_request_target", changed("labeled", "environment", gone), nil, "refused", "unless a member names the commit"},
		"a fork, closed":                    {"pull_request_target", changed("closed", "", fork), nil, "down", ""},
		"our branch, member":                {"issue_comment", said("MEMBER", "/env"), ours, "up", ""},
		"our branch, owner, more words":     {"issue_comment", said("OWNER", "/env up\nthanks"), ours, "up", ""},
		"our branch, named commit":          {"issue_comment", said("COLLABORATOR", "/env up "+head), ours, "up", ""},
		"our branch, older commit":          {"issue_comment", said("MEMBER", "/env up "+other), ours, "refused", "look at what has changed"},
		"our branch, contributor":           {"issue_comment", said("CONTRIBUTOR", "/env"), ours, "none", "only members"},
		"our branch, nobody":                {"issue_comment", said("NONE", "/env down"), ours, "none", "only members"},
		"our branch, no command":            {"issue_comment", said("MEMBER", "see /env"), ours, "none", "does not ask"},
		"our branch, longer word":           {"issue_comment", said("MEMBER", "/environment"), ours, "none", "does not ask"},
		"our branch, short commit":          {"issue_comment", said("MEMBER", "/env up 1111111"), ours, "none", "does not ask"},
		"our branch, shell":                 {"issue_comment", said("MEMBER", "/env up $(id)"), ours, "none", "does not ask"},
		"our branch, down":                  {"issue_comment", said("MEMBER", " /env down "), ours, "down", ""},
		"closed, up":                        {"issue_comment", said("MEMBER", "/env up"), pull(7, "closed", "o/r", head), "down", "closed"},
		"a fork, member, no commit":         {"issue_comment", said("MEMBER", "/env"), fork, "refused", "/env up " + head},
		"a fork, member, commit":            {"issue_comment", said("MEMBER", "/env up "+head), fork, "up", ""},
		"a fork, member, pushed meanwhile":  {"issue_comment", said("MEMBER", "/env up "+other), fork, "refused", "look at what has changed"},
		"a fork, its author":                {"issue_comment", said("FIRST_TIME_CONTRIBUTOR", "/env up "+head), fork, "none", "only members"},
		"a fork that is gone, member":       {"issue_comment", said("MEMBER", "/env"), gone, "refused", "unless a member names the commit"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			g, s, _ := gitHub(t, c.event, c.payload)
			s.pulls = []map[string]any{c.pull}
			d, err := g.Environment(t.Context(), "environment")
			require.NoError(t, err)
			require.Equal(t, c.action, d.Action, d.Reason)
			require.Contains(t, d.Reason, c.reason)
			require.Equal(t, "pr7", d.Name)
			require.Equal(t, c.action == "up", d.Revision == head, "the revision that may run")
		})
	}
	edited := said("MEMBER", "/env")
	edited["action"] = "edited"
	g, _, _ := gitHub(t, "issue_comment", edited)
	d, err := g.Environment(t.Context(), "environment")
	require.NoError(t, err)
	require.Equal(t, "none", d.Action, "an edited comment")
	g, _, _ = gitHub(t, "pull_request", changed("labeled", "environment", ours))
	_, err = g.Environment(t.Context(), "environment")
	require.ErrorIs(t, err, pullrequest.ErrInput)
}

// TestMembersWhoMayNotWriteAskForNothing: an organisation's members, and
// collaborators, may have the right to read alone.
func TestMembersWhoMayNotWriteAskForNothing(t *testing.T) {
	for rights, action := range map[string]string{"admin": "up", "write": "up", "read": "none", "none": "none"} {
		for _, command := range []string{"/env", "/env down"} {
			g, s, _ := gitHub(t, "issue_comment", said("MEMBER", command))
			s.rights, s.pulls = rights, []map[string]any{pull(7, "open", "o/r", head)}
			d, err := g.Environment(t.Context(), "environment")
			require.NoError(t, err)
			require.Equal(t, action == "up", d.Action != "none", "%s with %s: %s", command, rights, d.Reason)
		}
	}
	for rights, action := range map[string]string{"write": "up", "read": "none"} {
		g, s, _ := gitHub(t, "pull_request_target", changed("labeled", "environment", pull(7, "open", "o/r", head)))
		s.rights = rights
		d, err := g.Environment(t.Context(), "environment")
		require.NoError(t, err)
		require.Equal(t, action, d.Action, "who triages may label, and may not write")
		g, s, _ = gitHub(t, "pull_request_target", changed("unlabeled", "environment", pull(7, "open", "o/r", head)))
		s.rights = rights
		d, err = g.Environment(t.Context(), "environment")
		require.NoError(t, err)
		require.Equal(t, "down", d.Action, "what is taken away, anybody may who can")
	}
	g, s, _ := gitHub(t, "issue_comment", said("MEMBER", "/env"))
	s.answers = []answer{{status: 404}}
	_, err := g.Environment(t.Context(), "environment")
	require.Error(t, err, "who may write is not known")
}

// TestOldCommentsReleaseNothing: the address of a service hook answers anybody, so
// it may be told again of a comment that was answered, and of a branch that has moved on.
func TestOldCommentsReleaseNothing(t *testing.T) {
	d, s, _ := devOps(t, "")
	s.pulls = []map[string]any{reposPull("active", false)}
	s.add("member", "/env").At = began.Add(-time.Hour)
	got, err := d.Environment(t.Context(), 7)
	require.NoError(t, err)
	require.Equal(t, "none", got.Action)
	asked := s.add("member", "/env")
	s.pushed = asked.At.Add(time.Second)
	got, err = d.Environment(t.Context(), 7)
	require.NoError(t, err)
	require.Equal(t, "refused", got.Action)
	require.Contains(t, got.Reason, "pushed to after the comment")
	s.pushed = asked.At.Add(-time.Second)
	got, err = d.Environment(t.Context(), 7)
	require.NoError(t, err)
	require.Equal(t, "up", got.Action)
	require.Equal(t, head, got.Revision)
}

func TestEnvironmentOnAzureDevOps(t *testing.T) {
	cases := map[string]struct {
		status   string
		fork     bool
		comments [][2]string // author, body; oldest first
		action   string
	}{
		"nobody asks":                  {"active", false, [][2]string{{"member", "fine"}}, "none"},
		"a member asks":                {"active", false, [][2]string{{"member", "/env"}, {"other", "fine"}}, "up"},
		"the author asks":              {"active", false, [][2]string{{"author", "/env up"}}, "up"},
		"the newest counts":            {"active", false, [][2]string{{"member", "/env"}, {"member", "/env down"}}, "down"},
		"older commit":                 {"active", false, [][2]string{{"member", "/env up " + other}}, "refused"},
		"completed":                    {"completed", false, [][2]string{{"member", "/env"}}, "down"},
		"abandoned":                    {"abandoned", true, nil, "down"},
		"a fork, no commit":            {"active", true, [][2]string{{"member", "/env"}}, "refused"},
		"a fork, commit":               {"active", true, [][2]string{{"member", "/env up " + head}}, "up"},
		"a fork, its author":           {"active", true, [][2]string{{"author", "/env up " + head}}, "none"},
		"a fork, pushed after":         {"active", true, [][2]string{{"member", "/env up " + other}}, "refused"},
		"a fork, author after members": {"active", true, [][2]string{{"member", "/env down"}, {"author", "/env up " + head}}, "down"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			d, s, _ := devOps(t, "")
			s.pulls = []map[string]any{reposPull(c.status, c.fork)}
			for _, n := range c.comments {
				s.add(n[0], n[1])
			}
			got, err := d.Environment(t.Context(), 7)
			require.NoError(t, err)
			require.Equal(t, c.action, got.Action, got.Reason)
			require.Equal(t, c.action == "up", got.Revision == head)
		})
	}
}
