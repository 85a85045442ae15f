package pack

import (
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
)

// fixed is a rule of one resource with everything that a rule can have.
func fixed() *rule.Rule {
	return &rule.Rule{
		ID: "TDM-SQL-901", Title: "Servers are fixed", Why: "Because.", Fix: "Set fixed to true.", Severity: rule.Critical,
		Level: rule.Mandatory, TestLevel: rule.Advisory, Controls: []rule.Control{rule.MCSB("IM-1"), rule.WAF("SE:05")},
		Scope: rule.OneResource, Types: []string{serverType},
		Params: []rule.Param{{Name: "least", Doc: "The least size.", Production: 3.0, Test: 1.0}},
		Check: func(r *rule.Resource, j *rule.Judge) {
			j.True(r.Get("fixed"), false)
			j.AtLeast(r.Get("size"), 9.0, j.Number("least"))
		},
		Remediate: func(_ *rule.Resource, _ *rule.Judge, props map[string]any) bool {
			set := props["fixed"] != true
			props["fixed"] = true
			return set
		},
	}
}

// other is a rule of one resource of another type.
func other() *rule.Rule {
	return &rule.Rule{ID: "TDM-NET-901", Title: "t", Level: rule.Mandatory, Scope: rule.OneResource,
		Types: []string{"azure-native:network:Subnet"}, Check: func(*rule.Resource, *rule.Judge) {}}
}

func TestInfoDescribesEveryRule(t *testing.T) {
	for class, want := range map[string]struct {
		level pulumirpc.EnforcementLevel
		least float64
	}{"production": {pulumirpc.EnforcementLevel_MANDATORY, 3}, "test": {pulumirpc.EnforcementLevel_ADVISORY, 1}} {
		info, err := start(t, fixed(), whole()).configured(t, "tandem:class", class).GetAnalyzerInfo(t.Context(), &emptypb.Empty{})
		require.NoError(t, err)
		require.True(t, info.GetSupportsConfig())
		require.Len(t, info.GetPolicies(), 2)
		p := info.GetPolicies()[0]
		require.Equal(t, "TDM-SQL-901", p.GetName())
		require.Equal(t, "Servers are fixed", p.GetDisplayName())
		require.Equal(t, "Servers are fixed. Because.", p.GetDescription())
		require.Equal(t, want.level, p.GetEnforcementLevel())
		require.Equal(t, pulumirpc.PolicyType_POLICY_TYPE_RESOURCE, p.GetPolicyType())
		require.Equal(t, pulumirpc.PolicySeverity_POLICY_SEVERITY_CRITICAL, p.GetSeverity())
		require.Equal(t, "IM-1", p.GetFramework().GetReference())
		require.Equal(t, []string{"Microsoft cloud security benchmark IM-1", "Azure Well-Architected SE:05"}, p.GetTags())
		require.Equal(t, "Set fixed to true.", p.GetRemediationSteps())
		require.Equal(t, "https://github.com/tandem-platform/tandem/blob/main/docs/policies/TDM-SQL-901.md", p.GetUrl())
		require.Equal(t, map[string]any{"least": map[string]any{"type": "number", "description": "The least size.", "default": want.least}},
			p.GetConfigSchema().GetProperties().AsMap())
		require.Equal(t, pulumirpc.PolicyType_POLICY_TYPE_STACK, info.GetPolicies()[1].GetPolicyType())
	}
}

// TestRulesThatAreNotDeclaredAreJudged leaves the engine in the dark about most
// rules: it spells no config out for them, and they are told of all the same.
func TestRulesThatAreNotDeclaredAreJudged(t *testing.T) {
	for list, want := range map[string][]string{"": {"TDM-SQL-901", "TDM-SYS-901"}, "none": nil, "TDM-SYS-901,TDM-SYS-999": {"TDM-SYS-901"}} {
		r := start(t, fixed(), whole())
		r.env[record.DeclareVariable] = list
		info, err := r.configured(t).GetAnalyzerInfo(t.Context(), &emptypb.Empty{})
		require.NoError(t, err)
		require.True(t, info.GetSupportsConfig())
		var declared []string
		for _, p := range info.GetPolicies() {
			declared = append(declared, p.GetName())
		}
		require.Equal(t, want, declared)
		d := r.analyze(t, nil).GetDiagnostics()[0]
		require.Equal(t, "TDM-SQL-901", d.GetPolicyName())
		require.Equal(t, pulumirpc.EnforcementLevel_MANDATORY, d.GetEnforcementLevel())
		require.NoError(t, r.set(t, "all", pulumirpc.EnforcementLevel_ADVISORY, nil))
		require.Equal(t, pulumirpc.EnforcementLevel_ADVISORY, r.analyze(t, nil).GetDiagnostics()[0].GetEnforcementLevel())
		require.NoError(t, r.set(t, "all", pulumirpc.EnforcementLevel_DISABLED, nil))
		require.Empty(t, r.analyze(t, nil).GetDiagnostics())
	}
}

func TestViolationsAreToldInFull(t *testing.T) {
	response := start(t, fixed(), other()).configured(t).analyze(t, map[string]any{"size": 2.0, "fixed": true})
	require.Len(t, response.GetDiagnostics(), 1)
	d := response.GetDiagnostics()[0]
	require.Equal(t, "TDM-SQL-901", d.GetPolicyName())
	require.Equal(t, pulumirpc.EnforcementLevel_MANDATORY, d.GetEnforcementLevel())
	require.Equal(t, pulumirpc.PolicySeverity_POLICY_SEVERITY_CRITICAL, d.GetSeverity())
	require.Equal(t, urn(serverType, "server"), d.GetUrn())
	require.Equal(t, "Servers are fixed\n  size is 2; wanted: at least 3\n  fix: Set fixed to true.\n  see docs/policies/TDM-SQL-901.md", d.GetMessage())
	require.Empty(t, response.GetNotApplicable())
}

func TestUnknownValuesAreNoViolation(t *testing.T) {
	r := start(t, fixed()).configured(t)
	response := r.analyze(t, map[string]any{"fixed": unknown, "size": unknown})
	require.Empty(t, response.GetDiagnostics())
	require.Contains(t, notApplicable(response)["TDM-SQL-901"], "not yet known")
	r.analyzeStack(t, deployed(t, serverType, "server", nil))
	require.Equal(t, []string{"info policy: 2 values not yet known, judged once known: TDM-SQL-901 on server at fixed, TDM-SQL-901 on server at size"}, r.engine.lines)
}

func TestSecretsAreJudgedAndNotShown(t *testing.T) {
	secret := func(v any) map[string]any { return map[string]any{signature: secretSig, "value": v} }
	response := start(t, fixed()).configured(t).analyze(t, map[string]any{"fixed": secret(true), "size": secret(1.0)})
	require.Len(t, response.GetDiagnostics(), 1)
	require.Contains(t, response.GetDiagnostics()[0].GetMessage(), "size is [secret]; wanted: at least 3")
}

func TestWrongShapesAreViolationsOrNothing(t *testing.T) {
	r := start(t, fixed()).configured(t)
	for name, fixed := range map[string]any{"list": []any{}, "object": map[string]any{}, "number": 1.0, "asset": map[string]any{signature: assetSig, "text": "x"}, "null": nil} {
		require.Len(t, r.analyze(t, map[string]any{"fixed": fixed}).GetDiagnostics(), 1, name)
	}
	response, err := r.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Type: serverType, Urn: urn(serverType, "x")})
	require.NoError(t, err)
	require.Len(t, response.GetDiagnostics(), 1, "no properties at all")
	response, err = r.Analyze(t.Context(), &pulumirpc.AnalyzeRequest{Type: "pulumi:providers:azure-native", Urn: "u"})
	require.NoError(t, err)
	require.Empty(t, response.GetDiagnostics())
}

func TestTestEnvironmentsAreHeldToLess(t *testing.T) {
	r := start(t, fixed()).configured(t, "tandem:class", "test")
	require.Empty(t, r.analyze(t, map[string]any{"fixed": true, "size": 2.0}).GetDiagnostics())
	require.Equal(t, pulumirpc.EnforcementLevel_ADVISORY, r.analyze(t, nil).GetDiagnostics()[0].GetEnforcementLevel())
	_, err := r.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "blue", Config: map[string]string{"tandem:class": "toy"}})
	require.ErrorContains(t, err, `tandem:class of stack blue is "toy": set it to production or test`)
}

func TestConfigSetsLevelsAndParameters(t *testing.T) {
	r := start(t, fixed()).configured(t)
	require.NoError(t, r.set(t, "TDM-SQL-901", pulumirpc.EnforcementLevel_ADVISORY, map[string]any{"least": 2.0}))
	require.Empty(t, r.analyze(t, map[string]any{"fixed": true, "size": 2.0}).GetDiagnostics())
	require.Equal(t, pulumirpc.EnforcementLevel_ADVISORY, r.analyze(t, nil).GetDiagnostics()[0].GetEnforcementLevel())
	require.NoError(t, r.set(t, "TDM-SQL-901", pulumirpc.EnforcementLevel_DISABLED, nil))
	response := r.analyze(t, nil)
	require.Empty(t, response.GetDiagnostics())
	require.Empty(t, response.GetNotApplicable())
}

func TestConfigRefusesWhatItDoesNotKnow(t *testing.T) {
	r := start(t, fixed(), other()).configured(t)
	on := pulumirpc.EnforcementLevel_MANDATORY
	for _, c := range []struct {
		id     string
		level  pulumirpc.EnforcementLevel
		params map[string]any
		want   string
	}{
		{"TDM-SQL-999", on, nil, "names TDM-SQL-999, which is no rule of this pack"},
		{"TDM-SQL-901", on, map[string]any{"most": 1.0}, "gives TDM-SQL-901 the property most, which it does not have: it has least and enforcementLevel"},
		{"TDM-NET-901", on, map[string]any{"most": 1.0}, "it has none but enforcementLevel"},
		{"TDM-SQL-901", on, map[string]any{"least": "3"}, "the property least as 3: it has to be a number"},
		{"TDM-SQL-901", on, map[string]any{"least": nil}, "it has to be a number"},
		{"TDM-NET-901", pulumirpc.EnforcementLevel_REMEDIATE, nil, "the rule cannot mend anything"},
		{"TDM-NET-901", 9, nil, "is not known: use mandatory"},
	} {
		require.ErrorContains(t, r.set(t, c.id, c.level, c.params), c.want)
	}
	require.NoError(t, r.set(t, "all", on, nil), "the engine hands its word for every policy on")
}

func TestPanicsNameRuleAndResource(t *testing.T) {
	broken := fixed()
	broken.Check = func(*rule.Resource, *rule.Judge) { panic("oh") }
	broken.Remediate = func(*rule.Resource, *rule.Judge, map[string]any) bool { panic("no") }
	r := start(t, broken).configured(t)
	_, err := r.Analyze(t.Context(), request(t, nil))
	require.ErrorContains(t, err, "rule TDM-SQL-901 panicked on server (azure-native:sql:Server): oh")
	require.NoError(t, r.set(t, "TDM-SQL-901", pulumirpc.EnforcementLevel_REMEDIATE, nil))
	_, err = r.Remediate(t.Context(), request(t, nil))
	require.ErrorContains(t, err, "rule TDM-SQL-901 panicked on server (azure-native:sql:Server): no")
}

func TestRemediesAreOffUntilConfigured(t *testing.T) {
	r := start(t, fixed(), other()).configured(t)
	inputs := map[string]any{
		"fixed": false, "size": 5.0, "unknown": unknown,
		"asset":  map[string]any{signature: assetSig, "text": "x"},
		"secret": map[string]any{signature: secretSig, "value": "s"},
	}
	response, err := r.Remediate(t.Context(), request(t, inputs))
	require.NoError(t, err)
	require.Empty(t, response.GetRemediations())

	_, err = r.Configure(t.Context(), &pulumirpc.ConfigureAnalyzerRequest{PolicyConfig: map[string]*pulumirpc.PolicyConfig{
		"all":         {EnforcementLevel: pulumirpc.EnforcementLevel_REMEDIATE},
		"TDM-SQL-901": {EnforcementLevel: pulumirpc.EnforcementLevel_REMEDIATE},
		"TDM-NET-901": {EnforcementLevel: pulumirpc.EnforcementLevel_REMEDIATE},
	}})
	require.NoError(t, err, "of all rules those mend that can")
	response, err = r.Remediate(t.Context(), request(t, inputs))
	require.NoError(t, err)
	require.Len(t, response.GetRemediations(), 1)
	inputs["fixed"] = true
	require.Equal(t, inputs, response.GetRemediations()[0].GetProperties().AsMap())
	response, err = r.Remediate(t.Context(), request(t, inputs))
	require.NoError(t, err)
	require.Empty(t, response.GetRemediations(), "there is nothing to mend")
	require.Equal(t, pulumirpc.EnforcementLevel_MANDATORY, r.analyze(t, nil).GetDiagnostics()[0].GetEnforcementLevel())
}

func TestWhatRulesCannotReadGoesBackAsItCame(t *testing.T) {
	asset := map[string]any{signature: assetSig, "text": "x"}
	deep := fixed()
	deep.Remediate = func(_ *rule.Resource, _ *rule.Judge, props map[string]any) bool {
		inner := props["deep"].(rule.Secret).Value.(map[string]any)
		inner["set"] = true
		delete(props, "gone")
		return true
	}
	r := start(t, deep).configured(t)
	require.NoError(t, r.set(t, "TDM-SQL-901", pulumirpc.EnforcementLevel_REMEDIATE, nil))
	response, err := r.Remediate(t.Context(), request(t, map[string]any{
		"gone": 1.0, "deep": map[string]any{signature: secretSig, "value": map[string]any{"asset": asset, "unknown": unknown}}}))
	require.NoError(t, err)
	require.Equal(t, map[string]any{"deep": map[string]any{signature: secretSig,
		"value": map[string]any{"asset": asset, "unknown": unknown, "set": true}}}, response.GetRemediations()[0].GetProperties().AsMap())
}

func TestPropertiesAreReadAsExportsAre(t *testing.T) {
	s, err := structpb.NewStruct(map[string]any{"a": []any{unknown, nil, map[string]any{"b": true}}})
	require.NoError(t, err)
	require.Equal(t, map[string]any{"a": []any{rule.Unknown{}, nil, map[string]any{"b": true}}}, object(s))
}
