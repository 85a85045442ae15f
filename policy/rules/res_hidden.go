package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// typeGeneric is the resource that makes anything of any API version.
const typeGeneric = "azure-native:resources:Resource"

// judgedProviders are the resource providers of whose types these rules speak,
// and the one that deploys templates.
var judgedProviders = []string{
	"microsoft.authorization", "microsoft.cdn", "microsoft.compute", "microsoft.consumption", "microsoft.containerregistry", "microsoft.costmanagement",
	"microsoft.insights", "microsoft.keyvault", "microsoft.managedidentity", "microsoft.network", "microsoft.operationalinsights", "microsoft.portal",
	"microsoft.resources", "microsoft.security", "microsoft.sql", "microsoft.storage", "microsoft.web",
}

var resHidden = &rule.Rule{
	ID:       "TDM-RES-008",
	Title:    "Nothing is made where no rule sees it",
	Why:      "A generic resource, a template or a script makes whatever it says: a public database or a role for a stranger is made, and every rule about databases and roles has passed.",
	Fix:      "Declare each resource by its own type, such as azure-native:storage:StorageAccount, in place of azure-native:resources:Resource, Deployment, DeploymentStackAtResourceGroup, AzureCliScript and their like.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("AM-2"), rule.WAF("OE:05"), rule.WAF("SE:01")},
	Sources: []string{
		"https://www.pulumi.com/registry/packages/azure-native/api-docs/resources/resource/",
		"https://learn.microsoft.com/azure/azure-resource-manager/templates/overview",
		"https://learn.microsoft.com/azure/azure-resource-manager/templates/deployment-script-template",
	},
	Since: "0.1.0",
	Scope: rule.OneResource,
	Types: []string{
		typeGeneric,
		"azure-native:resources:Deployment", "azure-native:resources:DeploymentAtManagementGroupScope", "azure-native:resources:DeploymentAtScope",
		"azure-native:resources:DeploymentAtSubscriptionScope", "azure-native:resources:DeploymentAtTenantScope",
		"azure-native:resources:DeploymentStackAtManagementGroup", "azure-native:resources:DeploymentStackAtResourceGroup", "azure-native:resources:DeploymentStackAtSubscription",
		"azure-native:resources:AzureCliScript", "azure-native:resources:AzurePowerShellScript",
	},
	Check: func(r *rule.Resource, j *rule.Judge) {
		if r.Type != typeGeneric {
			j.Missing("made by Azure from a template or a script", "the resources, each by its own type")
			return
		}
		provider := r.Get("resourceProviderNamespace")
		if text, ok := j.TextOf(provider); ok && slices.Contains(judgedProviders, strings.ToLower(text)) {
			j.ViolatedAs(provider, "a generic resource of "+provider.String(), "a resource by its own type")
		}
	},
}
