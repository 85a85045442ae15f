package pullrequest_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/pullrequest"
)

const (
	head  = "1111111111111111111111111111111111111111"
	other = "2222222222222222222222222222222222222222"
	self  = "the-build-service"
)

// began is when pull requests are opened, a quarter of an hour before now.
var began = time.Date(2026, 1, 2, 2, 49, 5, 0, time.UTC)

// hurried is a clock on which nobody waits; it keeps how long was asked for.
type hurried struct {
	clockwork.Clock
	waits []time.Duration
}

func newHurried() *hurried {
	return &hurried{Clock: clockwork.NewFakeClockAt(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))}
}

func (h *hurried) After(d time.Duration) <-chan time.Time {
	h.waits = append(h.waits, d)
	ready := make(chan time.Time, 1)
	ready <- h.Now()
	return ready
}

// note is a comment that a fake system keeps.
type note struct {
	ID      int64
	Author  string
	Body    string
	Deleted bool
	At      time.Time
}

// system is a fake of one of the two systems.
type system struct {
	t      *testing.T
	server *httptest.Server
	mu     sync.Mutex
	notes  []*note
	// answers are given in this order before anything else is done.
	answers []answer
	asked   []string // method and path of every request
	tokens  map[string]bool
	pulls   []map[string]any
	rights  string    // of who comments, on GitHub; "" is write
	pushed  time.Time // on Azure DevOps
	build   map[string]any
}

// answer is a prepared refusal.
type answer struct {
	status int
	header map[string]string
	body   string
}

func (s *system) add(author, body string) *note {
	n := &note{ID: int64(len(s.notes) + 1), Author: author, Body: body, At: began.Add(time.Duration(len(s.notes)+1) * time.Minute)}
	s.notes = append(s.notes, n)
	return n
}

// serve starts a system with its routes.
func serve(t *testing.T, routes func(*system, *http.ServeMux)) *system {
	s := &system{t: t, tokens: map[string]bool{}}
	mux := http.NewServeMux()
	routes(s, mux)
	s.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked = append(s.asked, r.Method+" "+r.URL.Path)
		s.tokens[r.Header.Get("Authorization")] = true
		if len(s.answers) > 0 {
			a := s.answers[0]
			s.answers = s.answers[1:]
			for name, value := range a.header {
				w.Header().Set(name, value)
			}
			w.WriteHeader(a.status)
			_, _ = fmt.Fprint(w, a.body)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.server.Close)
	return s
}

func (s *system) reply(w http.ResponseWriter, value any) {
	require.NoError(s.t, json.NewEncoder(w).Encode(value))
}

func (s *system) read(r *http.Request, into any) {
	require.NoError(s.t, json.NewDecoder(r.Body).Decode(into))
}

// find finds a comment by the id in the path.
func (s *system) find(r *http.Request, name string) *note {
	id, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	require.NoError(s.t, err)
	return s.notes[id-1]
}

func gitHubRoutes(s *system, mux *http.ServeMux) {
	shown := func(n *note) map[string]any {
		kind := "User"
		if n.Author == self {
			kind, n.Author = "Bot", "github-actions[bot]"
		}
		if n.Author == "github-actions[bot]" {
			kind = "Bot"
		}
		return map[string]any{"id": n.ID, "body": n.Body, "html_url": fmt.Sprintf("https://github.example/c/%d", n.ID),
			"user": map[string]any{"login": n.Author, "type": kind}}
	}
	mux.HandleFunc("GET /repos/o/r/issues/7/comments", func(w http.ResponseWriter, r *http.Request) {
		size, err := strconv.Atoi(r.URL.Query().Get("per_page"))
		require.NoError(s.t, err)
		page, err := strconv.Atoi(r.URL.Query().Get("page"))
		require.NoError(s.t, err)
		items := []map[string]any{}
		for _, n := range s.notes[min(len(s.notes), (page-1)*size):min(len(s.notes), page*size)] {
			items = append(items, shown(n))
		}
		s.reply(w, items)
	})
	mux.HandleFunc("POST /repos/o/r/issues/7/comments", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Body string }
		s.read(r, &in)
		w.WriteHeader(http.StatusCreated)
		s.reply(w, shown(s.add(self, in.Body)))
	})
	mux.HandleFunc("PATCH /repos/o/r/issues/comments/{id}", func(w http.ResponseWriter, r *http.Request) {
		var in struct{ Body string }
		s.read(r, &in)
		n := s.find(r, "id")
		n.Body = in.Body
		s.reply(w, shown(n))
	})
	mux.HandleFunc("GET /repos/o/r/pulls", func(w http.ResponseWriter, r *http.Request) {
		require.Equal(s.t, "open", r.URL.Query().Get("state"))
		require.Equal(s.t, "stranger:feature/x", r.URL.Query().Get("head"))
		s.reply(w, s.pulls)
	})
	mux.HandleFunc("GET /repos/o/r/collaborators/mona/permission", func(w http.ResponseWriter, _ *http.Request) {
		s.reply(w, map[string]any{"permission": cmp.Or(s.rights, "write")})
	})
	mux.HandleFunc("GET /repos/o/r/pulls/7", func(w http.ResponseWriter, _ *http.Request) { s.reply(w, s.pulls[0]) })
}

func devOpsRoutes(s *system, mux *http.ServeMux) {
	const pull = "/org/my project/_apis/git/repositories/repo-1/pullRequests/7"
	shown := func(n *note) map[string]any {
		return map[string]any{"id": 1, "content": n.Body, "isDeleted": n.Deleted, "author": map[string]any{"id": n.Author}, "publishedDate": n.At}
	}
	mux.HandleFunc("GET /org/_apis/connectionData", func(w http.ResponseWriter, _ *http.Request) {
		s.reply(w, map[string]any{"authenticatedUser": map[string]any{"id": self}})
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		require.Equal(s.t, "7.1", r.URL.Query().Get("api-version"))
		switch {
		case r.Method == http.MethodGet && r.URL.Path == pull:
			s.reply(w, s.pulls[0])
		case r.Method == http.MethodGet && r.URL.Path == pull+"/iterations":
			s.reply(w, map[string]any{"value": []map[string]any{{"createdDate": began}, {"createdDate": s.pushed}}})
		case r.Method == http.MethodGet && r.URL.Path == pull+"/threads":
			threads := []map[string]any{{"id": 900, "comments": []any{}}}
			for _, n := range s.notes {
				threads = append(threads, map[string]any{"id": n.ID, "comments": []any{shown(n)}})
			}
			s.reply(w, map[string]any{"value": threads})
		case r.Method == http.MethodPost && r.URL.Path == pull+"/threads":
			var in struct {
				Status   string
				Comments []struct{ Content string }
			}
			s.read(r, &in)
			require.Equal(s.t, "closed", in.Status)
			n := s.add(self, in.Comments[0].Content)
			s.reply(w, map[string]any{"id": n.ID, "comments": []any{shown(n)}})
		case r.Method == http.MethodGet && r.URL.Path == "/org/my project/_apis/build/builds/4711":
			s.reply(w, s.build)
		default:
			var id int64
			_, err := fmt.Sscanf(r.URL.Path, pull[:len("/org/my")]+" project/_apis/git/repositories/repo-1/pullRequests/7/threads/%d/comments/1", &id)
			require.NoError(s.t, err, r.Method+" "+r.URL.Path)
			require.Equal(s.t, http.MethodPatch, r.Method)
			var in struct{ Content string }
			s.read(r, &in)
			s.notes[id-1].Body = in.Content
			s.reply(w, shown(s.notes[id-1]))
		}
	})
}

// event writes an event's payload.
func event(t *testing.T, payload map[string]any) string {
	path := filepath.Join(t.TempDir(), "event.json")
	raw, err := json.Marshal(payload)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(path, raw, 0o600))
	return path
}

func lookup(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

// gitHub is a run of GitHub Actions on an event.
func gitHub(t *testing.T, name string, payload map[string]any) (*pullrequest.GitHub, *system, *hurried) {
	s, clock := serve(t, gitHubRoutes), newHurried()
	g, err := pullrequest.NewGitHub(lookup(map[string]string{"GITHUB_TOKEN": "t0ken", "GITHUB_REPOSITORY": "o/r",
		"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": event(t, payload), "GITHUB_API_URL": s.server.URL,
		"GITHUB_SERVER_URL": "https://github.example", "GITHUB_RUN_ID": "5"}), clock)
	require.NoError(t, err)
	return g, s, clock
}

// devOps is a run of Azure Pipelines; a branch policy started it where policy names a pull request.
func devOps(t *testing.T, policy string) (*pullrequest.DevOps, *system, *hurried) {
	s, clock := serve(t, devOpsRoutes), newHurried()
	d, err := pullrequest.NewDevOps(lookup(map[string]string{"SYSTEM_ACCESSTOKEN": "t0ken", "SYSTEM_COLLECTIONURI": s.server.URL + "/org/",
		"SYSTEM_TEAMPROJECT": "my project", "BUILD_REPOSITORY_ID": "repo-1", "BUILD_REPOSITORY_PROVIDER": "TfsGit",
		"BUILD_BUILDID": "4712", "SYSTEM_PULLREQUEST_PULLREQUESTID": policy}), clock)
	require.NoError(t, err)
	return d, s, clock
}

// hosts runs a test against both systems.
func hosts(t *testing.T, test func(t *testing.T, h pullrequest.Host, s *system, clock *hurried)) {
	t.Run("GitHub", func(t *testing.T) {
		g, s, clock := gitHub(t, "pull_request", map[string]any{"pull_request": map[string]any{"number": 7}})
		test(t, g, s, clock)
		require.Equal(t, []string{"Bearer t0ken"}, slices.Collect(maps.Keys(s.tokens)))
	})
	t.Run("Azure DevOps", func(t *testing.T) {
		d, s, clock := devOps(t, "7")
		test(t, d, s, clock)
		require.Equal(t, []string{"Bearer t0ken"}, slices.Collect(maps.Keys(s.tokens)))
	})
}
