package global

import (
	"context"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-azure-native-sdk/web/v2"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

const wiringType = "tandem:global:Wiring"

// databaseConnection is the name of the connection string of the database.
const databaseConnection = "Database"

// Wiring is what lets each web app find both stamps' data: private ways to the
// peer's services, roles on them, and the settings of both web apps. It is the one
// owner of those settings: Azure replaces the whole map at once and restarts the app.
type Wiring struct {
	pulumi.ResourceState
}

// WiringInput is what the wiring needs of the other parts of the layer.
type WiringInput struct {
	ResourceGroup pulumi.StringInput
	Edge          *Edge
	SQLGroup      *SQLGroup
	SignIn        *SignIn
}

// wiring builds a [Wiring].
type wiring struct {
	*Wiring
	ctx  *pulumi.Context
	name string
	args *Args
	in   WiringInput
	// ways are what an app needs before it starts with settings that name the peer.
	ways map[topology.Stamp][]pulumi.Resource
}

// NewWiring makes the ways and roles first, and then writes the web apps'
// settings, the standby's first; the active one's follow when the standby is healthy again.
func NewWiring(ctx *pulumi.Context, name string, args *Args, in WiringInput, opts ...pulumi.ResourceOption) (*Wiring, error) {
	if err := args.validate(); err != nil {
		return nil, err
	}
	w := &wiring{Wiring: &Wiring{}, ctx: ctx, name: name, args: args, in: in, ways: map[topology.Stamp][]pulumi.Resource{}}
	if err := ctx.RegisterComponentResource(wiringType, name, w.Wiring, opts...); err != nil {
		return nil, fmt.Errorf("register %s: %w", name, err)
	}
	for _, s := range topology.Stamps() {
		if err := w.addWays(s); err != nil {
			return nil, err
		}
	}
	standby := args.Active.Peer()
	written, err := w.configure(standby, args.Stamps[standby].AppName, nil)
	if err != nil {
		return nil, err
	}
	if _, err := w.configure(args.Active, w.healthy(standby, written), written); err != nil {
		return nil, err
	}
	return w.Wiring, ctx.RegisterResourceOutputs(w.Wiring, pulumi.Map{})
}

// healthy is the active app's name, once the standby has taken its settings
// and is healthy.
func (w *wiring) healthy(standby topology.Stamp, written []pulumi.Resource) pulumi.StringOutput {
	inputs := []any{w.args.Stamps[w.args.Active].AppName, w.args.Stamps[standby].AppID}
	for _, r := range written {
		inputs = append(inputs, r.(pulumi.CustomResource).ID())
	}
	gate := func(c context.Context, values []any) (string, error) {
		name, app := values[0].(string), values[1].(string)
		if w.ctx.DryRun() || standby == w.args.Out {
			return name, nil
		}
		if err := w.args.HealthGate.WaitHealthy(c, app); err != nil {
			return "", fmt.Errorf("stamp %s is not healthy with its new settings, so stamp %s's stay as they are: %w",
				standby, w.args.Active, err)
		}
		return name, nil
	}
	return pulumi.All(inputs...).ApplyTWithContext(w.ctx.Context(), gate).(pulumi.StringOutput)
}

// configure writes all settings of one stamp's web app, one after the other.
func (w *wiring) configure(s topology.Stamp, app pulumi.StringInput, after []pulumi.Resource) ([]pulumi.Resource, error) {
	in := w.args.Stamps[s]
	within := func(first ...pulumi.Resource) []pulumi.ResourceOption {
		return []pulumi.ResourceOption{pulumi.Parent(w.Wiring), pulumi.DependsOn(append(first, after...))}
	}
	auth, err := web.NewWebAppAuthSettingsV2(w.ctx, w.name+"-"+s.String()+"-sign-in",
		authSettings(w.args, in, app, w.in.SignIn), within()...)
	if err != nil {
		return nil, fmt.Errorf("authentication settings of stamp %s's web app: %w", s, err)
	}
	connections, err := web.NewWebAppConnectionStrings(w.ctx, w.name+"-"+s.String()+"-connections",
		&web.WebAppConnectionStringsArgs{
			ResourceGroupName: in.ResourceGroup,
			Name:              app,
			Properties: web.ConnStringValueTypePairMap{
				databaseConnection: web.ConnStringValueTypePairArgs{
					Type: web.ConnectionStringTypeSQLAzure, Value: w.connection(in),
				},
			},
		}, within(auth)...)
	if err != nil {
		return nil, fmt.Errorf("connection strings of stamp %s's web app: %w", s, err)
	}
	settings, err := web.NewWebAppApplicationSettings(w.ctx, w.name+"-"+s.String()+"-settings",
		&web.WebAppApplicationSettingsArgs{
			ResourceGroupName: in.ResourceGroup,
			Name:              app,
			Properties:        w.settings(s),
		}, within(append([]pulumi.Resource{connections}, w.ways[s]...)...)...)
	if err != nil {
		return nil, fmt.Errorf("settings of stamp %s's web app: %w", s, err)
	}
	return []pulumi.Resource{auth, connections, settings}, nil
}

// connection leads to the failover group's listener, never to a server, so that
// it stays as it is in a failover. It holds no secret: the app's identity is let in.
func (w *wiring) connection(in StampInput) pulumi.StringOutput {
	return pulumi.Sprintf("Server=tcp:%s,1433;Database=%s;Authentication=Active Directory Managed Identity;User Id=%s;"+
		"Encrypt=True;TrustServerCertificate=False;Connection Timeout=30;ConnectRetryCount=3",
		w.in.SQLGroup.Listener, w.args.Database.Name, in.IdentityClientID)
}

// settings are all settings of one stamp's web app. None of them depends on
// which stamp is active.
func (w *wiring) settings(s topology.Stamp) pulumi.StringMap {
	own, peer := w.args.Stamps[s], w.args.Stamps[s.Peer()]
	containers := make([]string, len(w.args.Blobs))
	for i, base := range w.args.Blobs {
		containers[i] = base + "-" + s.String()
	}
	return pulumi.StringMap{
		// The components accept telemetry only with a token of the stamp's identity.
		"APPLICATIONINSIGHTS_AUTHENTICATION_STRING": pulumi.Sprintf("Authorization=AAD;ClientId=%s", own.IdentityClientID),
		"APPLICATIONINSIGHTS_CONNECTION_STRING":     own.TelemetryConnection,
		"AZURE_CLIENT_ID":                           own.IdentityClientID,
		"AZURE_TENANT_ID":                           own.TenantID,
		assertionSetting:                            own.IdentityClientID,
		"TANDEM_STAMP":                              pulumi.String(s.String()),
		"TANDEM_PEER":                               pulumi.String(s.Peer().String()),
		"TANDEM_BLOB_OWN":                           pulumi.Sprintf("https://%s", own.StorageHost),
		"TANDEM_BLOB_PEER":                          pulumi.Sprintf("https://%s", peer.StorageHost),
		"TANDEM_BLOB_CONTAINERS":                    pulumi.String(strings.Join(w.args.Blobs, ",")),
		"TANDEM_BLOB_WRITE_CONTAINERS":              pulumi.String(strings.Join(containers, ",")),
		"TANDEM_CONTROL_CONTAINER":                  pulumi.String(w.args.ControlContainer),
		"TANDEM_FRONT_DOOR_ID":                      w.in.Edge.FrontDoorID,
		"TANDEM_HEALTH_PATH":                        pulumi.String(w.args.HealthPath),
		"TANDEM_INSTANCE_HEALTH_PATH":               pulumi.String(w.args.InstanceHealthPath),
		"TANDEM_SIGN_IN_CLIENT_ID":                  w.in.SignIn.ClientID,
		"TANDEM_VAULT":                              pulumi.Sprintf("https://%s", own.VaultHost),
		"WEBSITES_ENABLE_APP_SERVICE_STORAGE":       pulumi.String("false"),
		"WEBSITE_HEALTHCHECK_MAXPINGFAILURES":       pulumi.String("5"),
	}
}
