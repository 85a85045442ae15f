package rules

import (
	"regexp"

	"github.com/tandem-platform/tandem/policy/rule"
)

// sqlNameProperty is where each type has its own name.
var sqlNameProperty = map[string]string{
	typeServer: "serverName", typeDatabase: "databaseName", typeFailoverGroup: "failoverGroupName",
	typeSQLPool: "elasticPoolName", typeSQLJobAgent: "jobAgentName",
}

// sqlLegalName is what Azure takes: host names for what has one, and no sign that
// cannot stand in a path for the rest.
var sqlLegalName = map[string]*regexp.Regexp{
	typeServer:        regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`),
	typeFailoverGroup: regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`),
	typeDatabase:      regexp.MustCompile(`^[^<>*%&:\\/?#\x00-\x1f]{0,127}[^<>*%&:\\/?#\x00-\x1f. ]$`),
	typeSQLPool:       regexp.MustCompile(`^[^<>*%&:\\/?#\x00-\x1f]{0,127}[^<>*%&:\\/?#\x00-\x1f. ]$`),
	typeSQLJobAgent:   regexp.MustCompile(`^[^<>*%&:\\/?#\x00-\x1f]{0,127}[^<>*%&:\\/?#\x00-\x1f. ]$`),
}

var sqlNames = &rule.Rule{
	ID:       "TDM-SQL-030",
	Title:    "Names of servers, databases and failover groups are legal",
	Why:      "A name that Azure refuses stops the deployment half-way, after other resources were changed.",
	Fix:      "Use 1 to 63 small letters, digits and inner hyphens for serverName and failoverGroupName; no <>*%&:\\/? and no final full stop or blank for databaseName.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeServer, typeDatabase, typeFailoverGroup, typeSQLPool, typeSQLJobAgent},
	Check: func(r *rule.Resource, j *rule.Judge) {
		v := r.Get(sqlNameProperty[r.Type])
		if text, ok := j.TextOf(v); ok && !sqlLegalName[r.Type].MatchString(text) {
			j.Violated(v, "a name that Azure takes")
		}
	},
}
