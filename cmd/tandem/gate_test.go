package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/ops/system"
)

// The program asks where this command lets it: neither imports the other, and a program
// that finds no gate takes ARM's word.
func TestTheProgramLooksForTheGate(t *testing.T) {
	raw, err := os.ReadFile("../../stacks/approve/approve.go")
	if err != nil {
		t.Fatal(err)
	}
	if want := "const GateVariable = " + strconv.Quote(gateVariable); !strings.Contains(string(raw), want) {
		t.Errorf("stacks/approve does not say %s", want)
	}
}

// The program's question is answered by the judgement of the turns, once settings
// of web apps are to change.
func TestGateAnswersTheProgram(t *testing.T) {
	const app = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/a"
	var judged []string
	var missing error
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	g, err := openGate(ctx, system.Layout{Stamps: []system.StampLayout{{Stamp: "green", App: app}}}, func(ctx context.Context, stamp string) error {
		judged = append(judged, stamp)
		return errors.Join(missing, ctx.Err())
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = g.close() }()
	ask := func(address, app string) (int, string) {
		t.Helper()
		resp, err := http.PostForm(address, url.Values{"app": {app}})
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		if err := errors.Join(err, resp.Body.Close()); err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, strings.TrimSpace(string(text))
	}
	step := func(token string) *system.Change { return &system.Change{Steps: []system.Step{{Type: token}}} }

	g.deploys(step("azure-native:cdn:Route"))
	if code, text := ask(g.url, app); code != 204 || len(judged) > 0 {
		t.Errorf("nothing restarts, and it answers %d %s", code, text)
	}
	g.deploys(step("azure-native:web/v20220901:WebAppApplicationSettings"))
	missing = errors.New("its health path answers 503")
	if code, text := ask(g.url, strings.ToUpper(app)); code != 503 || text != missing.Error() {
		t.Errorf("a sick app is answered with %d %s", code, text)
	}
	missing = nil
	if code, text := ask(g.url, app); code != 204 || len(judged) != 2 || judged[0] != "green" {
		t.Errorf("a healthy app is answered with %d %s, judged %v", code, text, judged)
	}
	if code, _ := ask(g.url, "/elsewhere"); code != 404 {
		t.Errorf("somebody else's app is answered with %d", code)
	}
	if code, _ := ask(g.url+"x", app); code != 404 {
		t.Errorf("who does not know the path is answered with %d", code)
	}
	interrupt()
	if code, text := ask(g.url, app); code != 503 || text != context.Canceled.Error() {
		t.Errorf("after Ctrl-C it answers %d %s, and would go on waiting", code, text)
	}
}
