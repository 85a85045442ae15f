package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// previewOverAzure previews the working tree over what is deployed in Azure, as
// it really stands: every resource is read first. Nothing is written, neither to
// Azure nor to the recorded state.
func (a *app) previewOverAzure(ctx context.Context, got *compared) error {
	got.Refreshed = true
	w, err := a.open(ctx, toDeploy)
	if err != nil {
		return got.fail(ctx, phaseBuild, err)
	}
	defer w.close()
	if err := w.policies.spare(filepath.Join(w.scratch, "policies.json")); err != nil {
		return err
	}
	got.secrets = append(got.secrets, secretVariables(environ(w.env))...)
	if err := w.checkVaults(ctx); err != nil {
		return got.fail(ctx, phasePreview, err)
	}
	e := w.engine(w.workspace, w.arm)
	if got.Before, err = recordedGraph(ctx, e); err != nil {
		return got.fail(ctx, phaseBase, err)
	}
	if got.Before != nil {
		got.secrets = append(got.secrets, secretsOf(got.Before)...)
		set := rule.NewSet(rules.All(), w.policies.optionsIn(classOfGraph(got.Before)))
		report, uses := a.exemptionsOf(ctx, got.Base.Revision).Apply(set.All(got.Before), time.Now())
		got.BaseViolations, got.BaseNotYetKnown = violations(set, report.Violations), violations(set, report.NotYetKnown)
		for _, u := range uses {
			got.BaseExempted = append(got.BaseExempted, violations(set, u.Findings)...)
		}
	}
	deps := system.Deps{Engine: e, Progress: w.progress, Judge: w.policies.judge, Beyond: true, Lifting: lifting(w.settings)}
	if err := a.previewInto(ctx, deps, system.Options{Refresh: true, Settled: true}, w.policies, got); err != nil {
		return err
	}
	for _, c := range got.Changes {
		d, err := e.workspace.Export(ctx, c.Stack)
		if err == nil {
			err = settingsDrift(ctx, w.arm.Ask, d, c)
		}
		if err != nil && !errors.Is(err, pulumi.ErrNoStack) {
			c.Warnings = append(c.Warnings, "settings of web apps were not read, and may have drifted: "+err.Error())
		}
	}
	return nil
}

// recordedGraph is the system as the state backend has it; nil when no stack is
// deployed.
func recordedGraph(ctx context.Context, e *engine) (*rule.Graph, error) {
	var resources []*rule.Resource
	whole := true
	for _, stack := range system.ProductionTiers().Stacks() {
		d, err := e.workspace.Export(ctx, stack)
		if errors.Is(err, pulumi.ErrNoStack) {
			whole = false
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("state of stack %s: %w", stack, err)
		}
		raw, err := json.Marshal(map[string]any{"deployment": d})
		if err != nil {
			return nil, fmt.Errorf("state of stack %s: %w", stack, err)
		}
		found, err := export.Resources(raw)
		if err != nil {
			return nil, fmt.Errorf("state of stack %s: %w", stack, err)
		}
		resources = append(resources, found...)
	}
	if len(resources) == 0 {
		return nil, nil
	}
	return rule.NewGraph(resources, whole), nil
}

// classOfGraph is the class of environment that the resources' tags tell.
func classOfGraph(g *rule.Graph) rule.Class {
	for _, r := range g.Resources {
		if strings.EqualFold(r.Get("tags", "class").Text(), string(rule.Test)) {
			return rule.Test
		}
	}
	return rule.Production
}
