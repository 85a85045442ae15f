package rules

import "github.com/tandem-platform/tandem/policy/rule"

// raiseTLS sets a minimum in siteConfig to TLS 1.2 where it is lower or not set.
// A siteConfig that is not known, or no object, is left as it is.
func raiseTLS(r *rule.Resource, props map[string]any, property string) bool {
	v := r.Get("siteConfig", property)
	config, ok := props["siteConfig"].(map[string]any)
	if !ok || v.Unknown() || v.Text() == "1.2" || v.Text() == "1.3" {
		return false
	}
	config[property] = "1.2"
	return true
}
