package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// siteKind is the kind of a site, such as app,linux,container. A site that does
// not tell its kind is a plain web app. If the kind is not known yet, the judge
// is told so.
func siteKind(r *rule.Resource, j *rule.Judge) (kind string, known bool) {
	v := r.Get("kind")
	if v.Unknown() {
		j.NotYetKnown(v)
		return "", false
	}
	return strings.ToLower(v.Text()), true
}

// isFunction tells a function app, workflow apps among them, whose hosting
// differs from that of a web app.
func isFunction(kind string) bool { return strings.Contains(kind, "functionapp") }

// isLinux tells a site on Linux, by its kind or because it says that it is.
func isLinux(r *rule.Resource) bool {
	return r.Get("reserved").Bool() || strings.Contains(strings.ToLower(r.Get("kind").Text()), "linux") ||
		r.Get("siteConfig", "linuxFxVersion").Text() != ""
}
