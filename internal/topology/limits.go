package topology

import (
	"fmt"
	"regexp"
	"strings"
)

// limit is what Azure accepts as the name of one resource type.
type limit struct {
	min, max int
	pattern  *regexp.Regexp
	says     string // the pattern in words
	source   string
}

// Where a limit is documented.
const (
	// sourceRules is Microsoft's page "Naming rules and restrictions for Azure
	// resources" (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
	sourceRules = "resource-name-rules"
	// sourceSchema is the limit in ARM's own schema of the type.
	sourceSchema = "ARM schema"
	// sourceProvider is what Terraform's azurerm provider checks before it asks
	// Azure (internal/services/cdn/validate); Microsoft's page leaves Front
	// Door's types out.
	sourceProvider = "azurerm validation"
)

var (
	hyphenated = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$`)
	lowerHost  = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?$`)
	dotted     = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?$`)
	letters    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
	lower      = regexp.MustCompile(`^[a-z0-9]+$`)
	vault      = regexp.MustCompile(`^[A-Za-z](-?[A-Za-z0-9])*$`)
	container  = regexp.MustCompile(`^[a-z0-9](-?[a-z0-9])*$`)
	group      = regexp.MustCompile(`^[\w().-]*[\w()-]$`)
	identity   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]*$`)
	budget     = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	insights   = regexp.MustCompile(`^[^*#<>%&:\\?+/{}@|]*[^*#<>%&:\\?+/{}@|. ]$`)
	database   = regexp.MustCompile(`^[^<>*%&:\\/?]*[^<>*%&:\\/?. ]$`)
)

const (
	saysHyphenated = "letters, digits and hyphens, the first and last no hyphen"
	saysLowerHost  = "lower-case letters, digits and hyphens, the first and last no hyphen"
	saysDotted     = "letters, digits, periods, underscores and hyphens, the first a letter or digit, the last no period or hyphen"
	saysLetters    = "letters and digits, the first a letter"
	saysLower      = "lower-case letters and digits"
	saysInsights   = `none of * # < > % & : \ ? + / { } @ |, the last no period or space`
)

// limits is by ARM type. Where a service's documents differ over time, the
// tighter limit stands here.
var limits = map[string]limit{
	"Microsoft.Resources/resourceGroups":                        {1, 90, group, "letters, digits, underscores, parentheses, periods and hyphens, the last no period", sourceRules},
	"Microsoft.Network/virtualNetworks":                         {2, 64, dotted, saysDotted, sourceRules},
	"Microsoft.Network/virtualNetworks/subnets":                 {1, 80, dotted, saysDotted, sourceRules},
	"Microsoft.Network/networkSecurityGroups":                   {1, 80, dotted, saysDotted, sourceRules},
	"Microsoft.Network/privateEndpoints":                        {2, 64, dotted, saysDotted, sourceRules},
	"Microsoft.Network/FrontDoorWebApplicationFirewallPolicies": {1, 128, letters, saysLetters, sourceSchema},
	"Microsoft.ManagedIdentity/userAssignedIdentities":          {3, 128, identity, "letters, digits, underscores and hyphens, the first a letter or digit", sourceRules},
	"Microsoft.KeyVault/vaults":                                 {3, 24, vault, "letters, digits and single hyphens, the first a letter, the last no hyphen", sourceRules},
	"Microsoft.Sql/servers":                                     {1, 63, lowerHost, saysLowerHost, sourceRules},
	"Microsoft.Sql/servers/databases":                           {1, 128, database, `none of < > * % & : \ / ?, the last no period or space`, sourceRules},
	"Microsoft.Sql/servers/failoverGroups":                      {1, 63, lowerHost, saysLowerHost, sourceRules},
	"Microsoft.Storage/storageAccounts":                         {3, 24, lower, saysLower, sourceRules},
	containerType:                                               {3, 63, container, "lower-case letters, digits and single hyphens, the first and last no hyphen", sourceRules},
	"Microsoft.Web/serverfarms":                                 {1, 40, hyphenated, saysHyphenated, sourceRules},
	"Microsoft.Web/sites":                                       {2, 60, hyphenated, saysHyphenated, sourceRules},
	"Microsoft.OperationalInsights/workspaces":                  {4, 63, hyphenated, saysHyphenated, sourceSchema},
	"Microsoft.Insights/components":                             {1, 260, insights, saysInsights, sourceRules},
	"Microsoft.Insights/actionGroups":                           {1, 260, insights, saysInsights, sourceRules},
	"Microsoft.Insights/autoscalesettings":                      {1, 260, insights, saysInsights, sourceRules},
	"Microsoft.Insights/metricAlerts":                           {1, 260, insights, saysInsights, sourceRules},
	"Microsoft.Insights/activityLogAlerts":                      {1, 260, insights, saysInsights, sourceRules},
	"Microsoft.Insights/scheduledQueryRules":                    {1, 260, insights, saysInsights, sourceRules},
	"Microsoft.Insights/webtests":                               {1, 260, insights, saysInsights, sourceRules},
	"Microsoft.Insights/diagnosticSettings":                     {1, 260, insights, saysInsights, sourceRules},
	"Microsoft.Cdn/profiles":                                    {2, 90, hyphenated, saysHyphenated, sourceProvider},
	"Microsoft.Cdn/profiles/afdEndpoints":                       {2, 46, hyphenated, saysHyphenated, sourceProvider},
	"Microsoft.Cdn/profiles/originGroups":                       {2, 90, hyphenated, saysHyphenated, sourceProvider},
	"Microsoft.Cdn/profiles/originGroups/origins":               {2, 90, hyphenated, saysHyphenated, sourceProvider},
	"Microsoft.Cdn/profiles/afdEndpoints/routes":                {2, 90, hyphenated, saysHyphenated, sourceProvider},
	"Microsoft.Cdn/profiles/customDomains":                      {2, 90, hyphenated, saysHyphenated, sourceProvider},
	"Microsoft.Cdn/profiles/securityPolicies":                   {2, 90, hyphenated, saysHyphenated, sourceProvider},
	"Microsoft.Cdn/profiles/ruleSets":                           {1, 60, letters, saysLetters, sourceProvider},
	"Microsoft.Cdn/profiles/ruleSets/rules":                     {1, 260, letters, saysLetters, sourceProvider},
	"Microsoft.Portal/dashboards":                               {3, 64, hyphenated, saysHyphenated, sourceSchema},
	"Microsoft.Consumption/budgets":                             {1, 63, budget, "letters, digits, underscores and hyphens", sourceRules},
	"Microsoft.Authorization/locks":                             {1, 90, group, "letters, digits, underscores, parentheses, periods and hyphens, the last no period", sourceRules},
}

const containerType = "Microsoft.Storage/storageAccounts/blobServices/containers"

// CheckName reports whether Azure accepts a name for a resource of that ARM
// type, for example "Microsoft.KeyVault/vaults".
func CheckName(kind, name string) error {
	l, ok := limits[kind]
	switch {
	case !ok:
		return fmt.Errorf("no naming rule is known for the type %q", kind)
	case len(name) < l.min || len(name) > l.max:
		return fmt.Errorf("%q has %d characters, and a name of type %s has %d to %d", name, len(name), kind, l.min, l.max)
	case !l.pattern.MatchString(name):
		return fmt.Errorf("%q is no name of type %s: %s", name, kind, l.says)
	}
	return nil
}

// reserved are words that Azure takes in no name of what has an endpoint
// (https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name).
var reserved = []string{"microsoft", "windows"}

// ReservedWord returns the reserved word that names made of an identity would
// hold, "" if they hold none.
func ReservedWord(id Identity) string {
	for _, word := range reserved {
		if strings.Contains(id.System+id.Environment, word) {
			return word
		}
	}
	return ""
}
