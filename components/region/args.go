package region

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// StampArgs says what a stamp is. Plain fields shape names and the set of
// resources; inputs carry values only.
type StampArgs struct {
	// System is the short name of the system, for example "tandem".
	System string
	// Environment tells apart the deployments of one system, for example "prod".
	Environment string
	// Stamp is the stamp's colour, "blue" or "green".
	Stamp string
	// Generation counts the times that the stamp was built anew after its
	// deleted vault kept its name; 0 means 1.
	Generation int
	// Class sets retention and protection against purging.
	Class Class
	// Location is the Azure region, for example "swedencentral".
	Location string
	// AddressSpace is the virtual network's prefix, /16 to /24.
	AddressSpace string
	// Zones spreads whatever can be spread over the region's availability zones.
	Zones bool
	// Protected keeps data from being replaced or deleted: protected in
	// Pulumi, and locked in Azure.
	Protected bool

	// Owner is who answers for the stamp; it becomes a tag.
	Owner string
	// Expires is when a test stamp may be removed, in RFC 3339; it becomes a
	// tag. Empty means never.
	Expires string
	// GroupTags are more tags, for the resource group alone.
	GroupTags map[string]string
	// Revision is the source revision that the stamp was built from; it
	// becomes a tag of the resource group and the web app. Empty means unknown.
	Revision string

	App     AppArgs
	SQL     SQLArgs
	Storage StorageArgs
	// AlertEmail receives the stamp's alerts and the SQL server's threat alerts.
	AlertEmail pulumi.StringInput
}

// AppArgs says what runs, and on what.
type AppArgs struct {
	// Image is the container image, pinned by digest:
	// host/repository@sha256:<64 hexadecimal digits>.
	Image string
	// Registry is the resource id of the Azure container registry that the
	// image is pulled from with the stamp's identity. Empty means that the
	// image needs no credentials.
	Registry string
	// SKU is the App Service plan's size: P0v3, P1v3, P2v3, P3v3, or, for class
	// test only, B1.
	SKU string
	// Instances is how many workers run at least; at least 2 with Zones.
	Instances int
}

// SQLArgs names the group that administers the SQL server.
type SQLArgs struct {
	// AdministratorName is the Entra group's display name.
	AdministratorName pulumi.StringInput
	// AdministratorObjectID is the Entra group's object id.
	AdministratorObjectID pulumi.StringInput
}

// StorageArgs names the stamp's blob containers. The container
// [ControlContainer] exists in every stamp and is not listed.
type StorageArgs struct {
	// Containers are the containers to create.
	Containers []string
	// Writable are those of Containers that the stamp's application writes;
	// it may only read the others.
	Writable []string
}

const (
	// InstanceHealthPath is the path by which App Service judges one instance.
	InstanceHealthPath = "/healthz/instance"
	// StampHealthPath is the path by which the edge judges the whole stamp.
	StampHealthPath = topology.StampHealthPath
	// ControlContainer is the container whose metadata carries the stamp's
	// drain flag.
	ControlContainer = "control"
)

var (
	imagePattern     = regexp.MustCompile(`^[a-z0-9][a-z0-9.:-]*(/[a-z0-9]+([._-]+[a-z0-9]+)*)+@sha256:[0-9a-f]{64}$`)
	registryPattern  = regexp.MustCompile(`(?i)^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ContainerRegistry/registries/[a-z0-9]{5,50}$`)
	locationPattern  = regexp.MustCompile(`^[a-z0-9]+$`)
	containerPattern = regexp.MustCompile(`^[a-z0-9](-?[a-z0-9])*$`)

	// tiers maps a plan's size to its tier.
	tiers = map[string]string{
		"P0v3": "PremiumV3", "P1v3": "PremiumV3", "P2v3": "PremiumV3", "P3v3": "PremiumV3", "B1": "Basic",
	}
)

// validate reports every fault of the arguments at once.
func (a *StampArgs) validate() error {
	if a == nil {
		return errors.New("no arguments: NewStamp needs StampArgs")
	}
	faults := a.identityFaults()
	faults = append(faults, a.placeFaults()...)
	faults = append(faults, a.App.faults(a.Class, a.Zones)...)
	faults = append(faults, a.Storage.faults()...)
	if a.SQL.AdministratorName == nil {
		faults = append(faults, errors.New("SQL.AdministratorName is missing: name the Entra group that administers the server"))
	}
	if a.SQL.AdministratorObjectID == nil {
		faults = append(faults, errors.New("SQL.AdministratorObjectID is missing: give the Entra group's object id"))
	}
	if a.AlertEmail == nil {
		faults = append(faults, errors.New("AlertEmail is missing: give the address that receives alerts"))
	}
	return errors.Join(faults...)
}

// identityFaults judges what the stamp is called and by whom it is owned.
func (a *StampArgs) identityFaults() []error {
	var faults []error
	if err := a.identity().Validate(); err != nil {
		faults = append(faults, err)
	}
	if _, err := topology.ParseStamp(a.Stamp); err != nil {
		faults = append(faults, fmt.Errorf("StampArgs.Stamp: %w", err))
	}
	if _, err := a.Class.sizes(); err != nil {
		faults = append(faults, fmt.Errorf("StampArgs.Class: %w", err))
	}
	if a.Owner == "" {
		faults = append(faults, errors.New("StampArgs.Owner is missing: name who answers for the stamp"))
	}
	if a.Expires != "" {
		if _, err := time.Parse(time.RFC3339, a.Expires); err != nil {
			faults = append(faults, fmt.Errorf("StampArgs.Expires %q is no RFC 3339 time, for example 2026-01-31T18:00:00Z", a.Expires))
		}
	}
	return faults
}

// placeFaults judges region and address space.
func (a *StampArgs) placeFaults() []error {
	var faults []error
	if !locationPattern.MatchString(a.Location) {
		faults = append(faults, fmt.Errorf("StampArgs.Location %q is no Azure region: use its short name, for example swedencentral", a.Location))
	} else if r, ok := topology.LookupRegion(a.Location); ok && a.Zones && !r.Zones {
		faults = append(faults, fmt.Errorf("StampArgs.Location %s has no availability zones: choose another region or set Zones to false", a.Location))
	}
	if _, err := topology.Plan(a.AddressSpace); err != nil {
		faults = append(faults, fmt.Errorf("AddressSpace: %w", err))
	}
	return faults
}

// faults judges what runs and its size.
func (a AppArgs) faults(class Class, zones bool) []error {
	var faults []error
	if !imagePattern.MatchString(a.Image) {
		faults = append(faults, fmt.Errorf("App.Image %q is not pinned by digest: write host/repository@sha256:<64 hexadecimal digits>", a.Image))
	}
	if a.Registry != "" && !registryPattern.MatchString(a.Registry) {
		faults = append(faults, fmt.Errorf("App.Registry %q is no resource id of a container registry", a.Registry))
	}
	tier, known := tiers[a.SKU]
	switch {
	case !known:
		faults = append(faults, fmt.Errorf("App.SKU %q is unknown: use P0v3, P1v3, P2v3 or P3v3 (class test: also B1)", a.SKU))
	case tier == "Basic" && class == Production:
		faults = append(faults, fmt.Errorf("App.SKU %s is for class test: use P0v3, P1v3, P2v3 or P3v3", a.SKU))
	case tier == "Basic" && zones:
		faults = append(faults, fmt.Errorf("App.SKU %s cannot be spread over zones: use P0v3, P1v3, P2v3 or P3v3, or set Zones to false", a.SKU))
	}
	least := 1
	if zones {
		least = 2
	}
	if a.Instances < least || a.Instances > maxInstances {
		faults = append(faults, fmt.Errorf("App.Instances is %d: give %d to %d", a.Instances, least, maxInstances))
	}
	return faults
}

// faults judges the containers' names.
func (a StorageArgs) faults() []error {
	var faults []error
	seen := map[string]bool{ControlContainer: true}
	for _, name := range a.Containers {
		if len(name) < 3 || len(name) > 63 || !containerPattern.MatchString(name) {
			faults = append(faults, fmt.Errorf("Storage.Containers: %q is no container name: 3 to 63 lower-case letters, digits and single hyphens", name))
		}
		if seen[name] {
			faults = append(faults, fmt.Errorf("Storage.Containers: %q exists already: list it once, and leave out %q", name, ControlContainer))
		}
		seen[name] = true
	}
	for _, name := range a.Writable {
		if !slices.Contains(a.Containers, name) {
			faults = append(faults, fmt.Errorf("Storage.Writable: %q is not among Storage.Containers", name))
		}
	}
	return faults
}

// identity is what the stamp's names are computed from.
func (a *StampArgs) identity() topology.Identity {
	generation := a.Generation
	if generation == 0 {
		generation = 1
	}
	return topology.Identity{System: a.System, Environment: a.Environment, Generation: generation}
}

// revision is the source revision as it is written into tags and outputs.
func (a *StampArgs) revision() string {
	if a.Revision == "" {
		return "unknown"
	}
	return a.Revision
}

// digest is the part of the image that pins it.
func (a AppArgs) digest() string {
	_, digest, _ := strings.Cut(a.Image, "@")
	return digest
}

// autoscaled tells whether the plan's tier can scale by itself.
func (a AppArgs) autoscaled() bool {
	return tiers[a.SKU] != "Basic"
}
