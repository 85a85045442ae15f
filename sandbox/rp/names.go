package rp

import (
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// takenNames are names that others in the world hold in every global
// namespace, as such names are on Azure.
var takenNames = map[string]bool{
	"adatum": true, "contoso": true, "example": true, "fabrikam": true,
	"northwind": true, "sample": true, "storage": true, "test": true,
}

// takenByOthers reports whether the name belongs to another customer.
func takenByOthers(name string) bool { return takenNames[strings.ToLower(name)] }

var guidPattern = patternOf(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

func isGUID(s string) bool { return guidPattern.MatchString(s) }

// networkName is what networks and what lies in them may be called.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
var networkName = patternOf(`^[A-Za-z0-9]([\w.-]{0,78}\w)?$`)

func validNetworkName(c *Call) *arm.Error { return checkNetworkName(c.Name) }

func checkNetworkName(name string) *arm.Error {
	if !networkName.MatchString(name) {
		return arm.NetworkNameInvalid(name)
	}
	return nil
}

// nameRule is what the resources of a type may be called.
type nameRule struct {
	pattern pattern
	says    string
}

// nameRules are those of types whose behaviour has no rule of its own, by type
// in lower case.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
var nameRules = func() map[string]nameRule {
	rule := func(form, says string) nameRule { return nameRule{patternOf(form), says} }
	free := rule(`^[^:<>+/&%\\?|\x00-\x1f]{0,259}[^:<>+/&%\\?| .\x00-\x1f]$`, "1 to 260 characters but :<>+/&%\\?|, not ending with a space or a period")
	out := map[string]nameRule{}
	for typ, r := range map[string]nameRule{
		typeIdentity:                           rule(`^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$`, "3 to 128 letters, digits, hyphens and underscores, beginning with a letter or digit"),
		typeFederated:                          rule(`^[A-Za-z0-9][A-Za-z0-9_-]{2,119}$`, "3 to 120 letters, digits, hyphens and underscores, beginning with a letter or digit"),
		typePlan:                               rule(`^[\p{L}\p{N}_-]{1,60}$`, "1 to 60 letters, digits, hyphens and underscores"),
		typeDatabase:                           rule(`^[^<>*%&:\\/?\x00-\x1f]{0,127}[^<>*%&:\\/?. \x00-\x1f]$`, "1 to 128 characters but <>*%&:\\/?, not ending with a space or a period"),
		typeLock:                               rule(`^[\w.()-]{0,89}[\w()-]$`, "1 to 90 letters, digits, periods, underscores, hyphens and parentheses, not ending with a period"),
		typeRoute:                              rule(`^[A-Za-z0-9]([A-Za-z0-9-]{0,88}[A-Za-z0-9])?$`, "1 to 90 letters, digits and hyphens, beginning and ending with a letter or digit"),
		typeZoneLink:                           {networkName, "1 to 80 letters, digits, underscores, periods and hyphens, beginning with a letter or digit"},
		"Microsoft.Consumption/budgets":        rule(`^[A-Za-z0-9_-]{1,63}$`, "1 to 63 letters, digits, hyphens and underscores"),
		"Microsoft.Insights/metricAlerts":      rule(`^[^*#&+:<>?@%{}\\/|\x00-\x1f]{0,259}[^*#&+:<>?@%{}\\/| .\x00-\x1f]$`, "1 to 260 characters but *#&+:<>?@%{}\\/|, not ending with a space or a period"),
		"Microsoft.Insights/activityLogAlerts": free,
		typeActionGroup:                        free,
		typeAutoscale:                          free,
		typeComponent:                          rule(`^[^%&\\?/\x00-\x1f]{0,259}[^%&\\?/ .\x00-\x1f]$`, "1 to 260 characters but %&\\?/, not ending with a space or a period"),
	} {
		out[strings.ToLower(typ)] = r
	}
	return out
}()

func validName(c *Call) *arm.Error {
	if r, ok := nameRules[strings.ToLower(c.Type)]; ok && !r.pattern.MatchString(c.Name) {
		return arm.ResourceNameInvalid(c.Type, c.Name, r.says)
	}
	return nil
}

// groupNamePattern: word characters, hyphens, parentheses and periods, none of
// those at the end.
var groupNamePattern = patternOf(`^[-\w().]{0,89}[-\w()]$`)
