package schema

import (
	"fmt"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// dialect is how a provider words a body that it does not take.
type dialect struct {
	code    string
	message func([]Violation) string
	detail  string // code of each detail
	source  string // where this was seen
}

// dialects by lower-case namespace, or type where one differs from its namespace.
var dialects = map[string]dialect{
	"": {
		code:    "InvalidRequestContent",
		message: func(v []Violation) string { return deserialize(v[0]) },
		detail:  "InvalidRequestContent",
		source:  "https://github.com/Azure/azure-powershell/issues/4317",
	},
	"microsoft.storage": {
		code: "InvalidValuesForRequestParameters",
		message: func(v []Violation) string {
			return "Values for request parameters are invalid: " + names(v) + ". " + v[0].String()
		},
		detail: "InvalidValuesForRequestParameters",
		source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/8089",
	},
	"microsoft.network": {
		code:    "InvalidRequestFormat",
		message: func(v []Violation) string { return "Cannot parse the request. " + v[0].String() },
		detail:  "InvalidJson",
		source:  "https://github.com/Azure/azure-powershell/issues/13544",
	},
	"microsoft.network/frontdoorwebapplicationfirewallpolicies": {
		code:    "BadRequest",
		message: func(v []Violation) string { return v[0].String() },
		detail:  "BadRequest",
		source:  "as Microsoft.Cdn: both are Front Door's own service",
	},
	"microsoft.cdn": {
		code:    "BadRequest",
		message: func(v []Violation) string { return v[0].String() },
		detail:  "BadRequest",
		source:  "https://github.com/Azure/bicep-types-az/issues/1932",
	},
	"microsoft.web": {
		code: "BadRequest",
		message: func(v []Violation) string {
			return "The parameter " + v[0].Path + " has an invalid value. " + v[0].String()
		},
		detail: "BadRequest",
		source: "https://github.com/Azure/azure-rest-api-specs/issues/5605",
	},
	"microsoft.keyvault": {
		code: "BadRequest",
		message: func(v []Violation) string {
			return "An invalid value was provided for '" + last(v[0].Path) + "'. " + v[0].String()
		},
		detail: "BadRequest",
		source: "https://github.com/Azure/azure-libraries-for-net/issues/361",
	},
	"microsoft.insights": {
		code:    "BadRequest",
		message: func(v []Violation) string { return v[0].String() },
		detail:  "BadRequest",
		source:  "https://github.com/Azure/azure-rest-api-specs/issues/1924",
	},
}

func deserialize(v Violation) string {
	return "The request content was invalid and could not be deserialized: '" + v.String() + "'"
}

func names(violations []Violation) string {
	var list []string
	seen := map[string]bool{}
	for _, v := range violations {
		if name := last(v.Path); !seen[name] {
			seen[name] = true
			list = append(list, name)
		}
	}
	return strings.Join(list, ", ")
}

// Refusal answers a body with violations in the words of the type's provider:
// 400, the message naming the first path, all violations in the details. It is
// nil when there are none.
func Refusal(armType string, violations []Violation) *arm.Error {
	if len(violations) == 0 {
		return nil
	}
	for _, v := range violations {
		if v.Path == "location" && v.Kind == MissingRequired {
			return locationRequired(violations)
		}
	}
	key := strings.ToLower(armType)
	d, ok := dialects[key]
	if !ok {
		namespace, _, _ := strings.Cut(key, "/")
		d, ok = dialects[namespace]
	}
	if !ok {
		d = dialects[""]
	}
	refusal := &arm.Error{Status: 400, Code: d.code, Message: d.message(violations), Target: violations[0].Path}
	refusal.Details = details(d.detail, violations)
	return refusal
}

func details(code string, violations []Violation) []*arm.Error {
	var list []*arm.Error
	for _, v := range violations {
		list = append(list, &arm.Error{Code: code, Message: v.String(), Target: v.Path})
	}
	return list
}

// locationRequired is what ARM itself says before any provider sees the body.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/common-deployment-errors (LocationRequired).
func locationRequired(violations []Violation) *arm.Error {
	return &arm.Error{Status: 400, Code: "LocationRequired", Target: "location",
		Message: "The location property is required for this definition.", Details: details("LocationRequired", violations)}
}

// The refusals of a path that names no type. Sources: the messages as
// https://github.com/pulumi/pulumi-azure-native/issues/584 (unregistered
// version) and
// https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-register-resource-provider
// and .../error-invalid-name-segments quote them.

func missingVersion() *arm.Error {
	return &arm.Error{Status: 400, Code: "MissingApiVersionParameter",
		Message: "The api-version query parameter (?api-version=) is required for all requests."}
}

func unknownNamespace(namespace string) *arm.Error {
	return &arm.Error{Status: 404, Code: "InvalidResourceNamespace",
		Message: fmt.Sprintf("The resource namespace '%s' is invalid.", namespace)}
}

func unknownType(namespace, rest, version string) *arm.Error {
	return &arm.Error{Status: 404, Code: "InvalidResourceType",
		Message: fmt.Sprintf("The resource type '%s' could not be found in the namespace '%s' for api version '%s'.",
			rest, namespace, version)}
}

func badVersion(version string, supported []string) *arm.Error {
	return &arm.Error{Status: 400, Code: "InvalidApiVersionParameter",
		Message: fmt.Sprintf("The api-version '%s' is invalid. The supported versions are '%s'.",
			version, strings.Join(supported, ","))}
}

func unregisteredVersion(rest, version string, supported []string) *arm.Error {
	return &arm.Error{Status: 400, Code: "NoRegisteredProviderFound",
		Message: fmt.Sprintf("No registered resource provider found for API version '%s' for type '%s'. "+
			"The supported api-versions are '%s'.", version, rest, strings.Join(supported, ", "))}
}

// ownedByARM tells whether ARM itself serves a namespace. It then answers an
// unknown version as a bad parameter, not as an unregistered provider.
func ownedByARM(namespace string) bool {
	return namespace == "Microsoft.Resources" || namespace == "Microsoft.Authorization"
}
