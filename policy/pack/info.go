package pack

import (
	"context"
	"fmt"
	"slices"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
)

const repository = "https://github.com/tandem-platform/tandem"

// page is the address of a rule's page.
func page(r *rule.Rule) string { return repository + "/blob/main/" + r.Page() }

// GetAnalyzerInfo describes the pack and every rule as it is in the class of
// the stack.
func (s *Server) GetAnalyzerInfo(context.Context, *emptypb.Empty) (*pulumirpc.AnalyzerInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := &pulumirpc.AnalyzerInfo{
		Name: Name, DisplayName: "Tandem", Version: Version, SupportsConfig: true,
		Description: "What a system that runs in two Azure regions must not lack", Provider: "azure", Repository: repository,
	}
	for _, r := range s.declared() {
		policy, err := describe(r, s.stack.class)
		if err != nil {
			return nil, err
		}
		info.Policies = append(info.Policies, policy)
	}
	return info, nil
}

// declared are the rules that the engine is told of.
func (s *Server) declared() []*rule.Rule {
	list := s.getenv(record.DeclareVariable)
	if list == "" {
		return s.rules
	}
	ids := strings.Split(list, ",")
	var declared []*rule.Rule
	for _, r := range s.rules {
		if slices.Contains(ids, r.ID) {
			declared = append(declared, r)
		}
	}
	return declared
}

func describe(r *rule.Rule, class rule.Class) (*pulumirpc.PolicyInfo, error) {
	p := &pulumirpc.PolicyInfo{
		Name: r.ID, DisplayName: r.Title, Description: r.Title + ". " + r.Why, EnforcementLevel: enforcement(r.LevelIn(class)),
		PolicyType: pulumirpc.PolicyType_POLICY_TYPE_STACK, Severity: severity(r.Severity), RemediationSteps: r.Fix, Url: page(r),
	}
	if r.Scope == rule.OneResource {
		p.PolicyType = pulumirpc.PolicyType_POLICY_TYPE_RESOURCE
	}
	for i, c := range r.Controls {
		if i == 0 {
			p.Framework = &pulumirpc.PolicyComplianceFramework{Name: c.Framework, Reference: c.ID}
		}
		p.Tags = append(p.Tags, c.Framework+" "+c.ID)
	}
	if len(r.Params) == 0 {
		return p, nil
	}
	properties := map[string]any{}
	for _, param := range r.Params {
		standard := param.Production
		if class == rule.Test {
			standard = param.Test
		}
		properties[param.Name] = map[string]any{"type": schemaType(param.Production), "description": param.Doc, "default": standard}
	}
	schema, err := structpb.NewStruct(properties)
	if err != nil {
		return nil, fmt.Errorf("describe the parameters of %s: %w", r.ID, err)
	}
	p.ConfigSchema = &pulumirpc.PolicyConfigSchema{Properties: schema}
	return p, nil
}

// enforcement is the engine's word for a level.
func enforcement(l rule.Level) pulumirpc.EnforcementLevel {
	switch l {
	case rule.Mandatory:
		return pulumirpc.EnforcementLevel_MANDATORY
	case rule.Advisory:
		return pulumirpc.EnforcementLevel_ADVISORY
	}
	return pulumirpc.EnforcementLevel_DISABLED
}

// severity is the engine's word for a severity.
func severity(s rule.Severity) pulumirpc.PolicySeverity {
	switch s {
	case rule.Critical:
		return pulumirpc.PolicySeverity_POLICY_SEVERITY_CRITICAL
	case rule.High:
		return pulumirpc.PolicySeverity_POLICY_SEVERITY_HIGH
	case rule.Medium:
		return pulumirpc.PolicySeverity_POLICY_SEVERITY_MEDIUM
	case rule.Low:
		return pulumirpc.PolicySeverity_POLICY_SEVERITY_LOW
	}
	return pulumirpc.PolicySeverity_POLICY_SEVERITY_UNSPECIFIED
}
