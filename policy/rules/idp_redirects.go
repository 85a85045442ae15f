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
	Fix:      "Set redirectUris to full https addresses without wildcards and without localhost; http://localhost and schemes of its own are for programs on a device alone, in publicClient.",
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
			kind := r.Get("type")
			switch {
			case exactRedirect(v.Text(), isNative(r, v)):
			case r.Type == typeRedirectURIs && kind.Unknown() && exactRedirect(v.Text(), true):
				j.NotYetKnown(kind)
			default:
				j.Violated(v, "a full https address without wildcard")
			}
		}
	},
}

// isNative reports whether an address is that of a program on a user's device.
func isNative(r *rule.Resource, v rule.Value) bool {
	return v.Top() == "publicClient" || r.Type == typeRedirectURIs && strings.EqualFold(r.Get("type").Text(), "PublicClient")
}

// exactRedirect reports whether an address is one that nobody else can take. A
// program on a device listens at localhost, or has a scheme of its own.
func exactRedirect(text string, native bool) bool {
	u, err := url.Parse(text)
	if err != nil || strings.ContainsAny(text, "*#") {
		return false
	}
	if own := u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https"; native && (own || u.Hostname() == "localhost") {
		return true
	}
	return u.Scheme == "https" && u.Hostname() != "" && u.Hostname() != "localhost"
}
