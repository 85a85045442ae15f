package preview

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Service levels as Microsoft publishes them, in shares of time. They are
// promises of money back, not measurements; the product over services that are
// all needed, and over stamps of which one suffices, is an upper bound.
// (https://www.microsoft.com/licensing/docs/view/Service-Level-Agreements-SLA-for-Online-Services,
// https://learn.microsoft.com/azure/well-architected/reliability/metrics)
const (
	slaFrontDoor   = 0.9999
	slaEntra       = 0.9999
	slaApp         = 0.9995
	slaAppZones    = 0.9999
	slaSQL         = 0.9999
	slaSQLZones    = 0.99995
	slaStorage     = 0.999
	slaVault       = 0.9999
	slaPrivateLink = 0.9999
)

// Availability is what can be told of a system's availability and recovery by
// its resources alone.
type Availability struct {
	// Known is false when there is no whole system to look at.
	Known bool `json:"known"`
	// Stamp and System are composite service levels, in percent: of the weakest
	// stamp, and of the whole.
	Stamp  float64 `json:"stampPercent"`
	System float64 `json:"systemPercent"`
	// Regions with a stamp, and stamps that are spread over zones.
	Regions []string `json:"regions,omitempty"`
	Zonal   int      `json:"zonalStamps"`
	// Recovery is what a failover needs.
	Recovery []Need `json:"recovery,omitempty"`
}

// Need is one thing that a failover needs, and whether it is there.
type Need struct {
	Name string `json:"name"`
	Met  bool   `json:"met"`
}

// Assess looks at a whole system; the answer for nil is that nothing is known.
func Assess(g *rule.Graph) Availability {
	if g == nil {
		return Availability{}
	}
	a := Availability{Known: true}
	var levels []float64
	for _, site := range g.OfType("azure-native:web:WebApp") {
		stamp := g.Stamp(site)
		level, zonal := stampLevel(g, stamp)
		levels = append(levels, level)
		if zonal {
			a.Zonal++
		}
		if region := site.Get("location").Text(); region != "" && !slices.Contains(a.Regions, region) {
			a.Regions = append(a.Regions, region)
		}
	}
	slices.Sort(a.Regions)
	a.Recovery = needs(g)
	if len(levels) == 0 {
		return a
	}
	a.Stamp = percent(slices.Min(levels))
	down := 1.0
	for _, level := range levels {
		down *= 1 - level
	}
	shared := 1.0
	if len(g.OfType("azure-native:cdn:Profile")) > 0 {
		shared *= slaFrontDoor
	}
	if len(g.OfType("azuread:index/application:Application")) > 0 {
		shared *= slaEntra
	}
	a.System = percent(shared * (1 - down))
	return a
}

// stampLevel multiplies what one stamp needs; zonal says whether its plan is
// spread over zones.
func stampLevel(g *rule.Graph, stamp string) (level float64, zonal bool) {
	level = 1
	for _, r := range g.Resources {
		if g.Stamp(r) != stamp {
			continue
		}
		switch r.Type {
		case "azure-native:web:AppServicePlan":
			zonal = r.Get("zoneRedundant").Bool()
			level *= either(zonal, slaAppZones, slaApp)
		case "azure-native:storage:StorageAccount":
			level *= slaStorage
		case "azure-native:keyvault:Vault":
			level *= slaVault
		case "azure-native:network:PrivateEndpoint":
			level *= slaPrivateLink
		}
	}
	for _, db := range g.OfType("azure-native:sql:Database") {
		return level * either(db.Get("zoneRedundant").Bool(), slaSQLZones, slaSQL), zonal
	}
	return level, zonal
}

func either(first bool, a, b float64) float64 {
	if first {
		return a
	}
	return b
}

// percent rounds to the fourth digit behind the point, downwards.
func percent(share float64) float64 { return math.Floor(share*1e6) / 1e4 }

// needs are what a failover needs of the resources.
func needs(g *rule.Graph) []Need {
	grouped, databases := false, g.OfType("azure-native:sql:Database")
	for _, fg := range g.OfType("azure-native:sql:FailoverGroup") {
		grouped = grouped || len(fg.Get("databases").Items()) > 0
	}
	servers, origins, policies := map[string]bool{}, map[string]map[string]bool{}, map[string]bool{}
	for _, s := range g.OfType("azure-native:sql:Server") {
		servers[strings.ToLower(s.Get("location").Text())] = true
	}
	for _, o := range g.OfType("azure-native:cdn:AFDOrigin") {
		group := o.Get("originGroupName").Text()
		if origins[group] == nil {
			origins[group] = map[string]bool{}
		}
		if !strings.EqualFold(o.Get("enabledState").Text(), "Disabled") {
			origins[group][o.Get("hostName").Text()+o.Name] = true
		}
	}
	for _, p := range g.OfType("azure-native:storage:ObjectReplicationPolicy") {
		policies[p.Get("accountName").Text()] = true
	}
	backed := false
	for _, enabled := range origins {
		backed = backed || len(enabled) > 1
	}
	return []Need{
		{"SQL servers in two regions", len(servers) > 1},
		{"a failover group that holds the databases", grouped && len(databases) > 0},
		{"a second origin that may take the traffic", backed},
		{"blobs that are replicated both ways", len(policies) > 1},
		{"an application in each region", len(g.OfType("azure-native:web:WebApp")) > 1},
	}
}

// worse says what is less than before.
func (c Comparison) worse() []string {
	if !c.Before.Known || !c.After.Known {
		return nil
	}
	var reasons []string
	if c.After.System < c.Before.System || c.After.Stamp < c.Before.Stamp {
		reasons = append(reasons, fmt.Sprintf("the composite service level falls from %s %% to %s %% (a stamp: from %s %% to %s %%)",
			number(c.Before.System), number(c.After.System), number(c.Before.Stamp), number(c.After.Stamp)))
	}
	if len(c.After.Regions) < len(c.Before.Regions) {
		reasons = append(reasons, fmt.Sprintf("stamps stand in %d instead of %d regions", len(c.After.Regions), len(c.Before.Regions)))
	}
	if c.After.Zonal < c.Before.Zonal {
		reasons = append(reasons, fmt.Sprintf("%d instead of %d stamps are spread over zones", c.After.Zonal, c.Before.Zonal))
	}
	for i, need := range c.After.Recovery {
		if !need.Met && c.Before.Recovery[i].Met {
			reasons = append(reasons, "a failover would lack "+need.Name)
		}
	}
	return reasons
}

func number(n float64) string { return fmt.Sprintf("%.4f", n) }
