package global

import (
	"fmt"
	"regexp"

	"github.com/pulumi/pulumi-azure-native-sdk/cdn/v2"
	waf "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20220501"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

const wafType = "tandem:global:WAF"

// The custom rules' order; the first that matches ends the evaluation.
const (
	methodPriority    = 10
	operatorsPriority = 20
	geoPriority       = 30
	ratePriority      = 40
)

var (
	allowedMethods = []string{"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"}
	anyAddress     = []string{"0.0.0.0/0", "::/0"}
)

// WAF holds the edge's firewall policies.
type WAF struct {
	pulumi.ResourceState

	// App guards the generic endpoint and the custom domain.
	App *waf.Policy
	// Direct guards the stamps' own endpoints: it lets only operators in,
	// except on the health path.
	Direct *waf.Policy
}

// NewWAF makes both firewall policies.
func NewWAF(
	ctx *pulumi.Context, name string, args *Args, resourceGroup pulumi.StringInput, opts ...pulumi.ResourceOption,
) (*WAF, error) {
	if err := args.validate(); err != nil {
		return nil, err
	}
	w := &WAF{}
	if err := ctx.RegisterComponentResource(wafType, name, w, opts...); err != nil {
		return nil, fmt.Errorf("register %s: %w", name, err)
	}
	names := args.identity().Global()
	common := commonRules(args.Edge)
	policy := func(noun, policyName string, rules waf.CustomRuleArray) (*waf.Policy, error) {
		p, err := waf.NewPolicy(ctx, name+"-"+noun, &waf.PolicyArgs{
			ResourceGroupName: resourceGroup,
			PolicyName:        pulumi.String(policyName),
			Location:          pulumi.String(everywhere),
			Sku:               waf.SkuArgs{Name: pulumi.String("Premium_AzureFrontDoor")},
			PolicySettings: waf.FrontDoorPolicySettingsArgs{
				EnabledState:     pulumi.String("Enabled"),
				Mode:             pulumi.String("Prevention"),
				RequestBodyCheck: pulumi.String("Enabled"),
			},
			ManagedRules: managedRules(),
			CustomRules:  waf.CustomRuleListArgs{Rules: rules},
			Tags:         pulumi.ToStringMap(args.tags()),
		}, pulumi.Parent(w))
		if err != nil {
			return nil, fmt.Errorf("firewall policy %s: %w", policyName, err)
		}
		return p, nil
	}
	var err error
	if w.App, err = policy("app", names.WAFPolicy, common); err != nil {
		return nil, err
	}
	direct := append(waf.CustomRuleArray{operatorsRule(args.Edge, args.HealthPath)}, common...)
	if w.Direct, err = policy("direct", names.DirectWAFPolicy, direct); err != nil {
		return nil, err
	}
	return w, ctx.RegisterResourceOutputs(w, pulumi.Map{"appPolicyId": w.App.ID(), "directPolicyId": w.Direct.ID()})
}

func managedRules() waf.ManagedRuleSetListArgs {
	return waf.ManagedRuleSetListArgs{ManagedRuleSets: waf.FrontDoorManagedRuleSetArray{
		waf.FrontDoorManagedRuleSetArgs{
			RuleSetType:    pulumi.String("Microsoft_DefaultRuleSet"),
			RuleSetVersion: pulumi.String("2.1"),
			RuleSetAction:  pulumi.String("Block"),
		},
		waf.FrontDoorManagedRuleSetArgs{
			RuleSetType:    pulumi.String("Microsoft_BotManagerRuleSet"),
			RuleSetVersion: pulumi.String("1.1"),
		},
	}}
}

// commonRules hold for every endpoint: allowed methods, where wanted allowed
// countries, and a rate limit for each client.
func commonRules(e EdgeArgs) waf.CustomRuleArray {
	rules := waf.CustomRuleArray{
		block("AllowedMethods", methodPriority, waf.FrontDoorMatchConditionArgs{
			MatchVariable:   pulumi.String("RequestMethod"),
			Operator:        pulumi.String("Equal"),
			NegateCondition: pulumi.Bool(true),
			MatchValue:      pulumi.ToStringArray(allowedMethods),
		}),
	}
	if len(e.GeoFilter) > 0 {
		rules = append(rules, block("AllowedCountries", geoPriority, waf.FrontDoorMatchConditionArgs{
			MatchVariable:   pulumi.String("SocketAddr"),
			Operator:        pulumi.String("GeoMatch"),
			NegateCondition: pulumi.Bool(true),
			MatchValue:      pulumi.ToStringArray(e.GeoFilter),
		}))
	}
	rate := block("RateLimit", ratePriority, waf.FrontDoorMatchConditionArgs{
		MatchVariable:   pulumi.String("SocketAddr"),
		Operator:        pulumi.String("IPMatch"),
		NegateCondition: pulumi.Bool(false),
		MatchValue:      pulumi.ToStringArray(anyAddress),
	})
	rate.RuleType = pulumi.String("RateLimitRule")
	rate.RateLimitDurationInMinutes = pulumi.Int(1)
	rate.RateLimitThreshold = pulumi.Int(e.RateLimit)
	return append(rules, rate)
}

// operatorsRule blocks what neither comes from an operator's range nor asks
// for the health path. Without any range it blocks all but the health path.
func operatorsRule(e EdgeArgs, healthPath string) waf.CustomRuleArgs {
	elsewhere := waf.FrontDoorMatchConditionArgs{
		MatchVariable:   pulumi.String("RequestUri"),
		Operator:        pulumi.String("RegEx"),
		NegateCondition: pulumi.Bool(true),
		MatchValue:      pulumi.ToStringArray([]string{`^(https?://[^/]+)?` + regexp.QuoteMeta(healthPath) + `(\?.*)?$`}),
	}
	if len(e.OperatorRanges) == 0 {
		return block("OperatorsOnly", operatorsPriority, elsewhere)
	}
	return block("OperatorsOnly", operatorsPriority, waf.FrontDoorMatchConditionArgs{
		MatchVariable:   pulumi.String("SocketAddr"),
		Operator:        pulumi.String("IPMatch"),
		NegateCondition: pulumi.Bool(true),
		MatchValue:      pulumi.ToStringArray(e.OperatorRanges),
	}, elsewhere)
}

// block is a rule that blocks what meets all conditions.
func block(name string, priority int, conditions ...waf.FrontDoorMatchConditionInput) waf.CustomRuleArgs {
	return waf.CustomRuleArgs{
		Name:            pulumi.String(name),
		Priority:        pulumi.Int(priority),
		RuleType:        pulumi.String("MatchRule"),
		EnabledState:    pulumi.String("Enabled"),
		Action:          pulumi.String("Block"),
		MatchConditions: waf.FrontDoorMatchConditionArray(conditions),
	}
}

// addFirewall puts every endpoint and the custom domain under a policy.
func (b *edge) addFirewall() error {
	w, err := NewWAF(b.ctx, b.name+"-waf", b.args, b.group, pulumi.Parent(b.Edge))
	if err != nil {
		return err
	}
	app := cdn.ActivatedResourceReferenceArray{cdn.ActivatedResourceReferenceArgs{Id: b.Endpoints[appEndpoint].ID()}}
	if b.Domain != nil {
		app = append(app, cdn.ActivatedResourceReferenceArgs{Id: b.Domain.ID()})
	}
	if err := b.guard("app", b.names.SecurityPolicy, w.App, app); err != nil {
		return err
	}
	var direct cdn.ActivatedResourceReferenceArray
	for _, s := range topology.Stamps() {
		direct = append(direct, cdn.ActivatedResourceReferenceArgs{Id: b.Endpoints[s.String()].ID()})
	}
	return b.guard("direct", b.names.DirectSecurityPolicy, w.Direct, direct)
}

func (b *edge) guard(noun, policyName string, policy *waf.Policy, domains cdn.ActivatedResourceReferenceArray) error {
	_, err := cdn.NewSecurityPolicy(b.ctx, b.name+"-"+noun+"-security", &cdn.SecurityPolicyArgs{
		ResourceGroupName:  b.group,
		ProfileName:        b.profile.Name,
		SecurityPolicyName: pulumi.String(policyName),
		Parameters: cdn.SecurityPolicyWebApplicationFirewallParametersArgs{
			Type:      pulumi.String("WebApplicationFirewall"),
			WafPolicy: cdn.ResourceReferenceArgs{Id: policy.ID()},
			Associations: cdn.SecurityPolicyWebApplicationFirewallAssociationArray{
				cdn.SecurityPolicyWebApplicationFirewallAssociationArgs{
					Domains:         domains,
					PatternsToMatch: pulumi.ToStringArray([]string{"/*"}),
				},
			},
		},
	}, b.within()...)
	if err != nil {
		return fmt.Errorf("edge security policy %s: %w", policyName, err)
	}
	return nil
}
