package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// topLevel are the keys that Pulumi itself knows in a stack file. All but
// "config" are its own business.
var topLevel = []string{"config", "encryptionsalt", "secretsprovider", "encryptedkey", "environment"}

var yamlLine = regexp.MustCompile(`line (\d+): `)

// stackFile is what a stack file says under our namespace.
type stackFile struct {
	values map[string]string
	lines  map[string]int
	faults []Fault
}

// readStackFile reads the text of a stack file. Values come out as Pulumi
// hands them to a program: scalars as texts, lists as JSON.
func readStackFile(stack, file string, text []byte) stackFile {
	f := stackFile{values: map[string]string{}, lines: map[string]int{}}
	fault := func(line int, name, problem, remedy string) {
		f.faults = append(f.faults, Fault{Stack: stack, File: file, Line: line, Key: name, Problem: problem, Remedy: remedy})
	}
	var document, second yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	err := decoder.Decode(&document)
	if err == nil {
		err = decoder.Decode(&second)
	}
	switch {
	case err == nil:
		fault(second.Line, "", "holds a second document, which nobody would read", "remove the line ---")
		return f
	case !errors.Is(err, io.EOF):
		line, problem := yamlFault(err)
		fault(line, "", "is no YAML: "+problem, mendAt(line))
		return f
	}
	if len(document.Content) == 0 {
		return f
	}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		fault(root.Line, "", "holds no keys at its top level", "begin with config:")
		return f
	}
	for _, entry := range entries(root, fault) {
		name := entry.name.Value
		switch {
		case name == "config" && entry.value.Kind == yaml.MappingNode:
			f.config(entry.value, fault)
		case name == "config" && entry.value.Tag == "!!null":
		case name == "config":
			fault(entry.name.Line, "", "config holds no keys", "write one key per line below it, for example "+example("layer"))
		case !slices.Contains(topLevel, name):
			fault(entry.name.Line, "", fmt.Sprintf("%q is no key of a stack file", name), "indent it below config: as "+qualified(name))
		}
	}
	return f
}

// config takes over the keys of our namespace and leaves those of others.
func (f *stackFile) config(node *yaml.Node, fault func(line int, name, problem, remedy string)) {
	for _, entry := range entries(node, fault) {
		namespace, name, ok := strings.Cut(entry.name.Value, ":")
		switch {
		case !ok:
			fault(entry.name.Line, "", fmt.Sprintf("%q has no namespace", entry.name.Value), "write "+qualified(entry.name.Value))
			continue
		case namespace != Project:
			continue
		}
		f.lines[name] = entry.name.Line
		value, err := valueText(entry.value)
		if err != nil {
			fault(entry.name.Line, name, err.Error(), "write "+example(name))
			continue
		}
		f.values[name] = value
	}
}

type entry struct{ name, value *yaml.Node }

// entries returns the pairs of a mapping and reports names that stand twice.
func entries(mapping *yaml.Node, fault func(line int, name, problem, remedy string)) []entry {
	var all []entry
	seen := map[string]int{}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		name, value := mapping.Content[i], mapping.Content[i+1]
		if first, twice := seen[name.Value]; twice {
			fault(name.Line, "", fmt.Sprintf("%q stands twice, first in line %d", name.Value, first), "remove one of them")
			continue
		}
		seen[name.Value] = name.Line
		all = append(all, entry{name, value})
	}
	return all
}

// valueText returns a value as Pulumi hands it to a program.
func valueText(node *yaml.Node) (string, error) {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Kind == yaml.ScalarNode {
		return scalarText(node)
	}
	if node.Kind == yaml.MappingNode && len(node.Content) > 0 && node.Content[0].Value == "secure" {
		return "", fmt.Errorf("is a secret, and nothing under %s: is one", Project)
	}
	var value any
	if err := node.Decode(&value); err != nil {
		return "", fmt.Errorf("cannot be read: %w", err)
	}
	text, err := json.Marshal(value)
	if err != nil {
		return "", fmt.Errorf("cannot be read: %w", err)
	}
	return string(text), nil
}

// scalarText returns what a scalar means rather than how it is spelt, for
// booleans and whole numbers; all else, timestamps too, as it stands there.
func scalarText(node *yaml.Node) (string, error) {
	var value any
	if err := node.Decode(&value); err != nil {
		return "", fmt.Errorf("cannot be read: %w", err)
	}
	switch v := value.(type) {
	case nil:
		return "", nil
	case bool:
		return strconv.FormatBool(v), nil
	case int:
		return strconv.Itoa(v), nil
	}
	return node.Value, nil
}

// yamlFault takes the line out of the YAML reader's message.
func yamlFault(err error) (int, string) {
	problem := strings.TrimPrefix(err.Error(), "yaml: ")
	m := yamlLine.FindStringSubmatch(problem)
	if m == nil {
		return 0, problem
	}
	line, convErr := strconv.Atoi(m[1])
	if convErr != nil {
		return 0, problem
	}
	return line, strings.Replace(problem, m[0], "", 1)
}
