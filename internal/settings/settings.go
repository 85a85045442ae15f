// Package settings loads and checks the configuration of all stacks.
//
// It knows the files Pulumi.<stack>.yaml and the flat keys under "tandem:" and
// nothing of the Pulumi SDK, so that the command can check everything before
// any engine runs, and each stack's program can check its own part again.
//
// [LoadDir] reads the files and reports every fault at once, within a stack
// and across stacks. [Parse] does the same for the values of one stack. Two
// checks are calls of their own, because not every command wants them: an
// expired environment can still be destroyed ([All.CheckExpiry]), and the
// sandbox accepts the placeholder image ([All.CheckTarget]). The program of the
// global stack, which knows the stamps by their outputs only, asks
// [Settings.CheckPlacement].
package settings

import (
	"time"

	"github.com/tandem-platform/tandem/internal/topology"
)

// Project is the name of the Pulumi project, and the namespace of its keys.
const Project = "tandem"

// PlaceholderImage is the image of a fresh clone. It names no real registry,
// so that it can never be pulled; the sandbox accepts it and Azure is not
// asked.
const PlaceholderImage = "registry.invalid/tandem/placeholder@sha256:" +
	"0000000000000000000000000000000000000000000000000000000000000000"

// Layer says what a stack deploys.
type Layer string

// The layers.
const (
	LayerStamp  Layer = "stamp"  // one region
	LayerGlobal Layer = "global" // what joins the stamps
	LayerSystem Layer = "system" // both stamps and what joins them, in one stack
)

// Class says whether an environment is meant to stay.
type Class string

// The classes.
const (
	Production Class = "production"
	Test       Class = "test"
)

// Settings is the checked configuration of one stack.
type Settings struct {
	Stack string
	Layer Layer
	Common
	// Stamps has one entry in the stamp layer, two in the system layer and
	// none in the global layer.
	Stamps map[topology.Stamp]*Stamp
	// Global is nil in the stamp layer.
	Global *Global
}

// Common holds what every stack states.
type Common struct {
	System      string
	Environment string
	Class       Class
	Generation  int
	Owner       string
	Expires     *time.Time // nil for an environment that stays
	Protected   bool       // whether data is protected against deletion
	AlertEmail  string
	Life
}

// Life is what a test environment in one stack says of its own life; it becomes
// tags of the resource groups.
type Life struct {
	Created     *time.Time // nil where nobody noted it
	PullRequest int        // 0 for none
	Extended    string     // who moved the expiry last, and when; empty while the first one holds
}

// Identity returns what all names are derived from.
func (c Common) Identity() topology.Identity {
	return topology.Identity{System: c.System, Environment: c.Environment, Generation: c.Generation}
}

// Stamp is the configuration of one region.
type Stamp struct {
	Stamp              topology.Stamp
	Location           string
	AddressSpace       string // CIDR notation
	Zones              bool   // spread over availability zones
	Image              string // container image, pinned by digest
	Registry           string // ARM id of the registry to pull from as the stamp's identity, or empty
	Containers         []string
	DataAdminsName     string // Entra group that administers the SQL server
	DataAdminsObjectID string
	AppSKU             string
	AppInstances       int
}

// Region returns the stamp's region.
func (s *Stamp) Region() topology.Region {
	r, _ := topology.LookupRegion(s.Location)
	return r
}

// Global is the configuration of what joins the two stamps.
type Global struct {
	Region           string         // where the global resource group lies
	Active           topology.Stamp // meant to serve
	Out              topology.Stamp // taken out of service, or empty
	Anchor           topology.Stamp // on whose server the failover group was born
	DistanceOverride string         // recorded reason for stamps that lie too close, or empty
	OperatorRanges   []string       // CIDR notation; who may use the stamps' own endpoints
	CustomDomain     string         // host name, or empty
	GeoFilter        []string       // ISO 3166 country codes that may use the system; empty: all
	RateLimit        int            // requests per minute and client
	SQLSKU           string
	Database         string
	Blobs            []string // base names of the replicated containers
	Budget           int      // per month, in the subscription's currency
	RoleOverride     string   // recorded reason to go on when a server's role cannot be read, or empty
}

// Containers returns the containers that a stamp needs for the blobs that are
// replicated: for every base name its own one and the peer's replica.
func (g *Global) Containers() []string {
	names := make([]string, 0, 2*len(g.Blobs))
	for _, base := range g.Blobs {
		for _, stamp := range topology.Stamps() {
			names = append(names, ContainerName(base, stamp))
		}
	}
	return names
}

// ContainerName returns the container that is written only in that stamp.
func ContainerName(base string, stamp topology.Stamp) string {
	return base + "-" + string(stamp)
}
