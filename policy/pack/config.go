package pack

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/policy/rule"
)

// config is what --policy-pack-config says, by rule ID.
type config struct {
	levels map[string]rule.Level
	params map[string]map[string]any
	// remedies are the rules that mend what they judge.
	remedies []*rule.Rule
}

// allPolicies is the name by which the engine's config means every policy.
const allPolicies = "all"

// Configure takes levels and parameters of rules. What it does not know is an
// error that names it.
func (s *Server) Configure(_ context.Context, req *pulumirpc.ConfigureAnalyzerRequest) (*emptypb.Empty, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	given := req.GetPolicyConfig()
	everyRemedy := given[allPolicies].GetEnforcementLevel() == pulumirpc.EnforcementLevel_REMEDIATE
	c := config{levels: map[string]rule.Level{}, params: map[string]map[string]any{}}
	var faults []error
	if every := given[allPolicies]; every != nil {
		faults = append(faults, c.every(s.rules, given, every.GetEnforcementLevel()))
	}
	for _, id := range slices.Sorted(maps.Keys(given)) {
		if id == allPolicies {
			continue
		}
		r := s.byID[id]
		if r == nil {
			faults = append(faults, fmt.Errorf("the policy config names %s, which is no rule of this pack: see docs/policies", id))
			continue
		}
		if err := c.level(r, given[id].GetEnforcementLevel(), everyRemedy); err != nil {
			faults = append(faults, err)
		}
		if err := c.parameters(r, given[id].GetProperties()); err != nil {
			faults = append(faults, err)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	s.config = c
	s.prepare()
	return &emptypb.Empty{}, nil
}

// every takes the level of all rules of which nothing else is said. The engine
// has spelled it out for the policies that are declared to it.
func (c *config) every(rules []*rule.Rule, given map[string]*pulumirpc.PolicyConfig, level pulumirpc.EnforcementLevel) error {
	for _, r := range rules {
		if given[r.ID] == nil {
			if err := c.level(r, level, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// level takes a rule's level. Where every rule is to mend, those that cannot
// keep their own.
func (c *config) level(r *rule.Rule, level pulumirpc.EnforcementLevel, everyRemedy bool) error {
	switch level {
	case pulumirpc.EnforcementLevel_ADVISORY:
		c.levels[r.ID] = rule.Advisory
	case pulumirpc.EnforcementLevel_MANDATORY:
		c.levels[r.ID] = rule.Mandatory
	case pulumirpc.EnforcementLevel_DISABLED:
		c.levels[r.ID] = rule.Disabled
	case pulumirpc.EnforcementLevel_REMEDIATE:
		if r.Remediate != nil {
			c.levels[r.ID] = rule.Mandatory
			c.remedies = append(c.remedies, r)
		} else if !everyRemedy {
			return fmt.Errorf("the policy config sets %s to remediate, but the rule cannot mend anything: use mandatory, advisory or disabled", r.ID)
		}
	default:
		return fmt.Errorf("the policy config sets %s to the level %s, which is not known: use mandatory, advisory, disabled or remediate", r.ID, level)
	}
	return nil
}

// parameters takes a rule's parameters.
func (c *config) parameters(r *rule.Rule, given *structpb.Struct) error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(given.GetFields())) {
		at := slices.IndexFunc(r.Params, func(p rule.Param) bool { return p.Name == name })
		if at < 0 {
			faults = append(faults, fmt.Errorf("the policy config gives %s the property %s, which it does not have: %s", r.ID, name, parameterNames(r)))
			continue
		}
		v := given.GetFields()[name].AsInterface()
		if want := schemaType(r.Params[at].Production); schemaType(v) != want {
			faults = append(faults, fmt.Errorf("the policy config gives %s the property %s as %v: it has to be a %s", r.ID, name, v, want))
			continue
		}
		if c.params[r.ID] == nil {
			c.params[r.ID] = map[string]any{}
		}
		c.params[r.ID][name] = v
	}
	return errors.Join(faults...)
}

func parameterNames(r *rule.Rule) string {
	if len(r.Params) == 0 {
		return "it has none but enforcementLevel"
	}
	var names []string
	for _, p := range r.Params {
		names = append(names, p.Name)
	}
	return "it has " + strings.Join(names, ", ") + " and enforcementLevel"
}

// schemaType is the JSON schema's name of a parameter's type.
func schemaType(v any) string {
	switch v.(type) {
	case float64:
		return "number"
	case string:
		return "string"
	case bool:
		return "boolean"
	}
	return ""
}
