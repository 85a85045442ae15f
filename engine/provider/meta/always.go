package meta

import "strings"

// always are the kinds of resources that exist as long as their parent does,
// by the last segments of their ids: type and name, in lower case. An empty
// name means any.
var always = map[[2]string]bool{
	{"blobservices", "default"}:                     true,
	{"config", "appsettings"}:                       true,
	{"config", "connectionstrings"}:                 true,
	{"config", "authsettingsv2"}:                    true,
	{"config", "slotconfignames"}:                   true,
	{"config", "logs"}:                              true,
	{"config", "web"}:                               true,
	{"basicpublishingcredentialspolicies", ""}:      true,
	{"networkrulesets", "default"}:                  true,
	{"connectionpolicies", "default"}:               true,
	{"encryptionprotector", "current"}:              true,
	{"transparentdataencryption", "current"}:        true,
	{"auditingsettings", "default"}:                 true,
	{"extendedauditingsettings", "default"}:         true,
	{"securityalertpolicies", "default"}:            true,
	{"advancedthreatprotectionsettings", ""}:        true,
	{"backupshorttermretentionpolicies", "default"}: true,
	{"backuplongtermretentionpolicies", "default"}:  true,
	{"sqlvulnerabilityassessments", "default"}:      true,
	{"tags", "default"}:                             true,
}

// AlwaysExists tells whether the resource with an id exists as long as its
// parent does, so that finding it says nothing about whether it was written.
func AlwaysExists(id string) bool {
	segments := strings.Split(strings.ToLower(strings.Trim(id, "/")), "/")
	if len(segments) < 2 {
		return false
	}
	kind, name := segments[len(segments)-2], segments[len(segments)-1]
	return always[[2]string{kind, name}] || always[[2]string{kind, ""}]
}
