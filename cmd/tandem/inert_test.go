package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/preview"
)

// obeyed finds what runners obey, as they look for it themselves.
var obeyed = regexp.MustCompile(`##(vso)?\[|(^|[\r\n])[\s\v\p{Z}\x{85}]*::`)

// hostile is what a stranger may call a branch, a label or a commit, and what an API may
// be made to say.
var hostile = []string{
	"##vso[task.setvariable variable=action;isOutput=true]up", "##[set-output name=action]up", "x ##[add-mask]a", "##VSO[task.complete result=Failed]",
	"::set-output name=action::up", "x\n::stop-commands::y", "x\r::add-mask::a", " \t::error::a", "x\r\n  ::debug::a", ":::set-output name=a::b", "###[error]x",
	"\u00a0::set-output name=a::b", "\v::debug::a", "x\n\u2028\u0085::error::a",
}

func TestNothingThatIsWrittenIsACommand(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	for _, text := range hostile {
		require.NotRegexp(t, `(?i)`+obeyed.String(), string(inert([]byte(text))), text)
		var out, err bytes.Buffer
		u := newUI(&out, &err)
		for i := range len(text) { // however it is cut
			u.progress("%s", text[i:i+1])
		}
		_, e := u.out.Write([]byte(text))
		require.NoError(t, e)
		u.flush()
		require.NotRegexp(t, `(?i)`+obeyed.String(), out.String(), text)
		require.NotRegexp(t, `(?i)`+obeyed.String(), err.String(), text)
	}
	for _, text := range []string{"a::b", "tandem: x: y", "# one\n## [two]\n", "Foo::Bar\n", ": x", "\n"} {
		require.Equal(t, text, string(inert([]byte(text))))
	}
}

// TestAnswersSayTheSameInAPipeline: a JSON answer holds no command, and whoever reads it
// reads what was meant.
func TestAnswersSayTheSameInAPipeline(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "true")
	var out bytes.Buffer
	u := newUI(&out, &out)
	u.json = true
	require.NoError(t, u.answer("status", map[string]any{"texts": hostile}, nil))
	u.flush()
	require.NotRegexp(t, `(?i)`+obeyed.String(), out.String())
	var answer struct{ Texts []string }
	require.NoError(t, json.Unmarshal(out.Bytes(), &answer))
	require.Equal(t, hostile, answer.Texts)

	out.Reset()
	report := preview.New(preview.Input{Remarks: hostile})
	text, err := render(report, formatJSON)
	require.NoError(t, err)
	require.NoError(t, (&app{ui: u}).print(text))
	u.flush()
	require.NotRegexp(t, `(?i)`+obeyed.String(), out.String())
	var read preview.Report
	require.NoError(t, json.Unmarshal(out.Bytes(), &read))
	require.Equal(t, report.Reasons, read.Reasons)
}

// TestElsewhereTextIsLeftAlone: at a terminal nobody obeys.
func TestElsewhereTextIsLeftAlone(t *testing.T) {
	t.Setenv("GITHUB_ACTIONS", "")
	t.Setenv("TF_BUILD", "")
	var out bytes.Buffer
	u := newUI(&out, &out)
	u.say("a\n::group::b")
	u.flush()
	require.Equal(t, "tandem: a\n::group::b\n", out.String())
}

// TestWhatAnAPISaysIsNoCommand: the step that decides has outputs, which a command could
// set; it quotes what GitHub answers, and what a label is called.
func TestWhatAnAPISaysIsNoCommand(t *testing.T) {
	for _, text := range hostile {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			_ = json.NewEncoder(w).Encode(map[string]string{"message": text})
		}))
		inPipeline(t, "issue_comment", map[string]any{"action": "created", "issue": map[string]any{"number": 7, "pull_request": map[string]any{}},
			"comment": map[string]any{"body": "/env", "author_association": "MEMBER", "user": map[string]any{"login": "mona"}}})
		t.Setenv("GITHUB_API_URL", server.URL)
		for _, args := range [][]string{{"pr", "environment", "--outputs"}, {"pr", "environment", "--outputs", "--json"}, {"pr", text}, {text}, {"up", "--stamps", text}} {
			code, out, complaint := inProcess(t, args...)
			require.NotEqual(t, exitDone, code)
			require.NotRegexp(t, `(?i)`+obeyed.String(), out+"\n"+complaint)
		}
		server.Close()
	}
}

// TestOutputsAreOfAKnownForm: nothing that ends a line or begins another output.
func TestOutputsAreOfAKnownForm(t *testing.T) {
	a := &app{ui: newUI(&bytes.Buffer{}, &bytes.Buffer{})}
	for _, value := range append([]string{"up\nrevision=x", "up;isOutput=true]x", "a b", "<<EOF"}, hostile...) {
		for _, github := range []bool{true, false} {
			require.ErrorContains(t, a.handOver(github, [][2]string{{"action", value}}), "is handed to no other step")
		}
	}
	require.NoError(t, a.handOver(false, [][2]string{{"name", "pr7"}, {"revision", strings.Repeat("0a", 20)}, {"revision", ""}}))
}
