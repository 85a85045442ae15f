package rp

import (
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const typePlan = "Microsoft.Web/serverfarms"

var planSku = patternOf(`^(F1|D1|B[1-3]|S[1-3]|P[1-3]v2|P[0-3]v[34]|P[1-5]mv[34]|I[1-6]v2|I[1-5]mv2|Y1|EP[1-3]|FC1|WS[1-3])$`)

// planTier is the tier of a plan's sku.
func planTier(sku string) string {
	switch {
	case sku == "F1":
		return "Free"
	case sku == "D1":
		return "Shared"
	case strings.HasPrefix(sku, "EP"):
		return "ElasticPremium"
	case strings.HasSuffix(sku, "mv4"):
		return "PremiumMV4"
	case strings.HasSuffix(sku, "mv3"):
		return "PremiumMV3"
	case strings.HasPrefix(sku, "P") && strings.HasSuffix(sku, "v4"):
		return "PremiumV4"
	case strings.HasPrefix(sku, "P") && strings.HasSuffix(sku, "v3"):
		return "PremiumV3"
	case strings.HasPrefix(sku, "P") && strings.HasSuffix(sku, "v2"):
		return "PremiumV2"
	case strings.HasPrefix(sku, "B"):
		return "Basic"
	case strings.HasPrefix(sku, "S"):
		return "Standard"
	case strings.HasPrefix(sku, "I"):
		return "IsolatedV2"
	case sku == "Y1":
		return "Dynamic"
	}
	return "FlexConsumption"
}

func planBehaviour() Behaviour {
	return Behaviour{
		Type:     typePlan,
		Validate: checks(validPlanSku, validPlanZones, planKindFixed),
		Fill:     fillPlan,
		Read: func(c *Call) {
			set(c.New.Body, "properties.numberOfSites", len(sitesOf(c, c.New.ID)))
		},
		CanDelete: func(c *Call) *arm.Error {
			if sites := sitesOf(c, c.ID); len(sites) > 0 && !c.Cascade {
				return arm.ServerFarmInUse(c.Name, strings.Join(sites, ", "))
			}
			return nil
		},
		Takes: 2 * time.Second,
	}
}

// sitesOf lists the names of a plan's sites.
func sitesOf(c *Call, plan string) []string {
	var out []string
	for _, s := range c.Tx.All(typeSite) {
		if arm.SameID(text(s.Body, "properties.serverFarmId"), plan) {
			out = append(out, s.Name)
		}
	}
	return out
}

func validPlanSku(c *Call) *arm.Error {
	if sku := text(c.New.Body, "sku.name"); sku != "" && !planSku.MatchString(sku) {
		return arm.PlanSkuInvalid(sku)
	}
	return nil
}

func validPlanZones(c *Call) *arm.Error {
	if !isTrue(c.New.Body, "properties.zoneRedundant") {
		return nil
	}
	sku := text(c.New.Body, "sku.name")
	tier := planTier(sku)
	place := arm.NormalLocation(text(c.New.Body, "location"))
	instances, ok := number(c.New.Body, "sku.capacity")
	switch {
	case !strings.HasPrefix(tier, "Premium") && tier != "IsolatedV2":
		return arm.PlanZones("the tier " + tier + " does not support it, PremiumV2, PremiumV3, PremiumV4 and IsolatedV2 do")
	case !zonalRegions[place]:
		return arm.PlanZones("the region " + place + " has no availability zones")
	case !ok || instances < 2:
		return arm.PlanZones("sku.capacity must be at least 2")
	}
	return nil
}

func planKindFixed(c *Call) *arm.Error {
	if c.Old == nil || at(c.New.Body, "properties.reserved") == nil {
		return nil
	}
	if isTrue(c.Old.Body, "properties.reserved") != isTrue(c.New.Body, "properties.reserved") {
		return arm.PlanKindFixed()
	}
	return nil
}

func fillPlan(c *Call) {
	b := c.New.Body
	inherit(c, "sku", "kind", "properties.reserved")
	fill(b, "sku.name", "F1")
	sku := text(b, "sku.name")
	fillAll(b, object{"sku.tier": planTier(sku), "sku.size": sku, "sku.capacity": 1})
	fill(b, "sku.family", strings.TrimRight(sku[:1]+strings.TrimLeft(sku[1:], "0123456789"), ""))
	fillAll(b, object{
		"kind": "app", "properties.reserved": false, "properties.perSiteScaling": false, "properties.elasticScaleEnabled": false,
		"properties.zoneRedundant": false, "properties.isSpot": false, "properties.isXenon": false, "properties.hyperV": false,
		"properties.targetWorkerCount": 0, "properties.targetWorkerSizeId": 0,
	})
	place := arm.RegionTitle(arm.NormalLocation(text(b, "location")))
	workers, _ := number(b, "sku.capacity")
	set(b, "properties.status", "Ready")
	set(b, "properties.geoRegion", place)
	set(b, "properties.maximumNumberOfWorkers", 30)
	set(b, "properties.numberOfWorkers", workers)
	set(b, "properties.resourceGroup", groupOf(c.ID))
	set(b, "properties.subscription", c.SubID)
	set(b, "properties.provisioningState", "Succeeded")
}

// planOf is the plan of a site's document.
func planOf(c *Call, site object) (*store.Resource, bool) {
	return find(c.Tx, text(site, "properties.serverFarmId"), typePlan)
}

// sharedTier reports whether a site's plan is below Basic.
func sharedTier(c *Call, site string) bool {
	r, ok := c.Tx.Get(site)
	if !ok {
		return false
	}
	plan, ok := planOf(c, r.Body)
	return ok && belowBasic(text(plan.Body, "sku.tier"))
}

func belowBasic(tier string) bool { return tier == "Free" || tier == "Shared" || tier == "Dynamic" }
