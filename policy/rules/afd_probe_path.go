package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var afdProbePath = &rule.Rule{
	ID:       "TDM-AFD-035",
	Title:    "Health probes ask a path of their own",
	Why:      "The start page answers while the database behind it is gone; a probe of it keeps a dead stamp in rotation.",
	Fix:      "Set healthProbeSettings.probePath to the path that tells whether the stamp can serve, such as /healthz/stamp.",
	Severity: rule.High,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("RE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/frontdoor/health-probes"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeEdgeOriginGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		probe := r.Get("healthProbeSettings")
		if probe.Absent() {
			return
		}
		path := probe.Get("probePath")
		if text, ok := j.TextOf(path); path.Absent() || ok && (len(text) < 2 || !strings.HasPrefix(text, "/")) {
			j.Violated(path, "a path below /, such as /healthz/stamp")
		}
	},
}
