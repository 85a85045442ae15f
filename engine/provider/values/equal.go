package values

import (
	"regexp"
	"strings"
	"time"
)

// regionKeys are the properties whose value is a region, which Azure writes
// as northeurope and North Europe alike.
var regionKeys = map[string]bool{
	"location": true, "privateLinkLocation": true, "locationName": true, "regionName": true,
}

var guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Same reports whether two plain values mean the same to Azure: regions by
// their name without spaces and case, resource ids and GUIDs without case,
// moments by the instant, lists without regard to order, and an empty list or
// object like none at all. The key is the name of the property that holds them.
func Same(key string, a, b any) bool {
	if Empty(a) && Empty(b) {
		return true
	}
	switch x := a.(type) {
	case string:
		y, ok := b.(string)
		return ok && sameText(key, x, y)
	case []any:
		y, ok := b.([]any)
		return ok && sameList(key, x, y)
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && sameMap(x, y)
	case nil:
		return b == nil
	default:
		return a == b
	}
}

func sameText(key, a, b string) bool {
	switch {
	case a == b:
		return true
	case regionKeys[key]:
		return region(a) == region(b)
	case isID(a) && isID(b):
		return strings.EqualFold(strings.Trim(a, "/"), strings.Trim(b, "/"))
	case guid.MatchString(a) && guid.MatchString(b):
		return strings.EqualFold(a, b)
	}
	t, err1 := time.Parse(time.RFC3339Nano, a)
	u, err2 := time.Parse(time.RFC3339Nano, b)
	return err1 == nil && err2 == nil && t.Equal(u)
}

// isID reports whether the text has the shape of an ARM resource id.
func isID(text string) bool {
	lower := strings.ToLower(text)
	return strings.HasPrefix(lower, "/subscriptions/") || strings.HasPrefix(lower, "subscriptions/") ||
		strings.HasPrefix(lower, "/providers/")
}

func region(text string) string {
	return strings.ToLower(strings.ReplaceAll(text, " ", ""))
}

// sameList compares as multisets.
func sameList(key string, a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	taken := make([]bool, len(b))
	for _, x := range a {
		found := false
		for j, y := range b {
			if !taken[j] && Same(key, x, y) {
				taken[j], found = true, true
				break
			}
		}
		if !found {
			return false
		}
	}
	return true
}

func sameMap(a, b map[string]any) bool {
	for key, x := range a {
		if !Same(key, x, b[key]) {
			return false
		}
	}
	for key, y := range b {
		if _, ok := a[key]; !ok && !Empty(y) {
			return false
		}
	}
	return true
}

func Empty(v any) bool {
	switch x := v.(type) {
	case nil:
		return true
	case []any:
		return len(x) == 0
	case map[string]any:
		return len(x) == 0
	default:
		return false
	}
}
