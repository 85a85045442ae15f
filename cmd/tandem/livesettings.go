package main

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
)

// listed are the types whose resources hold a map of settings.
var listed = []string{"azure-native:web:WebAppApplicationSettings", "azure-native:web:WebAppConnectionStrings"}

// lister asks ARM for a list of settings.
type lister func(ctx context.Context, id, apiVersion string) (map[string]any, error)

// settingsDrift reads the settings of web apps live, which a refresh by the official
// provider does not (https://github.com/pulumi/pulumi-azure-native/issues/3279), and
// adds those that are other than recorded to the stack's drift. What the refresh
// has found already is left alone.
func settingsDrift(ctx context.Context, ask lister, d *pulumi.Deployment, c *system.Change) error {
	for _, r := range d.Resources {
		m, ok := meta.Lookup(r.Type)
		if !ok || !slices.Contains(listed, rule.Token(r.Type)) || r.ID == "" {
			continue
		}
		if slices.ContainsFunc(c.Drift, func(s system.Step) bool { return s.URN == r.URN }) {
			continue
		}
		recorded, ok := export.Value(r.Inputs["properties"]).(map[string]any)
		if !ok {
			continue
		}
		live, err := ask(ctx, r.ID+"/list", m.APIVersion(r.Inputs))
		if err != nil {
			return fmt.Errorf("settings of %s: %w", pulumi.URNName(r.URN), err)
		}
		found, _ := live["properties"].(map[string]any)
		if differ := differing(recorded, found); len(differ) > 0 {
			c.Drift = append(c.Drift, system.Step{URN: r.URN, Type: r.Type, Name: pulumi.URNName(r.URN), Op: string(pulumi.OpUpdate), Properties: differ})
		}
	}
	return nil
}

// differing are the settings that differ. A value may be a password, whoever set
// it: none is shown. Of one that was recorded as secret, only whether it is there
// can be told.
func differing(recorded, live map[string]any) []system.Property {
	var all []system.Property
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		found, there := live[name]
		if _, secret := recorded[name].(rule.Secret); there && (secret || reflect.DeepEqual(recorded[name], found)) {
			continue
		}
		p := system.Property{Path: "properties." + name, Old: preview.Secret}
		if there {
			p.New = preview.Secret
		}
		all = append(all, p)
	}
	for _, name := range slices.Sorted(maps.Keys(live)) {
		if _, known := recorded[name]; !known {
			all = append(all, system.Property{Path: "properties." + name, New: preview.Secret})
		}
	}
	return all
}
