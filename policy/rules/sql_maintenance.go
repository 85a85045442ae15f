package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var sqlMaintenance = &rule.Rule{
	ID:       "TDM-SQL-029",
	Title:    "Databases and elastic pools have a maintenance window",
	Why:      "Maintenance breaks connections for seconds, at a time that the system did not choose.",
	Fix:      "Set maintenanceConfigurationId of the azure-native:sql:Database or ElasticPool to a window of its region, such as SQL_WestEurope_DB_1.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "Without one Azure maintains a database between 17:00 and 8:00 of its region's time, which suits most systems; windows are not offered in every region, nor for every size. Turn this on where nights are the busy hours.",
	Controls: []rule.Control{rule.WAF("RE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-sql/database/maintenance-window"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeDatabase, typeSQLPool},
	Check: func(r *rule.Resource, j *rule.Judge) {
		window := r.Get("maintenanceConfigurationId")
		if strings.HasSuffix(strings.ToLower(window.Text()), "/sql_default") {
			j.Violated(window, "the id of a window of the region")
		} else if r.Get("elasticPoolId").Absent() { // else the pool decides
			j.Present(window, "the id of a window of the region")
		}
	},
}
