package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drFailoverPolicy = &rule.Rule{
	ID:       "TDM-DR-004",
	Title:    "A forced failover is decided by people, or after a long grace period",
	Why:      "A forced failover loses what was not copied yet. Left to Azure, it happens for a whole region, at a time that nobody here chose, while the applications stay where they are.",
	Fix:      "Set readWriteEndpoint.failoverPolicy of the azure-native:sql:FailoverGroup to \"Manual\".",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:09"), rule.WAF("RE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/failover-group-sql-db"},
	Since:    "0.1.0",
	Params:   []rule.Param{{Name: "graceMinutes", Doc: "The shortest grace period of an automatic failover.", Production: 60.0, Test: 60.0}},
	Scope:    rule.OneResource,
	Types:    []string{typeFailoverGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		policy := r.Get("readWriteEndpoint", "failoverPolicy")
		if strings.EqualFold(policy.Text(), "Automatic") {
			j.AtLeast(r.Get("readWriteEndpoint", "failoverWithDataLossGracePeriodMinutes"), nil, j.Number("graceMinutes"))
			return
		}
		j.OneOf(policy, nil, "Manual")
	},
}
