package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeBetween demands a number between two bounds, both included.
func edgeBetween(j *rule.Judge, v rule.Value, absent any, least, most float64) {
	if v.Kind() == rule.KindNumber && v.Number() < least {
		j.AtLeast(v, nil, least)
		return
	}
	j.AtMost(v, absent, most)
}

// edgeNumber is the number of a value, or absent where none is set. It answers
// false, and has said why, when the number cannot be told.
func edgeNumber(j *rule.Judge, v rule.Value, absent float64) (float64, bool) {
	switch v.Kind() {
	case rule.KindAbsent:
		return absent, true
	case rule.KindNumber:
		return v.Number(), true
	case rule.KindUnknown:
		j.NotYetKnown(v)
	default:
		j.ViolatedAs(v, v.Kind().String(), "a number")
	}
	return 0, false
}

// edgeHas reports whether a list holds the text, in any case.
func edgeHas(list []rule.Value, text string) bool {
	return slices.ContainsFunc(list, func(v rule.Value) bool { return strings.EqualFold(v.Text(), text) })
}

// edgeSpeaks reports whether a route accepts the protocol; known is false when
// that cannot be told yet. Azure accepts both where none is set.
func edgeSpeaks(j *rule.Judge, route *rule.Resource, protocol string) (speaks, known bool) {
	v := route.Get("supportedProtocols")
	if v.Absent() {
		return true, true
	}
	protocols, complete := j.ItemsOf(v)
	return edgeHas(protocols, protocol), complete
}

// edgeServices are the endings of the names under which Azure's own services
// answer, and the sub-resources by which a private link reaches them.
var edgeServices = map[string][]string{
	".azurewebsites.net":     {"sites"},
	".blob.core.windows.net": {"blob", "blob_secondary"},
	".web.core.windows.net":  {"web", "web_secondary"},
}

// edgeService finds the sub-resources for a host name, nil for a host that is
// none of Azure's services.
func edgeService(host string) []string {
	for ending, subResources := range edgeServices {
		if strings.HasSuffix(strings.ToLower(host), ending) {
			return subResources
		}
	}
	return nil
}
