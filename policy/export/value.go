package export

import (
	"encoding/json"
	"math"

	"github.com/tandem-platform/tandem/policy/rule"
)

// What the engine writes in place of values, in exports and to plugins
// (https://github.com/pulumi/pulumi, sdk/go/common/resource).
const (
	signature    = "4dabf18193072939515e22adb298388d"
	secretSig    = "1b47061264138c4ac30d75fd1eb44270"
	outputSig    = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
	referenceSig = "5cf8f73096256a8f31e491e813e4eb8e"

	unknownText    = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
	unknownBool    = "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7"
	unknownNumber  = "3eeb2bf0-c639-47a8-9e75-3b44932eb421"
	unknownArray   = "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"
	unknownAsset   = "030794c1-ac77-496b-92df-f27374a8bd58"
	unknownArchive = "e48ece36-62e2-4504-bad9-02848725956a"
	unknownObject  = "dd056dcd-154b-4c76-9bd3-c8f88648b5ff"
)

// Unknown reports whether a text stands for a value that the engine has not
// computed yet.
func Unknown(text string) bool {
	if len(text) != len(unknownText) {
		return false
	}
	switch text {
	case unknownText, unknownBool, unknownNumber, unknownArray, unknownAsset, unknownArchive, unknownObject:
		return true
	}
	return false
}

// inside is a list with its items changed, an object with its members changed, or
// the value itself.
func inside(value any, change func(any) any) any {
	switch v := value.(type) {
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = change(item)
		}
		return list
	case map[string]any:
		object := make(map[string]any, len(v))
		for name, member := range v {
			object[name] = change(member)
		}
		return object
	}
	return value
}

// Object translates an object of the engine's JSON into what rules read.
func Object(raw map[string]any) map[string]any {
	object, _ := inside(raw, Value).(map[string]any)
	return object
}

// Value translates a value of the engine's JSON: secrets and outputs are
// unwrapped, unknown values become [rule.Unknown], and a reference to a
// resource its id. The value of an encrypted secret cannot be read, and so is
// not known. What no rule can read, an asset or an archive, is nil.
func Value(raw any) any {
	if text, ok := raw.(string); ok && Unknown(text) {
		return rule.Unknown{}
	}
	value := inside(raw, Value)
	if object, ok := value.(map[string]any); ok && Marked(object) {
		inner, _ := Unwrap(object)
		return inner
	}
	return value
}

// Marked reports whether an object stands for a value of another kind.
func Marked(object map[string]any) bool {
	_, marked := object[signature].(string)
	return marked
}

// Unwrap is the value that a marked object stands for, whose members are
// translated already. ok is false for what no rule can read.
func Unwrap(object map[string]any) (value any, ok bool) {
	switch object[signature] {
	case secretSig:
		return secret(object), true
	case outputSig:
		inner, known := object["value"]
		if !known {
			return rule.Unknown{}, true
		}
		if hidden, _ := object["secret"].(bool); hidden {
			return rule.Secret{Value: inner}, true
		}
		return inner, true
	case referenceSig:
		id, isCustom := object["id"]
		if id == "" {
			return rule.Unknown{}, true
		}
		return id, isCustom
	}
	return nil, false
}

func secret(object map[string]any) any {
	if inner, ok := object["value"]; ok {
		return rule.Secret{Value: inner}
	}
	if plain, ok := object["plaintext"].(string); ok {
		var inner any
		if json.Unmarshal([]byte(plain), &inner) == nil {
			return rule.Secret{Value: Value(inner)}
		}
	}
	return rule.Secret{Value: rule.Unknown{}}
}

// Opaque is a value that rules cannot read, kept as the engine writes it.
type Opaque interface{ Raw() any }

// Raw is the inverse of [Value]: what rules read, as the engine writes it.
// What is neither of a kind that rules know nor [Opaque] is null.
func Raw(value any) any {
	switch v := value.(type) {
	case Opaque:
		return v.Raw()
	case rule.Unknown:
		return unknownText
	case rule.Secret:
		return map[string]any{signature: secretSig, "value": Raw(v.Value)}
	case []any, map[string]any:
		return inside(v, Raw)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil
		}
		return v
	case string, bool:
		return v
	}
	return nil
}
