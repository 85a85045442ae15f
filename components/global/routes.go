package global

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-azure-native-sdk/cdn/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// addDomain makes the custom domain with a certificate that Azure manages.
func (b *edge) addDomain() error {
	host := b.args.Edge.CustomDomain
	if host == "" {
		return nil
	}
	domain, err := cdn.NewAFDCustomDomain(b.ctx, b.name+"-domain", &cdn.AFDCustomDomainArgs{
		ResourceGroupName: b.group,
		ProfileName:       b.profile.Name,
		CustomDomainName:  pulumi.String(strings.ReplaceAll(host, ".", "-")),
		HostName:          pulumi.String(host),
		TlsSettings: cdn.AFDDomainHttpsParametersArgs{
			CertificateType:   pulumi.String("ManagedCertificate"),
			MinimumTlsVersion: cdn.AfdMinimumTlsVersionTLS12,
		},
	}, b.within()...)
	if err != nil {
		return fmt.Errorf("edge custom domain %s: %w", host, err)
	}
	b.Domain = domain
	b.DNSRecords = []DNSRecord{
		{Type: "TXT", Name: "_dnsauth." + host, Value: domain.ValidationProperties.ValidationToken()},
		{Type: "CNAME", Name: host, Value: b.Endpoints[appEndpoint].HostName},
	}
	return nil
}

// addRoutes sends the generic endpoint to both stamps, the direct endpoints to
// one each, and the assets' paths to the stamps' accounts.
func (b *edge) addRoutes() error {
	approved := b.approvals()
	generic := routeSpec{key: appEndpoint, endpoint: appEndpoint, group: b.appGroup, patterns: []string{"/*"}}
	for _, s := range topology.Stamps() {
		generic.approved = append(generic.approved, approved[linkTo(s, appEndpoint)])
	}
	specs := []routeSpec{generic}
	for _, s := range topology.Stamps() {
		specs = append(specs,
			routeSpec{
				key: s.String(), endpoint: s.String(), group: b.direct[s], patterns: []string{"/*"},
				approved: []pulumi.StringOutput{approved[linkTo(s, appEndpoint)]},
			},
			routeSpec{
				key: assetsOf(s), endpoint: appEndpoint, group: b.assets[s],
				patterns: []string{"/assets/" + s.String() + "/*"}, originPath: "/",
				approved: []pulumi.StringOutput{approved[linkTo(s, "assets")]},
			})
	}
	for _, spec := range specs {
		if err := b.route(spec); err != nil {
			return err
		}
	}
	return nil
}

// routeSpec says what one route is.
type routeSpec struct {
	key, endpoint string
	group         *cdn.AFDOriginGroup
	patterns      []string
	originPath    string
	approved      []pulumi.StringOutput
}

func (b *edge) route(spec routeSpec) error {
	args := &cdn.RouteArgs{
		ResourceGroupName:   b.group,
		ProfileName:         b.profile.Name,
		EndpointName:        b.Endpoints[spec.endpoint].Name,
		RouteName:           pulumi.String(spec.key),
		OriginGroup:         cdn.ResourceReferenceArgs{Id: once(spec.group.ID().ToStringOutput(), spec.approved...)},
		PatternsToMatch:     pulumi.ToStringArray(spec.patterns),
		SupportedProtocols:  pulumi.ToStringArray([]string{"Http", "Https"}),
		HttpsRedirect:       pulumi.String("Enabled"),
		ForwardingProtocol:  pulumi.String("HttpsOnly"),
		LinkToDefaultDomain: pulumi.String("Enabled"),
		EnabledState:        pulumi.String("Enabled"),
	}
	if spec.originPath != "" {
		args.OriginPath = pulumi.String(spec.originPath)
	}
	if b.Domain != nil && spec.endpoint == appEndpoint {
		args.CustomDomains = cdn.ActivatedResourceReferenceArray{cdn.ActivatedResourceReferenceArgs{Id: b.Domain.ID()}}
	}
	_, err := cdn.NewRoute(b.ctx, b.name+"-"+spec.key+"-route", args, b.within(pulumi.DependsOn(b.members[spec.key]))...)
	if err != nil {
		return fmt.Errorf("edge route %s: %w", spec.key, err)
	}
	return nil
}

// linkTo is the key of the approval of a stamp's link.
func linkTo(s topology.Stamp, what string) string { return s.String() + "-" + what }

// approvals sees to it, on every run that is no preview, that each target has
// approved the edge's private link. It does not hang on a resource's creation:
// a run that was killed between an origin and its approval would never come back
// to it. The links of a stamp that is taken out are left alone, since its region may not answer.
func (b *edge) approvals() map[string]pulumi.StringOutput {
	done := map[string]pulumi.StringOutput{}
	for _, s := range topology.Stamps() {
		in := b.args.Stamps[s]
		apps := append(slices.Clone(b.members[s.String()]), b.Origins[s])
		done[linkTo(s, appEndpoint)] = b.approval(s, in.AppID, apps)
		done[linkTo(s, "assets")] = b.approval(s, in.StorageID, b.members[assetsOf(s)])
	}
	return done
}

func (b *edge) approval(s topology.Stamp, target pulumi.StringInput, origins []pulumi.Resource) pulumi.StringOutput {
	inputs := []any{target}
	for _, o := range origins {
		inputs = append(inputs, o.(pulumi.CustomResource).ID())
	}
	ensure := func(c context.Context, values []any) (string, error) {
		id := values[0].(string)
		if b.ctx.DryRun() || s == b.args.Out {
			return id, nil
		}
		if err := b.args.Approver.EnsureApproved(c, id, RequestMessage); err != nil {
			return "", fmt.Errorf("the edge's private link to %s is not approved, so no route may lead there: %w", id, err)
		}
		return id, nil
	}
	return pulumi.All(inputs...).ApplyTWithContext(b.ctx.Context(), ensure).(pulumi.StringOutput)
}

// once passes value on when all conditions have come true.
func once(value pulumi.StringOutput, conditions ...pulumi.StringOutput) pulumi.StringOutput {
	inputs := []any{value}
	for _, c := range conditions {
		inputs = append(inputs, c)
	}
	return pulumi.All(inputs...).ApplyT(func(values []any) string { return values[0].(string) }).(pulumi.StringOutput)
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
