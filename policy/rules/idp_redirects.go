package rules

import (
	"net/url"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// redirects lists the addresses to which an application's users are sent back.
func redirects(r *rule.Resource, j *rule.Judge) (list []rule.Value, complete bool) {
	if r.Type == typeRedirectURIs {
		return j.ItemsOf(r.Get("redirectUris"))
	}
	complete = true
	for _, platform := range []string{"web", "singlePageApplication", "publicClient"} {
		some, all := j.ItemsOf(r.Get(platform, "redirectUris"))
		list, complete = append(list, some...), complete && all
	}
	return list, complete
}

var idpRedirects = &rule.Rule{
	ID:       "TDM-IDP-003",
	Title:    "Redirect addresses are exact and use HTTPS",
	Why:      "Entra sends the code that stands for the user to a redirect address: over HTTP, or to a name that somebody else can take, it is his.",
	Fix:      "Set redirectUris to full https addresses without wildcards and without localhost.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IM-1"), rule.MCSB("DP-3")},
	Sources:  []string{"https://learn.microsoft.com/entra/identity-platform/reply-url"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeApplication, typeRedirectURIs},
	Check: func(r *rule.Resource, j *rule.Judge) {
		list, _ := redirects(r, j)
		for _, v := range list {
			u, err := url.Parse(v.Text())
			if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Hostname() == "localhost" || strings.ContainsAny(v.Text(), "*#") {
				j.Violated(v, "a full https address without wildcard")
			}
		}
	},
}
