package rp

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// What a tag may be.
// Source: https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources.
const (
	maxTags           = 50
	maxTagName        = 512
	maxStorageTagName = 128
	maxTagValue       = 256
	tagNameReserved   = `<>%&\?/`
)

// validTags refuses tags that ARM does not take on a resource of the type.
func validTags(typ string, tags object) *arm.Error {
	if len(tags) > maxTags {
		return arm.TooManyTags(maxTags, len(tags))
	}
	longest := maxTagName
	if strings.EqualFold(typ, typeStorage) {
		longest = maxStorageTagName
	}
	names := slices.Sorted(maps.Keys(tags))
	if bad := slices.DeleteFunc(slices.Clone(names), plainTagName); len(bad) > 0 {
		return arm.InvalidTagNameCharacters(bad)
	}
	for _, name := range names {
		if n := utf8.RuneCountInString(name); n > longest || strings.TrimSpace(name) == "" {
			return arm.InvalidTagNameLength(name, longest)
		}
		if value, _ := tags[name].(string); utf8.RuneCountInString(value) > maxTagValue {
			return arm.InvalidTagValueLength(name, maxTagValue)
		}
	}
	return nil
}

// plainTagName tells whether a tag may have the name. Those of Azure's own portal
// begin with hidden or link (hidden-link:..., hidden-title) and have any character.
func plainTagName(name string) bool {
	lower := strings.ToLower(name)
	return strings.HasPrefix(lower, "hidden") || strings.HasPrefix(lower, "link") ||
		!strings.ContainsAny(name, tagNameReserved) && !strings.ContainsFunc(name, unicode.IsControl)
}
