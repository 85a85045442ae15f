package rules

import (
	"slices"

	"github.com/tandem-platform/tandem/policy/rule"
)

var receiverLists = []string{"emailReceivers", "smsReceivers", "webhookReceivers", "armRoleReceivers", "azureAppPushReceivers", "azureFunctionReceivers",
	"logicAppReceivers", "voiceReceivers", "automationRunbookReceivers", "itsmReceivers", "eventHubReceivers", "incidentReceivers"}

var logActionGroup = &rule.Rule{
	ID:       "TDM-LOG-017",
	Title:    "Action groups are enabled and reach somebody",
	Why:      "All alerts of a stamp end in its action group: switched off, or without a receiver, it silences them at once.",
	Fix:      "Set enabled of the action group to true, and list at least one receiver, in emailReceivers say.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("IR-2"), rule.WAF("RE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeActionGroup},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("enabled"), nil)
		receivers, complete := []rule.Value{}, true
		for _, name := range receiverLists {
			some, all := j.ItemsOf(r.Get(name))
			receivers, complete = slices.Concat(receivers, some), complete && all
		}
		if complete && len(receivers) == 0 {
			j.Violated(r.Get("emailReceivers"), "at least one receiver, in this list or in another")
		}
		mails, _ := j.ItemsOf(r.Get("emailReceivers"))
		for _, mail := range mails {
			j.Present(mail.Get("emailAddress"), "an address")
		}
	},
}
