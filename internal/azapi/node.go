package azapi

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Kind is the shape of a node.
type Kind string

// The kinds of nodes.
const (
	Any     Kind = "any"
	Array   Kind = "array"
	Boolean Kind = "boolean"
	Choice  Kind = "choice" // an object whose shape one of its properties decides
	Integer Kind = "integer"
	Literal Kind = "literal"
	Object  Kind = "object"
	String  Kind = "string"
	Union   Kind = "union"
)

// Flag is a set of facts about a property.
type Flag int

// The flags as bicep's type files number them.
const (
	Required   Flag = 1
	ReadOnly   Flag = 2
	WriteOnly  Flag = 4
	DeployTime Flag = 8
	Identifier Flag = 16
)

// Resource is one ARM type at one api-version.
type Resource struct {
	Key   string // type@version
	Scope int    // bicep's scope bits; 0 = any scope
	Body  *Node
}

// Node is one type in a body.
type Node struct {
	Kind       Kind
	Name       string // of objects
	Properties map[string]Property
	Additional *Node // of objects: the type of properties that are not named
	Item       *Node // of arrays
	Elements   []*Node
	// Choices holds the shapes of a Choice by the value of Discriminator;
	// Properties holds what all of them share.
	Choices       map[string]*Node
	Discriminator string
	Value         string // of literals
	Pattern       string
	MinLength     *int
	MaxLength     *int
	Min           *int
	Max           *int
	Sensitive     bool
}

// Property is a named part of an object.
type Property struct {
	Type  *Node
	Flags Flag
}

// Has tells whether all given flags are set.
func (f Flag) Has(flags Flag) bool { return f&flags == flags }

type file struct {
	name  string
	raw   []rawNode
	nodes []*Node
}

type rawRef struct {
	Ref string `json:"$ref"`
}

type rawProperty struct {
	Type  rawRef `json:"type"`
	Flags Flag   `json:"flags"`
}

type rawNode struct {
	Type                 string                 `json:"$type"`
	Name                 string                 `json:"name"`
	ScopeType            int                    `json:"scopeType"`
	Body                 rawRef                 `json:"body"`
	Properties           map[string]rawProperty `json:"properties"`
	BaseProperties       map[string]rawProperty `json:"baseProperties"`
	AdditionalProperties *rawRef                `json:"additionalProperties"`
	ItemType             rawRef                 `json:"itemType"`
	Elements             json.RawMessage        `json:"elements"`
	Discriminator        string                 `json:"discriminator"`
	Value                string                 `json:"value"`
	Pattern              string                 `json:"pattern"`
	MinLength            *int                   `json:"minLength"`
	MaxLength            *int                   `json:"maxLength"`
	MinValue             *int                   `json:"minValue"`
	MaxValue             *int                   `json:"maxValue"`
	Sensitive            bool                   `json:"sensitive"`
}

func (f *file) resource(index int) (*Resource, error) {
	if index < 0 || index >= len(f.raw) || f.raw[index].Type != "ResourceType" {
		return nil, fmt.Errorf("%s#/%d is no resource", f.name, index)
	}
	raw := f.raw[index]
	body, err := f.follow(raw.Body)
	if err != nil {
		return nil, err
	}
	return &Resource{Scope: raw.ScopeType, Body: body}, nil
}

func (f *file) follow(ref rawRef) (*Node, error) {
	index, err := strconv.Atoi(strings.TrimPrefix(ref.Ref, "#/"))
	if err != nil || index < 0 || index >= len(f.raw) {
		return nil, fmt.Errorf("%s: bad reference %q", f.name, ref.Ref)
	}
	if f.nodes[index] != nil {
		return f.nodes[index], nil
	}
	n := &Node{}
	f.nodes[index] = n // before its parts: types may refer to themselves
	if err := f.fill(n, f.raw[index]); err != nil {
		return nil, fmt.Errorf("#/%d: %w", index, err)
	}
	return n, nil
}

func (f *file) fill(n *Node, raw rawNode) (err error) {
	n.Name = raw.Name
	switch raw.Type {
	case "AnyType":
		n.Kind = Any
	case "BooleanType":
		n.Kind = Boolean
	case "IntegerType":
		n.Kind, n.Min, n.Max = Integer, raw.MinValue, raw.MaxValue
	case "StringType":
		n.Kind, n.MinLength, n.MaxLength = String, raw.MinLength, raw.MaxLength
		n.Pattern, n.Sensitive = raw.Pattern, raw.Sensitive
	case "StringLiteralType":
		n.Kind, n.Value = Literal, raw.Value
	case "ArrayType":
		n.Kind, n.MinLength, n.MaxLength = Array, raw.MinLength, raw.MaxLength
		n.Item, err = f.follow(raw.ItemType)
	case "UnionType":
		return f.fillUnion(n, raw)
	case "ObjectType":
		return f.fillObject(n, raw)
	case "DiscriminatedObjectType":
		return f.fillChoice(n, raw)
	default:
		err = fmt.Errorf("unknown kind of type %q", raw.Type)
	}
	return err
}

func (f *file) fillUnion(n *Node, raw rawNode) error {
	n.Kind = Union
	var refs []rawRef
	if err := json.Unmarshal(raw.Elements, &refs); err != nil {
		return fmt.Errorf("elements of a union: %w", err)
	}
	for _, ref := range refs {
		element, err := f.follow(ref)
		if err != nil {
			return err
		}
		n.Elements = append(n.Elements, element)
	}
	return nil
}

func (f *file) fillObject(n *Node, raw rawNode) (err error) {
	n.Kind = Object
	if n.Properties, err = f.properties(raw.Properties); err != nil {
		return err
	}
	if raw.AdditionalProperties != nil {
		n.Additional, err = f.follow(*raw.AdditionalProperties)
	}
	return err
}

func (f *file) fillChoice(n *Node, raw rawNode) (err error) {
	n.Kind, n.Discriminator, n.Choices = Choice, raw.Discriminator, map[string]*Node{}
	if n.Properties, err = f.properties(raw.BaseProperties); err != nil {
		return err
	}
	var refs map[string]rawRef
	if err := json.Unmarshal(raw.Elements, &refs); err != nil {
		return fmt.Errorf("elements of a discriminated object: %w", err)
	}
	for value, ref := range refs {
		if n.Choices[value], err = f.follow(ref); err != nil {
			return err
		}
	}
	return nil
}

func (f *file) properties(raw map[string]rawProperty) (map[string]Property, error) {
	properties := make(map[string]Property, len(raw))
	for name, p := range raw {
		node, err := f.follow(p.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		properties[name] = Property{Type: node, Flags: p.Flags}
	}
	return properties, nil
}
