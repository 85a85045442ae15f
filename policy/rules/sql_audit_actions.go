package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// sqlAuditGroups are the groups that Azure records unless told otherwise.
var sqlAuditGroups = []string{
	"SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP", "FAILED_DATABASE_AUTHENTICATION_GROUP", "BATCH_COMPLETED_GROUP",
}

var sqlAuditActions = &rule.Rule{
	ID:       "TDM-SQL-013",
	Title:    "SQL auditing records logins, failed logins and statements",
	Why:      "An audit without them cannot answer who came in, who tried, and what was read or changed.",
	Fix:      "Let auditActionsAndGroups of the azure-native:sql:ServerBlobAuditingPolicy hold SUCCESSFUL_DATABASE_AUTHENTICATION_GROUP, FAILED_DATABASE_AUTHENTICATION_GROUP and BATCH_COMPLETED_GROUP, or leave it out.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("LT-3"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/auditing-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    sqlAuditTypes,
	Check: func(r *rule.Resource, j *rule.Judge) {
		list := r.Get("auditActionsAndGroups")
		items, complete := j.ItemsOf(list)
		if list.Absent() || !complete {
			return
		}
		var lacking []string
		for _, group := range sqlAuditGroups {
			if !slices.ContainsFunc(items, func(v rule.Value) bool { return strings.EqualFold(v.Text(), group) }) {
				lacking = append(lacking, group)
			}
		}
		if len(lacking) > 0 {
			j.ViolatedAs(list, "without "+strings.Join(lacking, ", "), "all of "+strings.Join(sqlAuditGroups, ", "))
		}
	},
}
