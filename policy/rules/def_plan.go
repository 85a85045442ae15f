package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// A plan of Defender for Cloud belongs to a subscription; a program that manages
// one is judged, one that leaves them to the subscription's owner is not.
const typeDefenderPlan = "azure-native:security:Pricing"

// planIs reports whether a resource is the plan of the name.
func planIs(r *rule.Resource, j *rule.Judge, name string) bool {
	v := r.Get("pricingName")
	if v.Unknown() {
		j.NotYetKnown(v)
	}
	return strings.EqualFold(v.Text(), name)
}

// judgePlan demands that the plan of the name is paid for.
func judgePlan(r *rule.Resource, j *rule.Judge, name string) {
	if planIs(r, j, name) {
		j.OneOf(r.Get("pricingTier"), "Free", "Standard")
	}
}

// judgeExtension demands that the storage plan has an extension.
func judgeExtension(r *rule.Resource, j *rule.Judge, name string) {
	if !planIs(r, j, "StorageAccounts") {
		return
	}
	extensions, complete := j.ItemsOf(r.Get("extensions"))
	for _, extension := range extensions {
		named := extension.Get("name")
		if named.Unknown() {
			j.NotYetKnown(named)
			complete = false
		}
		if strings.EqualFold(named.Text(), name) {
			j.OneOf(extension.Get("isEnabled"), "False", "True")
			return
		}
	}
	if complete {
		j.Violated(r.Get("extensions"), "an item with name "+name+" and isEnabled True")
	}
}
