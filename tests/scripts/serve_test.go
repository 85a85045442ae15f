package scripts

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// ofRunners are the variables by which the runners of both systems tell a run where it is.
var ofRunners = []string{
	"GITHUB_ACTIONS", "GITHUB_TOKEN", "GITHUB_REPOSITORY", "GITHUB_EVENT_NAME", "GITHUB_EVENT_PATH", "GITHUB_API_URL", "GITHUB_SERVER_URL",
	"GITHUB_RUN_ID", "GITHUB_OUTPUT", "ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
	"TF_BUILD", "SYSTEM_ACCESSTOKEN", "SYSTEM_COLLECTIONURI", "SYSTEM_TEAMPROJECT", "SYSTEM_PULLREQUEST_PULLREQUESTID", "SYSTEM_OIDCREQUESTURI",
	"BUILD_REPOSITORY_ID", "BUILD_REPOSITORY_PROVIDER", "BUILD_BUILDID", "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
}

// serve is "serve FILE": a server answers as the JSON file says, which maps a method and
// a path to a body, or to a status. What it is asked goes to the file "asked", a line
// for each request, with its body. Its address is $SERVER.
func serve(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: serve FILE")
	}
	raw, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	answers := map[string]any{}
	ts.Check(json.Unmarshal(raw, &answers))
	asked, err := os.Create(ts.MkAbs("asked"))
	ts.Check(err)
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		_, _ = fmt.Fprintf(asked, "%s %s %s\n", r.Method, r.URL.Path, body)
		answer, found := answers[r.Method+" "+r.URL.Path]
		status, isStatus := answer.(float64)
		switch {
		case !found:
			w.WriteHeader(http.StatusNotFound)
		case isStatus:
			w.WriteHeader(int(status))
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	ts.Defer(func() {
		server.Close()
		_ = asked.Close()
	})
	ts.Setenv("SERVER", server.URL)
}
