package settings

import (
	"fmt"
	"strings"

	"github.com/tandem-platform/tandem/internal/topology"
)

// Limits that Azure or plain sense set.
const (
	maxInstances     = 30 // of an App Service plan of the Premium v3 tier
	zonedInstances   = 2  // fewer than two cannot stand in two zones
	minRateLimit     = 10
	maxRateLimit     = 1_000_000
	defaultRateLimit = 1000
	maxBudget        = 10_000_000
	maxTagValue      = 256 // Azure's limit for the value of a tag
	maxPullRequest   = 1_000_000_000
)

// Parse checks the values of one stack. The keys carry no namespace; lists are
// JSON, as Pulumi hands them to a program. The error joins all faults, each a
// [Fault].
func Parse(stack string, values map[string]string) (*Settings, error) {
	s, faults := parse(source{stack: stack}, values)
	if len(faults) > 0 {
		return nil, join(faults)
	}
	return s, nil
}

// parse reads everything that it can, so that checks across stacks find their
// faults in the same run.
func parse(src source, values map[string]string) (*Settings, []Fault) {
	r := &reader{source: src, values: values}
	s := &Settings{
		Stack:  src.stack,
		Layer:  Layer(r.choice("layer", string(LayerStamp), string(LayerGlobal), string(LayerSystem))),
		Stamps: map[topology.Stamp]*Stamp{},
	}
	r.unknown(s.Layer)
	s.Common = r.common()
	switch s.Layer {
	case LayerStamp:
		stamp := r.stampSettings(s, r.stamp("stamp"))
		if stamp.Stamp != "" {
			s.Stamps[stamp.Stamp] = stamp
		}
	case LayerGlobal:
		s.Global = r.global(s)
	case LayerSystem:
		s.Global = r.global(s)
		for i, stamp := range topology.Stamps() {
			own := r
			if i > 0 { // what both stamps share is faulty once, not twice
				own = &reader{source: src, values: values}
			}
			s.Stamps[stamp] = own.stampSettings(s, stamp)
			if own != r {
				r.faults = append(r.faults, newFaults(r.faults, own.faults)...)
			}
		}
		r.faults = append(r.faults, joinFaults(systemView(src, s))...)
	}
	return s, r.faults
}

// newFaults returns the faults that are not in known, each once.
func newFaults(known, faults []Fault) []Fault {
	seen := map[Fault]bool{}
	for _, f := range known {
		seen[f] = true
	}
	var fresh []Fault
	for _, f := range faults {
		if !seen[f] {
			seen[f] = true
			fresh = append(fresh, f)
		}
	}
	return fresh
}

func (r *reader) common() Common {
	c := Common{
		System:      r.checked("system", topology.CheckSystem),
		Environment: r.checked("environment", topology.CheckEnvironment),
		Class:       Class(r.choice("class", string(Production), string(Test))),
		Generation:  r.optionalInteger("generation", 1, 1, topology.MaxGeneration),
		Owner:       r.checked("owner", checkTagValue),
		Expires:     r.moment("expires"),
		AlertEmail:  r.checked("alertEmail", checkEmail),
	}
	c.Life = Life{
		Created:     r.moment("created"),
		PullRequest: r.optionalInteger("pullRequest", 0, 1, maxPullRequest),
		Extended:    r.optionalChecked("extended", checkTagValue),
	}
	c.Protected = r.boolean("protected", c.Class != Test)
	if c.Class == Test && !r.has("expires") {
		r.faultf("expires", "add "+example("expires"), "is missing: an environment of class test needs a day on which it goes")
	}
	return c
}

func (r *reader) stampSettings(s *Settings, stamp topology.Stamp) *Stamp {
	location := stampKey(s.Layer, stamp, "location")
	st := &Stamp{
		Stamp:              stamp,
		Location:           r.region(location),
		AddressSpace:       r.checked(stampKey(s.Layer, stamp, "addressSpace"), checkSpace),
		Image:              r.checked("image", checkImage),
		Registry:           r.optionalChecked("registry", checkRegistry),
		Containers:         r.fullList("containers", checkContainer),
		DataAdminsName:     r.text("dataAdminsName"),
		DataAdminsObjectID: r.checked("dataAdminsObjectId", checkGUID),
		AppSKU:             r.choice("appSku", appSKUs(s.Class)...),
		AppInstances:       r.integer("appInstances", 1, maxInstances),
	}
	if r.need("zones") {
		st.Zones = r.boolean("zones", false)
	}
	if st.Zones {
		r.zoned(st, location)
	}
	return st
}

// zoned checks what the spread over availability zones asks for.
func (r *reader) zoned(st *Stamp, location string) {
	if region, ok := topology.LookupRegion(st.Location); ok && !region.Zones {
		r.faultf(location, "take a region that has them, for example northeurope, or set "+qualified("zones")+": false",
			"%s has no availability zones, and %s is true", st.Location, qualified("zones"))
	}
	if st.AppInstances > 0 && st.AppInstances < zonedInstances {
		r.faultf("appInstances", fmt.Sprintf("write at least %d", zonedInstances),
			"%d instance cannot be spread over zones, and %s is true", st.AppInstances, qualified("zones"))
	}
	if strings.HasPrefix(st.AppSKU, "B") {
		r.faultf("appSku", "take P0v3 or larger, or set "+qualified("zones")+": false",
			"%s cannot be spread over zones, and %s is true", st.AppSKU, qualified("zones"))
	}
}

// appSKUs returns the App Service plans that a class of environment can have.
func appSKUs(class Class) []string {
	skus := []string{"P0v3", "P1v3", "P2v3", "P3v3"}
	if class == Test {
		skus = append(skus, "B1")
	}
	return skus
}

func (r *reader) global(s *Settings) *Global {
	g := &Global{
		Region:           r.region("globalRegion"),
		Active:           r.stamp("active"),
		Out:              r.optionalStamp("out"),
		Anchor:           r.stamp("anchor"),
		DistanceOverride: r.optional("distanceOverride"),
		OperatorRanges:   r.fullList("operatorRanges", checkOperatorRange),
		CustomDomain:     r.optionalChecked("customDomain", checkHost),
		GeoFilter:        r.list("geoFilter", checkCountry),
		RateLimit:        r.optionalInteger("rateLimit", defaultRateLimit, minRateLimit, maxRateLimit),
		SQLSKU:           r.checked("sqlSku", checkSQLSKU),
		Database:         r.optionalChecked("database", checkDatabase),
		Blobs:            r.fullList("blobs", checkBlob),
		Budget:           r.integer("budget", 1, maxBudget),
		RoleOverride:     r.optional("roleOverride"),
	}
	if g.Database == "" && !r.has("database") {
		g.Database = s.Identity().Global().Database
	}
	if g.Out != "" && g.Out == g.Active {
		r.faultf("out", fmt.Sprintf("fail over first, so that %s is active, or remove %s", g.Out.Peer(), qualified("out")),
			"takes %s out of service, and %s is the active stamp", g.Out, g.Out)
	}
	return g
}
