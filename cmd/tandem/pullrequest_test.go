package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/env"
	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/pullrequest"
)

const someCommit = "1111111111111111111111111111111111111111"

// inPipeline sets what a run of GitHub Actions is told, for one event, and
// returns the file of its outputs and what was posted.
func inPipeline(t *testing.T, event string, payload map[string]any) (outputs string, posted *[]string) {
	posted = new([]string)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /repos/o/r/issues/7/comments", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) })
	mux.HandleFunc("GET /repos/o/r/collaborators/mona/permission", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"permission": "write"}`))
	})
	mux.HandleFunc("GET /repos/o/r/pulls", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("[]")) })
	mux.HandleFunc("POST /repos/o/r/issues/7/comments", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Body string }
		_ = json.NewDecoder(r.Body).Decode(&in)
		*posted = append(*posted, in.Body)
		_, _ = w.Write([]byte(`{"id": 1, "html_url": "https://github.example/c/1"}`))
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	dir := t.TempDir()
	raw, err := json.Marshal(payload)
	require.NoError(t, err)
	outputs = filepath.Join(dir, "outputs")
	require.NoError(t, os.WriteFile(outputs, []byte("earlier=1\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "event.json"), raw, 0o600))
	for name, value := range map[string]string{"TF_BUILD": "", "GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "t0ken", "GITHUB_REPOSITORY": "o/r",
		"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": filepath.Join(dir, "event.json"), "GITHUB_API_URL": server.URL,
		"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "5", "GITHUB_OUTPUT": outputs} {
		t.Setenv(name, value)
	}
	return outputs, posted
}

func inProcess(t *testing.T, args ...string) (code int, stdout, stderr string) {
	var out, complaints bytes.Buffer
	code = run(t.Context(), nil, args, &out, &complaints)
	return code, out.String(), complaints.String()
}

func pullRequestEvent() map[string]any {
	repo := map[string]any{"full_name": "o/r"}
	return map[string]any{"action": "labeled", "sender": map[string]any{"login": "mona"}, "label": map[string]any{"name": "environment"}, "pull_request": map[string]any{"number": 7, "state": "open",
		"head": map[string]any{"sha": someCommit, "repo": repo}, "base": map[string]any{"repo": repo}}}
}

func report(t *testing.T, text string) string {
	path := filepath.Join(t.TempDir(), "report.md")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestCommentIsPublished(t *testing.T) {
	_, posted := inPipeline(t, "pull_request", pullRequestEvent())
	code, out, _ := inProcess(t, "pr", "comment", "--name", "preview", "--file", report(t, "## Nothing changes"))
	require.Equal(t, exitDone, code)
	require.Equal(t, "comment on pull request 7 created: https://github.example/c/1\n", out)
	require.Len(t, *posted, 1)
	require.Contains(t, (*posted)[0], "## Nothing changes")
}

// TestTheLongestReportIsPublished: preview fills a comment to its limit, and what
// is put around it still fits.
func TestTheLongestReportIsPublished(t *testing.T) {
	_, posted := inPipeline(t, "pull_request", pullRequestEvent())
	longest := report(t, string(bytes.Repeat([]byte("x"), preview.MostCharacters)))
	code, _, complaint := inProcess(t, "pr", "comment", "--name", "a-name-that-is-as-long-as-a-name-can-be", "--file", longest)
	require.Equal(t, exitDone, code, complaint)
	require.LessOrEqual(t, len((*posted)[0]), pullrequest.MostCharacters)
}

// TestReportsOfPreviewArePublishedAsTheyAre: nothing that preview writes looks as
// if it would call somebody.
func TestReportsOfPreviewArePublishedAsTheyAre(t *testing.T) {
	goldens, err := filepath.Glob("../../ops/preview/testdata/*.md")
	require.NoError(t, err)
	require.Greater(t, len(goldens), 10)
	for _, golden := range goldens {
		_, posted := inPipeline(t, "pull_request", pullRequestEvent())
		code, _, complaint := inProcess(t, "pr", "comment", "--file", golden)
		require.Equal(t, exitDone, code, complaint)
		raw, err := os.ReadFile(golden)
		require.NoError(t, err)
		require.Contains(t, (*posted)[0], strings.TrimSpace(string(raw)), golden)
	}
}

func TestAddressesArePublished(t *testing.T) {
	_, posted := inPipeline(t, "pull_request_target", pullRequestEvent())
	answer := report(t, `{"version": 1, "command": "env up", "environment": {"name": "pr7", "state": "up"}, "addresses": {"app": "https://a.example"}}`)
	code, _, complaint := inProcess(t, "pr", "comment", "--name", "environment", "--environment", answer)
	require.Equal(t, exitDone, code, complaint)
	require.Contains(t, (*posted)[0], "\n\n### Test environment pr7\n")
	require.Contains(t, (*posted)[0], "| app | https://a.example |")
	for _, args := range [][]string{{"--environment", report(t, "x")}, {"--environment", answer, "--file", answer}, nil} {
		code, _, _ := inProcess(t, append([]string{"pr", "comment"}, args...)...)
		require.Equal(t, exitUsage, code, args)
	}
}

// TestPullRequestsWithoutEnvironmentAreClosedInSilence: each one that is closed takes
// its environment down, and few ever had one.
func TestPullRequestsWithoutEnvironmentAreClosedInSilence(t *testing.T) {
	_, posted := inPipeline(t, "pull_request_target", pullRequestEvent())
	answer := func(nothing string) string {
		return report(t, `{"version": 1, "command": "env down", "executed": true, "nothing": `+nothing+`}`)
	}
	code, out, _ := inProcess(t, "pr", "comment", "--name", "environment", "--environment", answer("true"), "--json")
	require.Equal(t, exitDone, code)
	require.Contains(t, out, `"action": "skipped"`)
	require.Empty(t, *posted)
	code, _, _ = inProcess(t, "pr", "comment", "--name", "environment", "--environment", answer("false"))
	require.Equal(t, exitDone, code)
	require.Len(t, *posted, 1)
}

// TestAnswersOfEnvironmentsAreUnderstood: what env up answers is what the comment
// shows, and so is how a command fails.
func TestAnswersOfEnvironmentsAreUnderstood(t *testing.T) {
	expires := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	v := view{shown: shown{Environment: env.Environment{Name: "pr7", State: env.Up, Revision: "0123456789ab", Expires: &expires}}}
	v.Status.Edge.Address = "app.z01.azurefd.net"
	var out bytes.Buffer
	u := newUI(&out, io.Discard)
	u.json = true
	require.NoError(t, u.answer("env up", v.answer(), nil))
	text, err := pullrequest.EnvironmentText(out.Bytes())
	require.NoError(t, err)
	for _, line := range []string{"### Test environment pr7\n", "| app | https://app.z01.azurefd.net |", "| state | up |", "| revision | 0123456789ab |", "| expires | 2026-01-02 03:04 UTC |"} {
		require.Contains(t, text, line)
	}
	out.Reset()
	u = newUI(&out, io.Discard)
	u.json = true
	u.fail("env up", errors.New("no room"))
	text, err = pullrequest.EnvironmentText(out.Bytes())
	require.NoError(t, err)
	require.Contains(t, text, "`tandem env up` failed\n\n```text\nno room\n")
}

func TestStaleReportIsNoFailure(t *testing.T) {
	_, posted := inPipeline(t, "workflow_run", map[string]any{"workflow_run": map[string]any{"event": "pull_request", "head_sha": someCommit,
		"head_branch": "x", "head_repository": map[string]any{"full_name": "a/r", "owner": map[string]any{"login": "a"}}}})
	code, out, _ := inProcess(t, "pr", "comment", "--file", report(t, "x"), "--json")
	require.Equal(t, exitDone, code)
	require.Contains(t, out, `"action": "skipped"`)
	require.Empty(t, *posted)
}

// TestReportsThatAreNotRead: what a run of a fork has left is a regular file of
// a fit size, or it is not read at all.
func TestReportsThatAreNotRead(t *testing.T) {
	_, posted := inPipeline(t, "pull_request", pullRequestEvent())
	link := filepath.Join(t.TempDir(), "link.md")
	require.NoError(t, os.Symlink("/etc/hostname", link))
	for name, path := range map[string]string{
		"none": "", "missing": "/nonexistent/report.md", "a link": link, "a folder": t.TempDir(),
		"too large": report(t, string(make([]byte, 300_000))), "empty": report(t, " \n"),
		"too long": report(t, string(bytes.Repeat([]byte("x"), 65_536))),
	} {
		code, out, _ := inProcess(t, "pr", "comment", "--file", path, "--json")
		require.Equal(t, exitUsage, code, name)
		require.Contains(t, out, `"error"`, name)
	}
	require.Empty(t, *posted)
}

func TestEnvironmentIsHandedToLaterSteps(t *testing.T) {
	outputs, _ := inPipeline(t, "pull_request_target", pullRequestEvent())
	code, out, _ := inProcess(t, "pr", "environment", "--outputs")
	require.Equal(t, exitDone, code)
	require.Equal(t, "pr7: up (asked for)\n", out)
	raw, err := os.ReadFile(outputs)
	require.NoError(t, err)
	require.Equal(t, "earlier=1\naction=up\nname=pr7\nnumber=7\nrevision="+someCommit+"\n", string(raw))
}

func TestEnvironmentIsHandedOverOnAzurePipelines(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"pullRequestId": 7, "status": "completed", "lastMergeSourceCommit": {"commitId": "` + someCommit + `"}}`))
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{"GITHUB_ACTIONS": "", "TF_BUILD": "True", "SYSTEM_ACCESSTOKEN": "t0ken", "SYSTEM_COLLECTIONURI": server.URL,
		"SYSTEM_TEAMPROJECT": "p", "BUILD_REPOSITORY_ID": "r", "BUILD_REPOSITORY_PROVIDER": "TfsGit", "SYSTEM_PULLREQUEST_PULLREQUESTID": ""} {
		t.Setenv(name, value)
	}
	code, out, errors := inProcess(t, "pr", "environment", "--pull-request", "7", "--outputs", "--json")
	require.Equal(t, exitDone, code)
	require.Contains(t, out, `"action": "down"`)
	require.Equal(t, "##vso[task.setvariable variable=action;isOutput=true]down\n"+
		"##vso[task.setvariable variable=name;isOutput=true]pr7\n##vso[task.setvariable variable=number;isOutput=true]7\n##vso[task.setvariable variable=revision;isOutput=true]\n", errors)
	for _, args := range [][]string{{"pr", "environment"}, {"pr", "environment", "--pull-request", "-1"}, {"pr", "comment", "--file", report(t, "x")}} {
		code, _, _ := inProcess(t, args...)
		require.Equal(t, exitUsage, code, args)
	}
}

// TestErrorsGiveNoCommands: Azure Pipelines looks for commands anywhere in what a step
// writes, and what a service hook or a report has sent is quoted by errors.
func TestErrorsGiveNoCommands(t *testing.T) {
	inPipeline(t, "pull_request", pullRequestEvent())
	const hostile = "##vso[task.setvariable variable=action;isOutput=true]up"
	for _, args := range [][]string{
		{"pr", "environment", "--pull-request", hostile},
		{"pr", "comment", "--file", "x", "--run", hostile},
		{"pr", "comment", "--environment", report(t, `{"version": 1, "command": "`+hostile+`"}`)},
	} {
		code, _, complaint := inProcess(t, args...)
		require.Equal(t, exitUsage, code, "%v", args)
		require.Contains(t, complaint, "## vso[task")
		require.NotContains(t, complaint, "##vso")
	}
}

func TestPullRequestsNeedAPipeline(t *testing.T) {
	inPipeline(t, "pull_request", pullRequestEvent())
	for _, args := range [][]string{
		{"pr", "publish"},
		{"pr", "comment", "--file", report(t, "x"), "--run", "4"},
		{"pr", "environment", "--pull-request", "4"},
		{"pr", "environment"}, // on an event that asks for none
	} {
		code, _, complaint := inProcess(t, args...)
		require.Equal(t, exitUsage, code, "%v: %s", args, complaint)
	}
	t.Setenv("GITHUB_ACTIONS", "")
	code, _, complaint := inProcess(t, "pr", "comment", "--file", report(t, "x"))
	require.Equal(t, exitUsage, code)
	require.Contains(t, complaint, "this is no run of GitHub Actions")
}
