package global

import (
	"fmt"

	"github.com/pulumi/pulumi-azure-native-sdk/cdn/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

const edgeType = "tandem:global:Edge"

// everywhere is the location of resources that lie in no region.
const everywhere = "Global"

// appEndpoint is the key of the generic endpoint; the direct ones go by
// the name of their stamp.
const appEndpoint = "app"

// DNSRecord is a record that the owner of the custom domain has to set.
type DNSRecord struct {
	Type, Name string
	Value      pulumi.StringOutput
}

// Edge is the Front Door profile with everything in it.
type Edge struct {
	pulumi.ResourceState

	ProfileID   pulumi.StringOutput
	ProfileName pulumi.StringOutput
	FrontDoorID pulumi.StringOutput
	// Endpoints holds the generic endpoint as "app" and the direct ones by stamp.
	Endpoints map[string]*cdn.AFDEndpoint
	// Origins holds the generic origin group's origins by stamp.
	Origins map[topology.Stamp]*cdn.AFDOrigin
	// Domain is the custom domain, nil without one.
	Domain *cdn.AFDCustomDomain
	// DNSRecords are what the owner of the custom domain has to set.
	DNSRecords []DNSRecord
}

// edge builds the edge step by step.
type edge struct {
	*Edge
	ctx   *pulumi.Context
	name  string
	args  *Args
	names topology.GlobalNames
	group pulumi.StringInput

	profile *cdn.Profile
	// appGroup is the generic origin group; direct and assets hold those of the stamps.
	appGroup       *cdn.AFDOriginGroup
	direct, assets map[topology.Stamp]*cdn.AFDOriginGroup
	// members are the origins by the name of their group.
	members map[string][]pulumi.Resource
}

// NewEdge makes the Front Door profile: endpoints, origin groups with private-link
// origins, routes that wait for the links' approval, and the access logs.
func NewEdge(
	ctx *pulumi.Context, name string, args *Args, resourceGroup pulumi.StringInput, opts ...pulumi.ResourceOption,
) (*Edge, error) {
	if err := args.validate(); err != nil {
		return nil, err
	}
	b := &edge{
		Edge: &Edge{Endpoints: map[string]*cdn.AFDEndpoint{}, Origins: map[topology.Stamp]*cdn.AFDOrigin{}},
		ctx:  ctx, name: name, args: args, names: args.identity().Global(), group: resourceGroup,
		direct:  map[topology.Stamp]*cdn.AFDOriginGroup{},
		assets:  map[topology.Stamp]*cdn.AFDOriginGroup{},
		members: map[string][]pulumi.Resource{},
	}
	if err := ctx.RegisterComponentResource(edgeType, name, b.Edge, opts...); err != nil {
		return nil, fmt.Errorf("register %s: %w", name, err)
	}
	for _, step := range []func() error{
		b.addProfile, b.addEndpoints, b.addOriginGroups, b.addOrigins, b.addDomain, b.addRoutes, b.addFirewall, b.addLogs,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return b.Edge, ctx.RegisterResourceOutputs(b.Edge, pulumi.Map{
		"profileId": b.ProfileID, "profileName": b.ProfileName, "frontDoorId": b.FrontDoorID,
	})
}

// within are the options of every child.
func (b *edge) within(opts ...pulumi.ResourceOption) []pulumi.ResourceOption {
	return append([]pulumi.ResourceOption{pulumi.Parent(b.Edge)}, opts...)
}

func (b *edge) addProfile() error {
	profile, err := cdn.NewProfile(b.ctx, b.name+"-profile", &cdn.ProfileArgs{
		ResourceGroupName:            b.group,
		ProfileName:                  pulumi.String(b.names.FrontDoorProfile),
		Location:                     pulumi.String(everywhere),
		Sku:                          cdn.SkuArgs{Name: pulumi.String("Premium_AzureFrontDoor")},
		OriginResponseTimeoutSeconds: pulumi.Int(60),
		Tags:                         pulumi.ToStringMap(b.args.tags()),
	}, b.within()...)
	if err != nil {
		return fmt.Errorf("edge profile: %w", err)
	}
	b.profile = profile
	b.ProfileID, b.ProfileName, b.FrontDoorID = profile.ID().ToStringOutput(), profile.Name, profile.FrontDoorId
	return nil
}

// addEndpoints makes the generic endpoint and one for each stamp.
func (b *edge) addEndpoints() error {
	wanted := map[string]string{appEndpoint: b.names.EndpointApp}
	for _, s := range topology.Stamps() {
		wanted[s.String()] = b.names.Endpoint(s)
	}
	for _, key := range sortedKeys(wanted) {
		endpoint, err := cdn.NewAFDEndpoint(b.ctx, b.name+"-"+key+"-endpoint", &cdn.AFDEndpointArgs{
			ResourceGroupName: b.group,
			ProfileName:       b.profile.Name,
			EndpointName:      pulumi.String(wanted[key]),
			Location:          pulumi.String(everywhere),
			EnabledState:      pulumi.String("Enabled"),
			Tags:              pulumi.ToStringMap(b.args.tags()),
		}, b.within()...)
		if err != nil {
			return fmt.Errorf("edge endpoint %s: %w", key, err)
		}
		b.Endpoints[key] = endpoint
	}
	return nil
}

// addOriginGroups makes the generic group, and for each stamp a direct one and one for
// its assets. An assets group has one origin and no probe: only signed
// requests get an answer, so that a probe would never see 200.
func (b *edge) addOriginGroups() error {
	var err error
	if b.appGroup, err = b.originGroup(appEndpoint, true); err != nil {
		return err
	}
	for _, s := range topology.Stamps() {
		if b.direct[s], err = b.originGroup(s.String(), true); err != nil {
			return err
		}
		if b.assets[s], err = b.originGroup(assetsOf(s), false); err != nil {
			return err
		}
	}
	return nil
}

func assetsOf(s topology.Stamp) string { return s.String() + "-assets" }

func (b *edge) originGroup(key string, probed bool) (*cdn.AFDOriginGroup, error) {
	args := &cdn.AFDOriginGroupArgs{
		ResourceGroupName: b.group,
		ProfileName:       b.profile.Name,
		OriginGroupName:   pulumi.String(key),
		LoadBalancingSettings: cdn.LoadBalancingSettingsParametersArgs{
			SampleSize:                      pulumi.Int(4),
			SuccessfulSamplesRequired:       pulumi.Int(3),
			AdditionalLatencyInMilliseconds: pulumi.Int(50),
		},
		SessionAffinityState: pulumi.String("Disabled"),
	}
	if probed {
		args.HealthProbeSettings = cdn.HealthProbeParametersArgs{
			ProbePath:              pulumi.String(b.args.HealthPath),
			ProbeProtocol:          cdn.ProbeProtocolHttps,
			ProbeRequestType:       cdn.HealthProbeRequestTypeHEAD,
			ProbeIntervalInSeconds: pulumi.Int(10),
		}
	}
	group, err := cdn.NewAFDOriginGroup(b.ctx, b.name+"-"+key+"-origins", args, b.within()...)
	if err != nil {
		return nil, fmt.Errorf("edge origin group %s: %w", key, err)
	}
	return group, nil
}

// addOrigins puts every stamp into the generic group, its own and its assets group.
func (b *edge) addOrigins() error {
	for _, s := range topology.Stamps() {
		in := b.args.Stamps[s]
		generic := originSpec{
			key: appEndpoint, stamp: s, group: b.appGroup, host: in.AppHost, target: in.AppID, subResource: "sites",
			priority: topology.Priority(s, b.args.Active), enabled: s != b.args.Out,
		}
		direct := generic
		direct.key, direct.group, direct.priority, direct.enabled = s.String(), b.direct[s], 1, true
		assets := originSpec{
			key: assetsOf(s), stamp: s, group: b.assets[s], host: in.StorageHost, target: in.StorageID, subResource: "blob",
			priority: 1, enabled: true,
		}
		for _, spec := range []originSpec{generic, direct, assets} {
			origin, err := b.origin(spec)
			if err != nil {
				return err
			}
			if spec.key == appEndpoint {
				b.Origins[s] = origin
			}
			b.members[spec.key] = append(b.members[spec.key], origin)
		}
	}
	return nil
}

// originSpec says what one origin is.
type originSpec struct {
	key         string // of its group
	stamp       topology.Stamp
	group       *cdn.AFDOriginGroup
	host        pulumi.StringInput
	target      pulumi.StringInput
	subResource string
	priority    int
	enabled     bool
}

func (b *edge) origin(spec originSpec) (*cdn.AFDOrigin, error) {
	state := "Enabled"
	if !spec.enabled {
		state = "Disabled"
	}
	name := b.name + "-" + spec.key + "-origin"
	if spec.key == appEndpoint {
		name = b.name + "-" + spec.key + "-" + spec.stamp.String() + "-origin"
	}
	origin, err := cdn.NewAFDOrigin(b.ctx, name, &cdn.AFDOriginArgs{
		ResourceGroupName:           b.group,
		ProfileName:                 b.profile.Name,
		OriginGroupName:             spec.group.Name,
		OriginName:                  pulumi.String(spec.stamp.String()),
		HostName:                    spec.host,
		OriginHostHeader:            spec.host,
		HttpPort:                    pulumi.Int(80),
		HttpsPort:                   pulumi.Int(443),
		Priority:                    pulumi.Int(spec.priority),
		Weight:                      pulumi.Int(1000),
		EnabledState:                pulumi.String(state),
		EnforceCertificateNameCheck: pulumi.Bool(true),
		SharedPrivateLinkResource: cdn.SharedPrivateLinkResourcePropertiesArgs{
			PrivateLink:         cdn.ResourceReferenceArgs{Id: spec.target},
			GroupId:             pulumi.String(spec.subResource),
			PrivateLinkLocation: pulumi.String(topology.PrivateLinkRegion(b.args.Stamps[spec.stamp].Location)),
			RequestMessage:      pulumi.String(RequestMessage),
		},
	}, b.within(pulumi.IgnoreChanges([]string{"sharedPrivateLinkResource.status"}))...) // approval sets it
	if err != nil {
		return nil, fmt.Errorf("edge origin %s of group %s: %w", spec.stamp, spec.key, err)
	}
	return origin, nil
}
