package rp

import (
	"regexp"
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

var guidPattern = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`)

func isGUID(s string) bool { return guidPattern.MatchString(s) }

// networkName is what networks and what lies in them may be called.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules.
var networkName = regexp.MustCompile(`^[A-Za-z0-9]([\w.-]{0,78}\w)?$`)

func validNetworkName(c *Call) *arm.Error { return checkNetworkName(c.Name) }

func checkNetworkName(name string) *arm.Error {
	if !networkName.MatchString(name) {
		return arm.NetworkNameInvalid(name)
	}
	return nil
}

// groupNamePattern: word characters, hyphens, parentheses and periods, none of
// those at the end.
var groupNamePattern = regexp.MustCompile(`^[-\w().]{0,89}[-\w()]$`)
