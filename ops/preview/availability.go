package preview

import (
	"fmt"
	"math"
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Service levels as Microsoft publishes them, in shares of time. They are
// promises of money back, not measurements. Services that are all needed multiply;
// of stamps one suffices: 1-(1-N)^R. The result is an upper bound, for reads: for
// writes there is one primary, so what failovers take comes on top, number of
// failovers times time to recover. A web application firewall has no level of its
// own; for storage it is that of writes, in zones, too (reads of a geo-redundant
// account have 99.99 %).
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

// Minutes is how long the system may be down in thirty days by its composite level.
func (a Availability) Minutes() float64 { return (100 - a.System) / 100 * 30 * 24 * 60 }

// Assess looks at a whole system; of nil, of a part, or where it cannot be told to
// which stamp an application belongs, the answer is that nothing is known.
func Assess(g *rule.Graph) Availability {
	if g == nil || !g.Whole {
		return Availability{}
	}
	a := Availability{Known: true}
	var levels []float64
	var stamps []string
	for _, site := range g.OfType("azure-native:web:WebApp") {
		stamp := g.Stamp(site)
		if stamp == "" {
			return Availability{}
		}
		if !slices.Contains(stamps, stamp) {
			stamps = append(stamps, stamp)
			level, zonal := stampLevel(g, stamp)
			levels = append(levels, level)
			if zonal {
				a.Zonal++
			}
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

// stampLevel multiplies what one stamp needs; zonal says whether its plans are all
// spread over zones.
func stampLevel(g *rule.Graph, stamp string) (level float64, zonal bool) {
	level, plans := 1.0, 0
	for _, r := range g.Resources {
		if g.Stamp(r) != stamp {
			continue
		}
		switch r.Type {
		case "azure-native:web:AppServicePlan":
			over := r.Get("zoneRedundant").Bool()
			zonal = over && (zonal || plans == 0)
			plans++
			level *= either(over, slaAppZones, slaApp)
		case "azure-native:storage:StorageAccount":
			level *= slaStorage
		case "azure-native:keyvault:Vault":
			level *= slaVault
		case "azure-native:network:PrivateEndpoint":
			level *= slaPrivateLink
		}
	}
	weakest := 1.0
	for _, db := range g.OfType("azure-native:sql:Database") {
		weakest = min(weakest, either(db.Get("zoneRedundant").Bool(), slaSQLZones, slaSQL))
	}
	return level * weakest, zonal
}

func either(first bool, a, b float64) float64 {
	if first {
		return a
	}
	return b
}

// percent rounds to the fourth digit behind the point.
func percent(share float64) float64 { return math.Round(share*1e6) / 1e4 }

// worse says what is less than before.
func (c Comparison) worse() []string {
	if !c.Before.Known || !c.After.Known {
		return nil
	}
	var reasons []string
	for _, level := range []struct {
		of            string
		before, after float64
	}{{"system", c.Before.System, c.After.System}, {"weakest stamp", c.Before.Stamp, c.After.Stamp}} {
		if level.after < level.before {
			reasons = append(reasons, fmt.Sprintf("the composite service level of the %s falls from %s %% to %s %%", level.of, number(level.before), number(level.after)))
		}
	}
	if len(c.After.Regions) < len(c.Before.Regions) {
		reasons = append(reasons, fmt.Sprintf("stamps stand in %d instead of %d regions", len(c.After.Regions), len(c.Before.Regions)))
	}
	if c.After.Zonal < c.Before.Zonal {
		reasons = append(reasons, fmt.Sprintf("%d instead of %d stamps are spread over zones", c.After.Zonal, c.Before.Zonal))
	}
	for _, need := range c.After.Recovery {
		i := slices.IndexFunc(c.Before.Recovery, func(b Need) bool { return b.Name == need.Name })
		if need.missing() && (i < 0 || !c.Before.Recovery[i].missing()) {
			reasons = append(reasons, "a failover would lack "+need.Name)
		}
	}
	return reasons
}

func number(n float64) string { return fmt.Sprintf("%.4f", n) }
