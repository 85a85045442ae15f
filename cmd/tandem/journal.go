package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/tandem-platform/tandem/ops/system"
)

// journalFile is the journal's file in the home.
const journalFile = "deployment.json"

// journal remembers in the home which deployment is under way.
type journal struct {
	file string
	// deployment identifies what is being deployed, and where.
	deployment string
}

// UnderWay implements [system.Journal].
func (j *journal) UnderWay() (bool, error) {
	var begun string
	ok, err := readJSON(j.file, &begun)
	return ok && begun == j.deployment, err
}

// Begin implements [system.Journal].
func (j *journal) Begin() error { return writeJSON(j.file, j.deployment) }

// End implements [system.Journal].
func (j *journal) End() error {
	if err := os.Remove(j.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// journalOf is the journal of the application of a plan.
func (w *workplace) journalOf(digest string) *journal {
	return &journal{file: w.app.home(journalFile), deployment: "plan " + digest}
}

// journal is the journal of the deployment that the checkout stands for: the
// compiled program and policy pack, whose paths name their content, the stack
// files, the target.
func (w *workplace) journal(o system.Options) (*journal, error) {
	h := sha256.New()
	what := []any{w.workspace.Toolchain.Program, w.workspace.Toolchain.PolicyPack, w.app.target, w.arm.Subscription(), o}
	for _, stack := range system.ProductionTiers().Stacks() {
		raw, err := os.ReadFile(filepath.Join(w.app.checkout, "Pulumi."+stack+".yaml"))
		if err != nil {
			return nil, fmt.Errorf("stack file: %w", err)
		}
		what = append(what, raw)
	}
	if w.policies.config != "" {
		raw, err := os.ReadFile(w.policies.config)
		if err != nil {
			return nil, fmt.Errorf("policy config: %w", err)
		}
		what = append(what, raw)
	}
	if err := json.NewEncoder(h).Encode(what); err != nil {
		return nil, err
	}
	return &journal{file: w.app.home(journalFile), deployment: hex.EncodeToString(h.Sum(nil))}, nil
}
