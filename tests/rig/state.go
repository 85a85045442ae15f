package rig

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Pending lists the operations of a stack whose end is not recorded, as
// "creating URN". A stack that does not exist has none.
func Pending(t testing.TB, home, stack string) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(home, "backend", ".pulumi", "stacks", "tandem", stack+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var state struct {
		Checkpoint struct {
			Latest struct {
				Pending []struct {
					Type     string `json:"type"`
					Resource struct {
						URN string `json:"urn"`
					} `json:"resource"`
				} `json:"pending_operations"`
			} `json:"latest"`
		} `json:"checkpoint"`
	}
	if err := json.Unmarshal(raw, &state); err != nil {
		t.Fatalf("state of stack %s: %v", stack, err)
	}
	var found []string
	for _, p := range state.Checkpoint.Latest.Pending {
		found = append(found, p.Type+" "+p.Resource.URN)
	}
	return found
}
