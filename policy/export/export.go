// Package export reads what Pulumi writes of stacks, exports and state files,
// as the resources that rules judge.
package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// What the engine writes in place of values
// (https://github.com/pulumi/pulumi, sdk/go/common/resource).
const (
	unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
	signature   = "4dabf18193072939515e22adb298388d"
	secretSig   = "1b47061264138c4ac30d75fd1eb44270"
	outputSig   = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
)

// ErrNoDeployment is the error of a file that is no stack export.
var ErrNoDeployment = errors.New("this is no stack export: it has no deployment.resources")

type file struct {
	Deployment *struct {
		Resources []state `json:"resources"`
	} `json:"deployment"`
}

type state struct {
	URN                  string              `json:"urn"`
	Custom               bool                `json:"custom"`
	Delete               bool                `json:"delete"`
	ID                   string              `json:"id"`
	Type                 string              `json:"type"`
	Inputs               map[string]any      `json:"inputs"`
	Outputs              map[string]any      `json:"outputs"`
	Parent               string              `json:"parent"`
	Protect              bool                `json:"protect"`
	Dependencies         []string            `json:"dependencies"`
	PropertyDependencies map[string][]string `json:"propertyDependencies"`
}

// Resources reads the output of `pulumi stack export`. Resources that only wait
// for their deletion, providers and the stack itself are left out.
func Resources(raw []byte) ([]*rule.Resource, error) {
	var f file
	if err := json.Unmarshal(raw, &f); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoDeployment, err)
	}
	if f.Deployment == nil {
		return nil, ErrNoDeployment
	}
	var all []*rule.Resource
	for _, s := range f.Deployment.Resources {
		if s.Delete || strings.HasPrefix(s.Type, "pulumi:") {
			continue
		}
		all = append(all, &rule.Resource{
			URN: s.URN, Name: s.URN[strings.LastIndex(s.URN, "::")+len("::"):], Type: rule.Token(s.Type), ID: s.ID,
			Parent: s.Parent, Custom: s.Custom, Protect: s.Protect, Props: Merge(Object(s.Inputs), Object(s.Outputs)),
			Dependencies: s.Dependencies, PropertyDependencies: s.PropertyDependencies,
		})
	}
	return all, nil
}

// Merge lays inputs over outputs: a property is what the program says; what it
// does not say, or does not know yet, is what the provider returned.
func Merge(inputs, outputs map[string]any) map[string]any {
	merged := make(map[string]any, len(inputs)+len(outputs))
	for name, v := range outputs {
		merged[name] = v
	}
	for name, v := range inputs {
		if have, ok := merged[name]; ok && rule.NewValue(v).Unknown() && have != nil {
			continue
		}
		merged[name] = v
	}
	return merged
}

// Object translates an object of the engine's JSON into what rules read.
func Object(raw map[string]any) map[string]any {
	object := make(map[string]any, len(raw))
	for name, v := range raw {
		object[name] = Value(v)
	}
	return object
}

// Value translates a value of the engine's JSON: secrets and outputs are
// unwrapped, unknown values become [rule.Unknown]. The value of an encrypted
// secret cannot be read, and so is not known.
func Value(raw any) any {
	switch v := raw.(type) {
	case string:
		if v == unknownText {
			return rule.Unknown{}
		}
	case []any:
		list := make([]any, len(v))
		for i, item := range v {
			list[i] = Value(item)
		}
		return list
	case map[string]any:
		switch v[signature] {
		case secretSig:
			return secret(v)
		case outputSig:
			return output(v)
		case nil:
			return Object(v)
		}
		return nil // an asset or an archive
	}
	return raw
}

func secret(v map[string]any) any {
	if inner, ok := v["value"]; ok {
		return rule.Secret{Value: Value(inner)}
	}
	if plain, ok := v["plaintext"].(string); ok {
		var inner any
		if json.Unmarshal([]byte(plain), &inner) == nil {
			return rule.Secret{Value: Value(inner)}
		}
	}
	return rule.Secret{Value: rule.Unknown{}}
}

func output(v map[string]any) any {
	inner, known := v["value"]
	if !known {
		return rule.Unknown{}
	}
	if hidden, _ := v["secret"].(bool); hidden {
		return rule.Secret{Value: Value(inner)}
	}
	return Value(inner)
}
