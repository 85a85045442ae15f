package recovery

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/rig"
)

// TestStopped stops one deployment three times, by a kill of its sandbox, by
// Ctrl-C, and by a kill between the last origin and the approval of its private
// link, and lets it finish. Its parts share a home and go on from each other.
func TestStopped(t *testing.T) {
	t.Parallel()
	record := rig.Recorded(t)
	home := rig.Fresh(t)
	if err := os.MkdirAll(home, 0o700); err != nil {
		t.Fatal(err)
	}
	if !t.Run("sandbox killed", func(t *testing.T) { sandboxKilled(t, home) }) {
		return
	}
	h := &rig.Watch{}
	s := rig.Serve(t, home, h.Hook)
	if !t.Run("nothing acknowledged is lost", func(t *testing.T) { kept(t, home, s) }) {
		return
	}
	if !t.Run("Ctrl-C", func(t *testing.T) { interrupted(t, home, h) }) {
		return
	}
	if !t.Run("killed before approval", func(t *testing.T) { unapproved(t, home, h, origins(record)) }) {
		return
	}
	if !t.Run("finishes", func(t *testing.T) { rig.Finishes(t, home, s) }) {
		return
	}
	t.Run("approves what nobody changed", func(t *testing.T) { approvesAgain(t, home, s) })
}

// interrupted sends a Ctrl-C in the middle of the first stacks: what runs comes
// to its end, and nothing is left to settle.
func interrupted(t *testing.T, home string, h *rig.Watch) {
	var mu sync.Mutex
	made := 0
	p := rig.Start(t, home, "up")
	h.Set(func(w sandbox.Write) {
		mu.Lock()
		defer mu.Unlock()
		if w.Phase != sandbox.After {
			return
		}
		if made++; made == 40 {
			if err := p.Interrupt(); err != nil {
				t.Error(err)
			}
		}
	})
	r := p.Wait(t)
	h.Set(nil)
	if r.Code != 1 || !strings.Contains(r.Stderr, "interrupted: what was done is recorded") {
		t.Errorf("exit code %d\n%s", r.Code, r.Stderr)
	}
	if made < 40 || made > 80 {
		t.Errorf("%d writes were made, the Ctrl-C came after 40", made)
	}
	rig.Settled(t, home)
}

// origins counts the origins that a deployment makes.
func origins(record *rig.Record) int {
	n := 0
	for _, w := range record.Writes {
		if isOrigin(w) {
			n++
		}
	}
	return n
}

func isOrigin(w sandbox.Write) bool {
	return w.Method == http.MethodPut && strings.Contains(w.ID, "/origins/")
}

func isApproval(w sandbox.Write) bool {
	return w.Method == http.MethodPut && strings.Contains(w.ID, "/privateEndpointConnections/")
}

// unapproved kills the command when all origins exist and none of their
// private links is approved.
func unapproved(t *testing.T, home string, h *rig.Watch, origins int) {
	var mu sync.Mutex
	made, asked := 0, false
	p := rig.Start(t, home, "up")
	h.Set(func(w sandbox.Write) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case isOrigin(w) && w.Phase == sandbox.After:
			made++
		case isApproval(w) && w.Phase == sandbox.Before:
			asked = true
		default:
			return
		}
		if made == origins && asked {
			p.Kill()
		}
		if isApproval(w) {
			panic(http.ErrAbortHandler)
		}
	})
	r := p.Wait(t)
	h.Set(nil)
	if r.Code != -1 {
		t.Fatalf("exit code %d with %d origins\n%s", r.Code, made, r.Stderr)
	}
	if lines := rig.RecoveryLines(r); lines != "" {
		t.Errorf("after the Ctrl-C there was something to settle:%s", lines)
	}
}

// approvesAgain takes the private link of the origins in blue away, so that the
// edge asks again: no resource of Tandem's changes, and the next up approves.
func approvesAgain(t *testing.T, home string, s *sandbox.Sandbox) {
	const webVersion, edgeVersion = "2022-09-01", "2023-05-01"
	stranger := rig.Connect(t, s.Env())
	app, origin := "", ""
	for _, id := range s.Resources() {
		if strings.HasSuffix(id, "/Microsoft.Web/sites/app-tandem-prod-blue") {
			app = id
		}
		if strings.HasSuffix(id, "/originGroups/blue/origins/blue") {
			origin = id
		}
	}
	ofEdge, states := connections(t, stranger, app, webVersion)
	if ofEdge == "" || slices.Contains(states, "Pending") {
		t.Fatalf("the edge's connection is %q among %v", ofEdge, states)
	}
	properties := stranger.Get(origin, edgeVersion)["properties"].(map[string]any)
	for _, name := range []string{"provisioningState", "deploymentStatus", "originGroupName"} {
		delete(properties, name)
	}
	stranger.Delete(ofEdge, webVersion)
	stranger.Put(origin, edgeVersion, map[string]any{"properties": properties})
	if _, states := connections(t, stranger, app, webVersion); !slices.Contains(states, "Pending") {
		t.Fatalf("the connections are %v, one has to be pending", states)
	}
	rig.RequireUnchanged(t, home)
	if _, states := connections(t, stranger, app, webVersion); slices.Contains(states, "Pending") {
		t.Errorf("after up the connections are %v", states)
	}
}

// connections reads a target's private-link connections: the id of the edge's,
// and the states of all.
func connections(t *testing.T, stranger *rig.Stranger, target, version string) (ofEdge string, states []string) {
	t.Helper()
	items, ok := stranger.Get(target+"/privateEndpointConnections", version)["value"].([]any)
	if !ok {
		t.Fatalf("no connections at %s", target)
	}
	for _, item := range items {
		connection := item.(map[string]any)
		properties := connection["properties"].(map[string]any)
		if endpoint := properties["privateEndpoint"].(map[string]any)["id"].(string); strings.Contains(endpoint, "eafd-Prod") {
			ofEdge = connection["id"].(string)
		}
		states = append(states, properties["privateLinkServiceConnectionState"].(map[string]any)["status"].(string))
	}
	return ofEdge, states
}
