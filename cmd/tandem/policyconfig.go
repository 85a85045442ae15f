package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/policy/rule"
)

// What the policy config calls every rule, a rule's level, and the level of a
// rule that mends what it judges.
const (
	everyRule        = "all"
	enforcementLevel = "enforcementLevel"
	remediateLevel   = "remediate"
)

// addPolicyConfig adds Pulumi's flag for the levels and parameters of policies.
func (a *app) addPolicyConfig(c *cobra.Command) {
	c.Flags().StringVar(&a.policyConfig, "policy-pack-config", "", "file of levels and parameters of policy rules, as pulumi takes it")
}

// readPolicyConfig reads a file of the shape that pulumi takes with
// --policy-pack-config: by rule id a level, or an object of enforcementLevel and
// parameters. What is wrong with it is told all at once.
func readPolicyConfig(file string, all []*rule.Rule, o *rule.Options) error {
	raw, err := os.ReadFile(file)
	if err != nil {
		return usagef("policy config: %w", err)
	}
	given := map[string]any{}
	if text := strings.TrimSpace(string(raw)); text != "" {
		if err := json.Unmarshal(raw, &given); err != nil {
			return usagef("policy config %s: %w: write an object of rule ids and levels", file, err)
		}
	}
	c := policyConfig{file: file, options: o, rules: map[string]*rule.Rule{}}
	o.Levels, o.Params = map[string]rule.Level{}, map[string]map[string]any{}
	for _, r := range all {
		c.rules[r.ID] = r
	}
	c.every(given[everyRule])
	delete(given, everyRule)
	for _, id := range slices.Sorted(maps.Keys(given)) {
		if r := c.rules[id]; r != nil {
			c.rule(r, given[id])
		} else {
			c.fault("%s is no rule: name one that tandem policy list shows, or %s", id, everyRule)
		}
	}
	return errors.Join(c.faults...)
}

type policyConfig struct {
	file    string
	options *rule.Options
	rules   map[string]*rule.Rule
	faults  []error
}

func (c *policyConfig) fault(format string, args ...any) {
	c.faults = append(c.faults, usagef("policy config %s: %s", c.file, fmt.Sprintf(format, args...)))
}

// every takes what is said of all rules, which can only be a level.
func (c *policyConfig) every(said any) {
	if said == nil {
		return
	}
	if object, ok := said.(map[string]any); ok {
		said = object[enforcementLevel]
	}
	if level, ok := c.level(everyRule, said); ok {
		for id := range c.rules {
			c.options.Levels[id] = level
		}
	}
}

func (c *policyConfig) rule(r *rule.Rule, said any) {
	object, isObject := said.(map[string]any)
	if !isObject {
		object = map[string]any{enforcementLevel: said}
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if name == enforcementLevel {
			if level, ok := c.level(r.ID, object[name]); ok {
				c.options.Levels[r.ID] = level
			}
			continue
		}
		c.param(r, name, object[name])
	}
}

// level reads a level. Nothing is mended here, so that to remediate is to demand.
func (c *policyConfig) level(id string, said any) (rule.Level, bool) {
	switch said {
	case string(rule.Mandatory), remediateLevel:
		return rule.Mandatory, true
	case string(rule.Advisory):
		return rule.Advisory, true
	case string(rule.Disabled):
		return rule.Disabled, true
	}
	c.fault("the level of %s is %v: use mandatory, advisory, remediate or disabled", id, said)
	return "", false
}

func (c *policyConfig) param(r *rule.Rule, name string, said any) {
	i := slices.IndexFunc(r.Params, func(p rule.Param) bool { return p.Name == name })
	if i < 0 {
		names := []string{enforcementLevel}
		for _, p := range r.Params {
			names = append(names, p.Name)
		}
		c.fault("%s has no parameter %s: it takes %s", r.ID, name, strings.Join(names, ", "))
		return
	}
	if want := r.Params[i].Production; fmt.Sprintf("%T", want) != fmt.Sprintf("%T", said) {
		c.fault("parameter %s of %s is %v: write a value like %v", name, r.ID, said, want)
		return
	}
	if c.options.Params[r.ID] == nil {
		c.options.Params[r.ID] = map[string]any{}
	}
	c.options.Params[r.ID][name] = said
}
