package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/engine/pulumi"
	"github.com/tandem-platform/tandem/ops/system"
)

// longestValue is how much of a value is printed; --json has all of it.
const longestValue = 70

// printable renders a property with its values before and after.
func printable(p system.Property) string {
	line := p.Path
	if p.Old != nil || p.New != nil {
		line = fmt.Sprintf("%s: %s -> %s", p.Path, printableValue(p.Old), printableValue(p.New))
	}
	if p.Replaces {
		line += " (forces a replacement)"
	}
	return line
}

func printableValue(v any) string {
	switch v {
	case nil:
		return "[unset]"
	case pulumi.Secret, pulumi.Unknown:
		return fmt.Sprint(v)
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	if text := []rune(string(raw)); len(text) > longestValue {
		return string(text[:longestValue]) + "..."
	}
	return string(raw)
}

// valueAt finds what stands in an object at one of the engine's property paths:
// sku.name, rules[0].action, tags["a.b"]. It is nil where nothing does. What lies
// inside a secret is that secret.
func valueAt(object map[string]any, path string) any {
	var at any = object
	for _, part := range pathParts(path) {
		switch v := at.(type) {
		case map[string]any:
			at = v[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			at = v[i]
		case string:
			if v == pulumi.Secret || v == pulumi.Unknown {
				return v
			}
			return nil
		default:
			return nil
		}
	}
	return at
}

// pathParts splits a property path into names and indices.
func pathParts(path string) []string {
	var parts []string
	for path != "" {
		switch {
		case path[0] == '.':
			path = path[1:]
		case strings.HasPrefix(path, `["`):
			name, rest, _ := strings.Cut(path[2:], `"]`)
			parts, path = append(parts, strings.ReplaceAll(name, `\"`, `"`)), rest
		case path[0] == '[':
			index, rest, _ := strings.Cut(path[1:], "]")
			parts, path = append(parts, index), rest
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			parts, path = append(parts, path[:end]), path[end:]
		}
	}
	return parts
}
