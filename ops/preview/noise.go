package preview

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/rule"
)

// Noise is a difference that a refresh finds although nobody has changed anything.
type Noise struct {
	// Name is how a report and a test call it.
	Name string
	// Types are the resource types that it befalls; none means all.
	Types []string
	// Path matches the path of a property as a whole.
	Path *regexp.Regexp
	// Tags is set for noise among tags, which are otherwise somebody's.
	Tags bool
	// Only tells noise from an edit of the same property; nil means that every
	// difference is noise.
	Only func(recorded, found any) bool
	// Reason says why it happens, and where that is known from.
	Reason string
}

// Noises are the benign differences that are known. A property that is not listed,
// or that differs in another way, is drift.
var Noises = []Noise{
	{
		Name: "defaults of blob containers", Types: []string{"azure-native:storage:BlobContainer"},
		Path: whole(`defaultEncryptionScope|denyEncryptionScopeOverride|publicAccess`), Only: defaulted("$account-encryption-key", false, "None"),
		Reason: "Azure fills in its defaults, which the program leaves out (pulumi-azure-native#2245, #2833)",
	},
	{
		Name: "defaults of the blob service", Types: []string{"azure-native:storage:BlobServiceProperties"},
		Path: whole(`cors(\.corsRules)?|deleteRetentionPolicy\.allowPermanentDelete|sku(\.\w+)?`), Only: emptied,
		Reason: "the blob service answers more than it was told: every refresh shows an update (pulumi-azure-native#1700)",
	},
	{
		Name: "retention in diagnostic settings", Types: []string{"azure-native:insights:DiagnosticSetting"},
		Path: whole(`(logs|metrics)(\[\d+\])?(\.retentionPolicy(\.\w+)?|\.categoryGroup|\.category|\.timeGrain)?`), Only: unretained,
		Reason: "Azure answers retention policies that are switched off and empty categories (pulumi-azure-native#2798)",
	},
	{
		Name:   "times and versions",
		Path:   whole(`(.*\.)?(etag|createdAt|createdTime|creationTime|creationDate|lastModified\w*|modifiedDate|updatedAt|timeModified|timeCreated)`),
		Reason: "the service counts these itself; no program sets them (pulumi-azure-native#2798, #2246)",
	},
	{
		Name:   "states of operations",
		Path:   whole(`(.*\.)?(provisioningState|deploymentStatus)`),
		Only:   settled,
		Reason: "a resource that was still being made when it was recorded has been finished since (pulumi-azure-native#2246)",
	},
	{
		Name: "roles after a failover", Types: []string{"azure-native:sql:FailoverGroup", "azure-native:sql:Database"},
		Path:   whole(`replicationRole|partnerServers(\[\d+\](\.replicationRole)?)?|defaultSecondaryLocation`),
		Only:   sameIDs,
		Reason: "a failover changes the roles, which are fact, not intent: tandem status compares them with tandem:active",
	},
	{
		Name:   "connections of private endpoints",
		Path:   whole(`(properties\.)?privateEndpointConnections(\[.*)?`),
		Reason: "the service lists who is connected; the endpoints themselves are resources of their own (pulumi-azure-native#4145)",
	},
	{
		Name: "private links that were approved", Types: []string{"azure-native:cdn:AFDOrigin"},
		Path:   whole(`sharedPrivateLinkResource\.status`),
		Only:   func(recorded, found any) bool { return recorded == "Pending" && found == "Approved" },
		Reason: "Front Door's request was recorded when it was made, and approved afterwards (terraform-provider-azurerm#32035)",
	},
	{
		Name:   "links that the portal hides",
		Path:   whole(`tags(\["|\.)hidden-(link|title|related).*`),
		Tags:   true,
		Only:   added,
		Reason: "the portal and Application Insights tie resources together by hidden tags",
	},
	{
		Name:   "order of a list",
		Path:   whole(`.*`),
		Only:   reordered,
		Reason: "Azure does not keep the order of some lists (pulumi-azure-native#2781)",
	},
}

// whole matches a property's path as a whole.
func whole(pattern string) *regexp.Regexp { return regexp.MustCompile(`^(?:` + pattern + `)$`) }

// tag is the path of a tag.
var tag = regexp.MustCompile(`^tags[.\[]`)

// Benign says why a difference is noise; ok is false when it is drift.
func Benign(resourceType string, p system.Property) (why string, ok bool) {
	for _, n := range Noises {
		if n.matches(resourceType, p) {
			return n.Name + ": " + n.Reason, true
		}
	}
	return "", false
}

func (n Noise) matches(resourceType string, p system.Property) bool {
	if len(n.Types) > 0 && !slices.Contains(n.Types, rule.Token(resourceType)) {
		return false
	}
	if !n.Path.MatchString(p.Path) || !n.Tags && tag.MatchString(p.Path) {
		return false
	}
	if holdsSecret(p.Old) || holdsSecret(p.New) {
		return false // it may be another one
	}
	return n.Only == nil || n.Only(p.Old, p.New)
}

// benign says why a resource's drift is noise: all of it has to be.
func benign(d Drifted) string {
	if d.Gone || len(d.Properties) == 0 {
		return ""
	}
	var reasons []string
	for _, p := range d.Properties {
		why, ok := Benign(d.Type, p)
		if !ok {
			return ""
		}
		if !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	return strings.Join(reasons, "; ")
}

// defaulted matches values that were not recorded and are a default.
func defaulted(values ...any) func(recorded, found any) bool {
	return func(recorded, found any) bool {
		return recorded == nil && slices.ContainsFunc(values, func(v any) bool { return reflect.DeepEqual(v, found) })
	}
}

// added matches what was not recorded.
func added(recorded, found any) bool { return recorded == nil && found != nil }

// emptied matches a difference between nothing and what says nothing.
func emptied(recorded, found any) bool { return hollow(recorded) && hollow(found) }

// hollow reports values that say nothing: none, false, 0, "", and lists and objects
// of such.
func hollow(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case bool:
		return !v
	case float64:
		return v == 0
	case int:
		return v == 0
	case string:
		return v == "" || v == "PT0S"
	case []any:
		return !slices.ContainsFunc(v, func(item any) bool { return !hollow(item) })
	case map[string]any:
		for _, member := range v {
			if !hollow(member) {
				return false
			}
		}
		return true
	}
	return false
}

// unretained matches lists of categories that are alike but for what says nothing.
func unretained(recorded, found any) bool {
	return reflect.DeepEqual(telling(recorded), telling(found))
}

// telling is a value without the members that say nothing.
func telling(v any) any {
	if hollow(v) {
		return nil
	}
	switch v := v.(type) {
	case []any:
		all := []any{}
		for _, item := range v {
			if !hollow(item) {
				all = append(all, telling(item))
			}
		}
		return all
	case map[string]any:
		all := map[string]any{}
		for name, member := range v {
			if !hollow(member) {
				all[name] = telling(member)
			}
		}
		return all
	}
	return v
}

// settled matches an operation that has come to a good end since.
func settled(recorded, found any) bool {
	return recorded != "Failed" && (found == "Succeeded" || found == "NotStarted")
}

// sameIDs matches values that name the same resources, if they name any: a list
// of partners must not have got another partner.
func sameIDs(recorded, found any) bool {
	return slices.Equal(idsIn(recorded), idsIn(found))
}

func idsIn(v any) []string {
	var ids []string
	switch v := v.(type) {
	case []any:
		for _, item := range v {
			ids = append(ids, idsIn(item)...)
		}
	case map[string]any:
		for _, member := range v {
			ids = append(ids, idsIn(member)...)
		}
	case string:
		if strings.HasPrefix(v, "/subscriptions/") {
			ids = append(ids, strings.ToLower(v))
		}
	}
	slices.Sort(ids)
	return ids
}

// reordered matches lists of the same items, each of which has an identity: by
// which it is meant, rather than by its place.
func reordered(recorded, found any) bool {
	a, ok := recorded.([]any)
	b, also := found.([]any)
	if !ok || !also || len(a) != len(b) || slices.ContainsFunc(a, nameless) {
		return false
	}
	return slices.Equal(sorted(a), sorted(b))
}

// nameless reports an item of a list that nothing identifies.
func nameless(item any) bool {
	switch v := item.(type) {
	case string:
		return !strings.HasPrefix(v, "/subscriptions/")
	case map[string]any:
		for _, key := range []string{"id", "name", "category", "categoryGroup"} {
			if name, ok := v[key].(string); ok && name != "" {
				return false
			}
		}
	}
	return true
}

func sorted(list []any) []string {
	var all []string
	for _, item := range list {
		all = append(all, fmt.Sprintf("%T %s", item, shown(item)))
	}
	slices.Sort(all)
	return all
}
