package rules

import "github.com/tandem-platform/tandem/policy/rule"

// defenderSetting is a setting of Defender for one account, which older API
// versions have at the top and newer ones below properties.
func defenderSetting(r *rule.Resource, path ...string) rule.Value {
	if below := r.Get("properties"); !below.Absent() {
		return below.Get(path...)
	}
	return r.Get(path...)
}
