package rules

import (
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var stoNamePrefix = &rule.Rule{
	ID:       "TDM-STO-028",
	Title:    "Names of storage accounts begin as agreed",
	Why:      "In a bill, a log or an alert a name is all there is: without the prefix nobody sees what sort of resource it is.",
	Fix:      "Begin accountName with st, or set the parameter prefix to what your organisation agreed on.",
	Severity: rule.Low,
	Level:    rule.Advisory,
	Controls: []rule.Control{rule.WAF("OE:05")},
	Sources:  []string{"https://learn.microsoft.com/azure/cloud-adoption-framework/ready/azure-best-practices/resource-abbreviations"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "prefix", Doc: "What names begin with.", Production: "st", Test: "st"},
	},
	Scope: rule.OneResource,
	Types: []string{typeStorageAccount},
	Check: func(r *rule.Resource, j *rule.Judge) {
		name := r.Get("accountName")
		if text, ok := j.TextOf(name); ok && !strings.HasPrefix(text, j.Text("prefix")) {
			j.Violated(name, "a name that begins with "+strconv.Quote(j.Text("prefix")))
		}
	},
}
