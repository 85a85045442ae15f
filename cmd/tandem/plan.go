package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/internal/revision"
	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/system"
)

// revisionVariable names the source revision, where the checkout cannot tell it.
const revisionVariable = "TANDEM_REVISION"

// sourceRevision is the revision that a deployment of a checkout carries, found as the
// program finds it.
func sourceRevision(ctx context.Context, checkout string) string {
	if given := os.Getenv(revisionVariable); given != "" {
		return given
	}
	return revision.Of(ctx, checkout)
}

// circumstances are what a plan depends on, as it is here and now.
func (w *workplace) circumstances(ctx context.Context) (system.Circumstances, error) {
	at := system.Circumstances{Now: time.Now(), States: map[string]string{}}
	add := func(name, value string) { at.Facts = append(at.Facts, system.Fact{Name: name, Value: value}) }
	tools := w.workspace.Toolchain
	add("the target", w.app.target)
	add("the subscription", w.arm.Subscription())
	add("the source revision", w.revision)
	add("the program", contentKey(tools.Program))
	add("the policy pack", contentKey(tools.PolicyPack))
	add("Pulumi", tools.CLIVersion)
	if backend := os.Getenv("PULUMI_BACKEND_URL"); w.app.target == targetAzure {
		add("the state backend", withoutPassword(backend))
	}
	files := map[string]string{"Pulumi.yaml": "Pulumi.yaml", "the exemptions from policies": filepath.Join("policy", "exemptions.yaml")}
	names := []string{"Pulumi.yaml", "the exemptions from policies"}
	for _, stack := range system.ProductionTiers().Stacks() {
		name := "Pulumi." + stack + ".yaml"
		files[name], names = name, append(names, name)
	}
	for _, name := range names {
		digest, err := digestOf(filepath.Join(w.app.checkout, files[name]))
		if err != nil {
			return at, err
		}
		add(name, digest)
	}
	if w.policies.config != "" {
		digest, err := digestOf(w.policies.config)
		if err != nil {
			return at, err
		}
		add("the policy config", digest)
	}
	for _, stack := range system.ProductionTiers().Stacks() {
		state, err := w.fingerprint(ctx, stack)
		if err != nil {
			return at, err
		}
		at.States[stack] = state
	}
	return at, nil
}

// planning is how a deployment is opened that makes a plan, or does not.
func planning(plans bool) use {
	if plans {
		return toPlan
	}
	return toDeploy
}

// checkKeys refuses to keep a plan whose secrets nobody could read again: against Azure
// a stack file has to say how they are encrypted.
func (a *app) checkKeys() error {
	if a.target != targetAzure {
		return nil
	}
	var faults []error
	for _, stack := range system.ProductionTiers().Stacks() {
		kept, err := pulumi.KeepsKey(filepath.Join(a.checkout, settings.FileName(stack)))
		if err == nil && !kept {
			err = usagef("%s does not say how secrets are encrypted, so that a plan's could not be read when it is applied: "+
				"make the stack with pulumi stack init %s --secrets-provider ..., and keep what that writes into the file (docs/deploy-to-azure.md, section 5)",
				settings.FileName(stack), stack)
		}
		faults = append(faults, err)
	}
	return errors.Join(faults...)
}

// withoutPassword is a backend's address as a plan may show it.
func withoutPassword(backend string) string {
	u, err := url.Parse(backend)
	if err != nil {
		return digest([]byte(backend))
	}
	return u.Redacted()
}

// fingerprint tells the recorded state of a stack from any other; "" is none.
func (w *workplace) fingerprint(ctx context.Context, stack string) (string, error) {
	d, err := w.workspace.Export(ctx, stack)
	if errors.Is(err, pulumi.ErrNoStack) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("state of stack %s: %w", stack, err)
	}
	if len(d.Resources)+len(d.PendingOperations) == 0 {
		return "", nil
	}
	return d.Fingerprint()
}

// contentKey is the part of a cached binary's path that names its content; it is
// the same on every machine that builds the same sources with the same Go.
func contentKey(path string) string { return filepath.Base(filepath.Dir(path)) }

// digestOf is a file's digest, "" if there is no such file.
func digestOf(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("what a plan depends on: %w", err)
	}
	return digest(raw), nil
}

func digest(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// savedPlan is a plan with the digest of all that it says.
type savedPlan struct {
	*system.Plan
	file   string // "" for one that lies in no file
	digest string // of the file, or of what would be in it
}

// digestPrefix says what kind of digest it is.
const digestPrefix = "sha256:"

// newPlan makes the plan of previews, and writes it to a file that only its owner can
// read, unless file is "". It is taken through the form that it has in one, so that it
// means the same, and its digest is that of what was written.
func newPlan(file string, changes []*system.Change, at system.Circumstances, o system.Options) (*savedPlan, error) {
	plan, err := system.NewPlan(changes, at, o)
	if err != nil {
		return nil, err
	}
	raw, err := json.MarshalIndent(plan, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("make the plan: %w", err)
	}
	raw = append(raw, '\n')
	if plan, err = system.ParsePlan(raw); err != nil {
		return nil, fmt.Errorf("make the plan: %w", err)
	}
	if file != "" {
		if err := writeFile(file, raw); err != nil {
			return nil, fmt.Errorf("write the plan: %w", err)
		}
	}
	return &savedPlan{Plan: plan, file: file, digest: digest(raw)}, nil
}

// readPlan reads the file of a plan; what is wrong with it is wrong usage.
func readPlan(file string) (*savedPlan, error) {
	if file == "" {
		return nil, usagef("--plan names no file: without a plan, leave it out")
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, usagef("--plan: %w: make it with tandem preview --save-plan %s", err, file)
	}
	p, err := system.ParsePlan(raw)
	if err != nil {
		return nil, usagef("--plan %s: %w", file, err)
	}
	return &savedPlan{Plan: p, file: file, digest: digest(raw)}, nil
}

// answer is what a JSON answer says of a plan.
func (p *savedPlan) answer() map[string]any {
	var stacks []map[string]any
	for _, s := range p.Stacks {
		stacks = append(stacks, map[string]any{"stack": s.Stack, "foreseen": s.Foreseen, "why": s.Why})
	}
	answer := map[string]any{"digest": p.digest, "madeAt": p.MadeAt, "stacks": stacks}
	if p.file != "" {
		answer["file"] = p.file
	}
	return answer
}

// print says what the plan holds of each stack, and how it is applied.
func (p *savedPlan) print(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "\nplan written to %s\n  digest %s%s\n", p.file, digestPrefix, p.digest)
	for _, s := range p.Stacks {
		fmt.Fprintf(&b, "  %s: %s\n", s.Stack, foresight(s))
	}
	fmt.Fprintf(&b, "apply it within %d days: go run ./cmd/tandem up --plan %s --plan-digest %s%s\n",
		int(system.PlanLife.Hours()/24), p.file, digestPrefix, p.digest)
	_, err := io.WriteString(w, b.String())
	return err
}

// foresight says what a plan means for a stack.
func foresight(s system.StackPlan) string {
	switch s.Foreseen {
	case system.Exact:
		return "exactly this will be done"
	case system.Unseen:
		return s.Why + "; it is previewed when it can be, and may only create resources"
	default:
		return s.Why + "; it is previewed again when they are applied, and may do no more than this"
	}
}

// planKeeping is where a plan goes, and whether its digest goes to later steps.
type planKeeping struct {
	file    string
	outputs bool
}

// check refuses outputs where there is nothing to hand over, or nobody to take it.
func (k planKeeping) check() error {
	if !k.outputs {
		return nil
	}
	if k.file == "" {
		return usagef("--outputs belongs to --save-plan: what it hands over is the plan's digest")
	}
	github, err := onGitHub()
	if err == nil && github && os.Getenv("GITHUB_OUTPUT") == "" {
		err = usagef("--outputs: environment variable GITHUB_OUTPUT is not set: a step of GitHub Actions has the name of a file there")
	}
	return err
}

// handPlan hands a plan's digest to later steps, by another way than the file goes.
func (a *app) handPlan(k planKeeping, p *savedPlan) error {
	if !k.outputs {
		return nil
	}
	github, err := onGitHub()
	if err != nil {
		return err
	}
	return a.handOver(github, [][2]string{{"digest", digestPrefix + p.digest}})
}

// checkPlanFile refuses what no plan can be written to, before anything is started.
func checkPlanFile(file string) error {
	info, err := os.Stat(file)
	switch {
	case file == "":
		return usagef("--save-plan names no file")
	case err == nil && !info.Mode().IsRegular():
		return usagef("--save-plan %s is no file", file)
	}
	return nil
}

// printPlanned lists what a plan will do, for who has to say yes.
func (p *savedPlan) printPlanned(w io.Writer) error {
	var changes []*system.Change
	for _, s := range p.Stacks {
		c := &system.Change{Stack: s.Stack, Counts: s.Counts, Steps: s.Steps, Settles: s.Settles}
		if s.Foreseen == system.Unseen {
			c.Unavailable = s.Why
		}
		changes = append(changes, c)
	}
	if _, err := fmt.Fprintf(w, "plan %s%s, made %s\n", digestPrefix, p.digest, p.MadeAt.Format(time.RFC3339)); err != nil {
		return err
	}
	return printChanges(w, changes)
}
