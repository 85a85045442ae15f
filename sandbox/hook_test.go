package sandbox_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// TestHookAborts: a hook that aborts before the commit keeps that write from
// being made, and leaves the sandbox serving.
func TestHookAborts(t *testing.T) {
	abort := true
	c := start(t, sandbox.Options{Hook: func(w sandbox.Write) {
		if abort && w.Phase == sandbox.Before {
			panic(http.ErrAbortHandler)
		}
	}})
	group := sub + "/resourceGroups/one"
	req, err := http.NewRequest("PUT", c.s.Endpoint()+group+"?api-version=2022-09-01", strings.NewReader(`{"location":"westeurope"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", "Bearer "+c.token)
	if resp, err := c.http.Do(req); err == nil {
		t.Errorf("the aborted request was answered with %s", resp.Status)
		_ = resp.Body.Close()
	}
	if have := c.s.Resources(); len(have) > 0 {
		t.Errorf("after an aborted write there is %v", have)
	}
	abort = false
	c.group("one")
	if have := c.s.Resources(); !slices.Equal(have, []string{group}) {
		t.Errorf("the resources are %v", have)
	}
}
