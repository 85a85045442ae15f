package rules

import (
	"regexp"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlNameConvention = &rule.Rule{
	ID:       "TDM-SQL-031",
	Title:    "Names of servers, databases, pools and job agents follow the convention",
	Why:      "In an incident people act on names; a resource that is named unlike the others is overlooked, or taken for another.",
	Fix:      "Name the resource so that it matches the expression in the rule's parameter for its type.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "What names look like is for each organisation to say: set the parameters to its expressions, and turn the rule on.",
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "server", Doc: "The expression for names of servers.", Production: "^sql-", Test: "^sql-"},
		{Name: "database", Doc: "The expression for names of databases.", Production: "^sqldb-", Test: "^sqldb-"},
		{Name: "failoverGroup", Doc: "The expression for names of failover groups.", Production: "^fg-", Test: "^fg-"},
		{Name: "elasticPool", Doc: "The expression for names of elastic pools.", Production: "^sqlep-", Test: "^sqlep-"},
		{Name: "jobAgent", Doc: "The expression for names of job agents.", Production: "^sqlja-", Test: "^sqlja-"},
	},
	Scope: rule.OneResource,
	Types: []string{typeServer, typeDatabase, typeFailoverGroup, typeSQLPool, typeSQLJobAgent},
	Check: func(r *rule.Resource, j *rule.Judge) {
		v := r.Get(sqlNameProperty[r.Type])
		text, ok := j.TextOf(v)
		if !ok {
			return
		}
		pattern := j.Text(strings.TrimSuffix(sqlNameProperty[r.Type], "Name"))
		if matched, err := regexp.MatchString(pattern, text); err != nil {
			j.ViolatedAs(v, "judged by "+pattern+", which is no expression", "a legal expression in the rule's parameter")
		} else if !matched {
			j.Violated(v, "a name that matches "+pattern)
		}
	},
}
