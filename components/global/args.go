package global

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// RequestMessage is the request message of every private-link request that the edge
// makes. Approval matches it exactly, so that no other request is approved.
const RequestMessage = "Tandem edge requests a private link"

// Approver approves private-link requests.
type Approver interface {
	// EnsureApproved returns once the private-link connections at the target
	// that carry exactly the request message are approved. It approves what is pending
	// and does nothing if all are approved already.
	EnsureApproved(ctx context.Context, targetID, requestMessage string) error
}

// HealthGate waits for a web app.
type HealthGate interface {
	// WaitHealthy returns once the web app runs again after a change of its settings.
	WaitHealthy(ctx context.Context, webAppID string) error
}

// StampInput is what the global layer needs to know of one stamp.
type StampInput struct {
	Location                string // Azure region
	ResourceGroup           pulumi.StringInput
	SubscriptionID          pulumi.StringInput
	TenantID                pulumi.StringInput
	PrivateEndpointSubnetID pulumi.StringInput
	SQLZoneID               pulumi.StringInput // private DNS zone of SQL servers
	BlobZoneID              pulumi.StringInput // private DNS zone of blob endpoints
	AppID                   pulumi.StringInput
	AppName                 pulumi.StringInput
	AppHost                 pulumi.StringInput
	SQLID                   pulumi.StringInput
	SQLName                 pulumi.StringInput
	SQLHost                 pulumi.StringInput
	StorageID               pulumi.StringInput
	StorageName             pulumi.StringInput
	StorageHost             pulumi.StringInput // host of the blob endpoint
	VaultHost               pulumi.StringInput
	IdentityClientID        pulumi.StringInput
	IdentityPrincipalID     pulumi.StringInput
	WorkspaceID             pulumi.StringInput
	ComponentID             pulumi.StringInput // Application Insights
	TelemetryConnection     pulumi.StringInput // secret
}

// EdgeArgs are the edge's own settings.
type EdgeArgs struct {
	// OperatorRanges are the address ranges from which the direct endpoints
	// answer; without any they answer on health paths only.
	OperatorRanges []string
	CustomDomain   string   // host name, "" for none
	GeoFilter      []string // ISO country codes that are let in, empty for all
	RateLimit      int      // requests per minute and client
}

// DatabaseArgs are the settings of the database pair.
type DatabaseArgs struct {
	Name  string
	SKU   string // for instance BC_Gen5_2
	Zones bool   // zone-redundant on both sides
}

// BudgetArgs are the settings of the cost budget.
type BudgetArgs struct {
	Amount int    // per month, in the subscription's currency
	Start  string // first day of a month, RFC 3339; kept once the budget exists
}

// Args are the arguments of [New].
type Args struct {
	System      string
	Environment string
	Generation  int
	Production  bool // long retention of backups
	Owner       string
	Expires     string // RFC 3339, "" for never
	Revision    string // source revision
	Location    string // region of the global resource group
	// GroupTags are more tags, for the resource group alone.
	GroupTags map[string]string

	Active topology.Stamp // meant to be active
	Out    topology.Stamp // taken out of service, "" for none
	Anchor topology.Stamp // where the failover group was born
	Stamps map[topology.Stamp]StampInput
	Roles  map[topology.Stamp]topology.Role // as read from both servers

	// Protected keeps data from being replaced or deleted.
	Protected bool
	// HealthPath is the path by which the edge judges a stamp.
	HealthPath string
	// InstanceHealthPath is the path by which App Service judges an instance.
	InstanceHealthPath string
	// ControlContainer is the container whose metadata carries a stamp's drain flag.
	ControlContainer string

	Edge       EdgeArgs
	Database   DatabaseArgs
	Blobs      []string // base names of containers
	Budget     BudgetArgs
	AlertEmail string

	Approver   Approver
	HealthGate HealthGate
}

// validate names every fault of the arguments.
func (a *Args) validate() error {
	if a == nil {
		return errors.New("global: arguments are missing")
	}
	var errs []error
	fault := func(bad bool, format string, values ...any) {
		if bad {
			errs = append(errs, fmt.Errorf("global: "+format, values...))
		}
	}
	if err := a.identity().Validate(); err != nil {
		errs = append(errs, fmt.Errorf("global: %w", err))
	}
	if a.Expires != "" {
		_, err := time.Parse(time.RFC3339, a.Expires)
		fault(err != nil, "Expires %q is no RFC 3339 time, for example 2026-01-31T18:00:00Z", a.Expires)
	}
	fault(a.Location == "", "Location is empty: name the region of the global resource group")
	fault(a.AlertEmail == "", "AlertEmail is empty: alerts would reach nobody")
	fault(a.Approver == nil, "Approver is missing: private links could not be approved")
	fault(a.HealthGate == nil, "HealthGate is missing: both web apps could restart at once")
	fault(!strings.HasPrefix(a.HealthPath, "/"), "HealthPath %q does not start with a slash", a.HealthPath)
	fault(!strings.HasPrefix(a.InstanceHealthPath, "/"), "InstanceHealthPath %q does not start with a slash", a.InstanceHealthPath)
	fault(a.ControlContainer == "", "ControlContainer is empty: the apps would not find their drain flag")
	fault(!a.Active.Valid(), "Active %q is no stamp", a.Active)
	fault(!a.Anchor.Valid(), "Anchor %q is no stamp", a.Anchor)
	fault(a.Out != "" && !a.Out.Valid(), "Out %q is no stamp", a.Out)
	fault(a.Out != "" && a.Out == a.Active, "Out and Active are both %q", a.Out)
	for _, s := range topology.Stamps() {
		in, found := a.Stamps[s]
		fault(!found, "Stamps lacks %q", s)
		if found {
			errs = append(errs, in.validate(s)...)
		}
	}
	errs = append(errs, a.Edge.validate()...)
	fault(a.Database.Name == "", "Database.Name is empty")
	if _, err := topology.ParseSQLSize(a.Database.SKU); err != nil {
		errs = append(errs, fmt.Errorf("global: Database.SKU %w", err))
	}
	fault(len(a.Blobs) == 0, "Blobs is empty: name at least one container")
	fault(a.Budget.Amount < 1, "Budget.Amount is %d, must be 1 or more", a.Budget.Amount)
	fault(a.Budget.Start == "", "Budget.Start is empty")
	return errors.Join(errs...)
}

func (e EdgeArgs) validate() []error {
	var errs []error
	for _, r := range e.OperatorRanges {
		if _, err := netip.ParsePrefix(r); err != nil {
			errs = append(errs, fmt.Errorf("global: Edge.OperatorRanges: %q is no address range: %w", r, err))
		}
	}
	if e.RateLimit < 1 {
		errs = append(errs, fmt.Errorf("global: Edge.RateLimit is %d, must be 1 or more", e.RateLimit))
	}
	return errs
}

// validate names every value that is missing of stamp s.
func (in StampInput) validate(s topology.Stamp) []error {
	var errs []error
	if in.Location == "" {
		errs = append(errs, fmt.Errorf("global: Stamps[%s].Location is empty", s))
	}
	for _, v := range []struct {
		name  string
		value pulumi.StringInput
	}{
		{"ResourceGroup", in.ResourceGroup}, {"SubscriptionID", in.SubscriptionID}, {"TenantID", in.TenantID},
		{"PrivateEndpointSubnetID", in.PrivateEndpointSubnetID}, {"SQLZoneID", in.SQLZoneID}, {"BlobZoneID", in.BlobZoneID},
		{"AppID", in.AppID}, {"AppName", in.AppName}, {"AppHost", in.AppHost},
		{"SQLID", in.SQLID}, {"SQLName", in.SQLName}, {"SQLHost", in.SQLHost},
		{"StorageID", in.StorageID}, {"StorageName", in.StorageName}, {"StorageHost", in.StorageHost},
		{"VaultHost", in.VaultHost}, {"IdentityClientID", in.IdentityClientID}, {"IdentityPrincipalID", in.IdentityPrincipalID},
		{"WorkspaceID", in.WorkspaceID}, {"ComponentID", in.ComponentID}, {"TelemetryConnection", in.TelemetryConnection},
	} {
		if v.value == nil {
			errs = append(errs, fmt.Errorf("global: Stamps[%s].%s is missing", s, v.name))
		}
	}
	return errs
}

// identity is what the names are computed from.
func (a *Args) identity() topology.Identity {
	return topology.Identity{System: a.System, Environment: a.Environment, Generation: a.Generation}
}

// marks tell whose a test environment's Entra objects are: unlike resources they
// lie in no group, and others, in another subscription, too, may have the same name.
// Production needs none.
func (a *Args) marks() pulumi.StringArrayInput {
	if a.Production {
		return nil
	}
	var marks pulumi.StringArray
	for _, mark := range topology.Marks(a.identity()) {
		marks = append(marks, pulumi.String(mark))
	}
	of := a.Stamps[a.Anchor].SubscriptionID.ToStringOutput()
	return append(marks, of.ApplyT(topology.SubscriptionMark).(pulumi.StringOutput))
}

// tags are the tags that every resource of the global layer carries.
func (a *Args) tags() map[string]string {
	args := topology.TagArgs{Identity: a.identity(), Owner: a.Owner}
	if t, err := time.Parse(time.RFC3339, a.Expires); err == nil {
		args.Expires = &t
	}
	return topology.Tags(args)
}
