package azurenative

import (
	"net/http"
	"strings"
)

// singleton is a resource that exists as long as its parent does. It is
// created without asking whether it exists, and deleted by setting it back.
type singleton struct {
	kind  string         // last type segment, lower case
	name  string         // last name segment, lower case; "" for any
	reset map[string]any // the body that sets it back; nil to leave it as it is
	// list and listMethod read it where a plain GET is not allowed.
	list       string
	listMethod string
}

func state(value string) map[string]any {
	return map[string]any{"properties": map[string]any{"state": value}}
}

func none() map[string]any {
	return map[string]any{"properties": map[string]any{}}
}

// singletons are the resources of that kind among the types of the resource
// map. Whether azure-native sets back or leaves alone was read in its list of
// default resources as far as known; settings of a web app are emptied.
var singletons = []singleton{
	{kind: "blobservices", name: "default", reset: map[string]any{"properties": map[string]any{
		"isVersioningEnabled":            false,
		"changeFeed":                     map[string]any{"enabled": false},
		"deleteRetentionPolicy":          map[string]any{"enabled": false},
		"containerDeleteRetentionPolicy": map[string]any{"enabled": false},
	}}},
	{kind: "config", name: "appsettings", reset: none(), list: "/list", listMethod: http.MethodPost},
	{kind: "config", name: "connectionstrings", reset: none(), list: "/list", listMethod: http.MethodPost},
	{kind: "config", name: "authsettingsv2", reset: map[string]any{"properties": map[string]any{
		"platform": map[string]any{"enabled": false},
	}}, list: "/list", listMethod: http.MethodGet},
	{kind: "config", name: "slotconfignames", reset: none()},
	{kind: "config", name: "logs"},
	{kind: "config", name: "web"},
	{kind: "basicpublishingcredentialspolicies", reset: map[string]any{
		"properties": map[string]any{"allow": true},
	}},
	{kind: "networkrulesets", name: "default"},
	{kind: "connectionpolicies", name: "default"},
	{kind: "encryptionprotector", name: "current", reset: map[string]any{"properties": map[string]any{
		"serverKeyName": "ServiceManaged", "serverKeyType": "ServiceManaged",
	}}},
	{kind: "transparentdataencryption", name: "current", reset: state("Enabled")},
	{kind: "auditingsettings", name: "default", reset: state("Disabled")},
	{kind: "extendedauditingsettings", name: "default", reset: state("Disabled")},
	{kind: "securityalertpolicies", name: "default", reset: state("Disabled")},
	{kind: "advancedthreatprotectionsettings", reset: state("Disabled")},
	{kind: "backupshorttermretentionpolicies", name: "default"},
	{kind: "backuplongtermretentionpolicies", name: "default"},
	{kind: "sqlvulnerabilityassessments", name: "default"},
	{kind: "tags", name: "default", reset: map[string]any{
		"properties": map[string]any{"tags": map[string]any{}},
	}},
}

// singletonOf finds the singleton with the given id, if it is one.
func singletonOf(id string) (singleton, bool) {
	segments := strings.Split(strings.ToLower(strings.Trim(id, "/")), "/")
	if len(segments) < 2 {
		return singleton{}, false
	}
	kind, name := segments[len(segments)-2], segments[len(segments)-1]
	for _, s := range singletons {
		if s.kind == kind && (s.name == "" || s.name == name) {
			return s, true
		}
	}
	return singleton{}, false
}
