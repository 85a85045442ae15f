package meta

import (
	"errors"
	"fmt"
	"strings"
)

// The generic resource is azure-native:resources:Resource: its inputs name the
// ARM type and the api-version, its properties pass as they are.
const genericToken = "resources:Resource"

var generic = &Resource{
	Route: Route{
		token:   prefix + genericToken,
		params:  []string{"resourceGroupName", "resourceProviderNamespace", "parentResourcePath", "resourceType", "resourceName"},
		auto:    "resourceName",
		generic: true,
	},
	force:    []string{"location"},
	required: []string{"apiVersion"},
	in:       genericNode(genericInputs),
	out:      genericNode(append(genericInputs, "name", "type")),
}

// genericInputs are the inputs that form the body.
var genericInputs = []string{"extendedLocation", "identity", "kind", "location", "managedBy", "plan", "properties", "sku", "tags"}

func genericNode(names []string) func() *node {
	n := &node{kind: 'o', fields: map[string]place{}}
	for _, name := range names {
		n.fields[name] = place{path: []string{name}, node: plain}
	}
	return func() *node { return n }
}

func genericID(subscription string, inputs map[string]any) (string, error) {
	var faults []error
	if subscription == "" {
		faults = append(faults, fmt.Errorf("id of %s: no subscription is configured", generic.token))
	}
	for _, name := range generic.params {
		if name != "parentResourcePath" && text(inputs, name) == "" {
			faults = append(faults, fmt.Errorf("id of %s: the input %s is missing", generic.token, name))
		}
	}
	segments := []string{"/subscriptions", subscription, "resourceGroups", text(inputs, "resourceGroupName"),
		"providers", text(inputs, "resourceProviderNamespace")}
	if parent := strings.Trim(text(inputs, "parentResourcePath"), "/"); parent != "" {
		segments = append(segments, parent)
	}
	segments = append(segments, text(inputs, "resourceType"), text(inputs, "resourceName"))
	return strings.Join(segments, "/"), errors.Join(faults...)
}

// genericValues reads an id: subscriptions/S/resourceGroups/RG/providers/NS/
// [parents/]type/name.
func genericValues(id string) map[string]any {
	parts := strings.Split(strings.Trim(id, "/"), "/")
	if len(parts) < 8 || len(parts)%2 != 0 || !strings.EqualFold(parts[4], "providers") {
		return nil
	}
	last := len(parts) - 2
	return map[string]any{"resourceGroupName": parts[3], "resourceProviderNamespace": parts[5],
		"parentResourcePath": strings.Join(parts[6:last], "/"), "resourceType": parts[last], "resourceName": parts[last+1]}
}

func genericBody(inputs map[string]any) map[string]any {
	return pick(inputs, genericInputs)
}

func genericOutputs(body map[string]any) map[string]any {
	return pick(body, append([]string{"name", "type"}, genericInputs...))
}

func genericWritable(outputs map[string]any) map[string]any {
	return pick(outputs, genericInputs)
}

func pick(object map[string]any, names []string) map[string]any {
	out := map[string]any{}
	for _, name := range names {
		if value, ok := object[name]; ok && value != nil {
			out[name] = clone(value)
		}
	}
	return out
}
