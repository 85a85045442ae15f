// Package export reads what Pulumi writes of stacks, exports and saved previews,
// as the resources that rules judge.
package export

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// ErrNoDeployment is the error of a file that is no stack export.
var ErrNoDeployment = errors.New("this is no stack export: it has no deployment.resources")

type file struct {
	Deployment *deployment `json:"deployment"`
}

type deployment struct {
	Resources []state `json:"resources"`
}

type state struct {
	URN                  string              `json:"urn"`
	Custom               bool                `json:"custom"`
	External             bool                `json:"external"`
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
	return f.Deployment.resources(), nil
}

func (d *deployment) resources() []*rule.Resource {
	var all []*rule.Resource
	for _, s := range d.Resources {
		if !s.Delete && !strings.HasPrefix(s.Type, "pulumi:") {
			all = append(all, s.resource())
		}
	}
	return all
}

func (s state) resource() *rule.Resource {
	return &rule.Resource{
		URN: s.URN, Name: name(s.URN), Type: rule.Token(s.Type), ID: s.ID,
		Parent: s.Parent, Custom: s.Custom, External: s.External, Protect: s.Protect, Props: Merge(Object(s.Inputs), Object(s.Outputs)),
		Dependencies: s.Dependencies, PropertyDependencies: s.PropertyDependencies,
	}
}

// name is the last part of a URN.
func name(urn string) string {
	if i := strings.LastIndex(urn, "::"); i >= 0 {
		return urn[i+len("::"):]
	}
	return urn
}

// Merge lays inputs over outputs, which it changes: a property is what the program
// says; what it does not say, or does not know yet, is what the provider returned.
func Merge(inputs, outputs map[string]any) map[string]any {
	if outputs == nil {
		outputs = make(map[string]any, len(inputs))
	}
	for name, v := range inputs {
		if have, ok := outputs[name]; ok && rule.NewValue(v).Unknown() && have != nil {
			continue
		}
		outputs[name] = v
	}
	return outputs
}
