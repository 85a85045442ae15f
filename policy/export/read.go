package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tandem-platform/tandem/policy/rule"
)

// The kinds of files.
const (
	KindExport  = "stack export"
	KindPreview = "preview"
)

// ErrNeither is the error of a file that is neither a stack export nor a preview.
var ErrNeither = errors.New("this is neither a stack export nor a preview")

// ErrAnswer is the error of an answer of `tandem preview --json`, which tells what
// changes, and not how resources stand.
var ErrAnswer = errors.New("this is the answer of tandem preview, which tells only what changes")

// stackType is the type of the resource that stands for the stack itself.
const stackType = "pulumi:pulumi:Stack"

// File is what was read of one stack.
type File struct {
	Kind      string
	Resources []*rule.Resource
	// Class is the environment's class, where Tandem's own config or outputs
	// tell it, else "".
	Class rule.Class
	// Whole is set where they tell that the stack holds the whole system.
	Whole bool
}

// Read reads a stack export or a saved preview.
func Read(raw []byte) (*File, error) {
	var all struct {
		file
		preview
		Command string `json:"command"`
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNeither, err)
	}
	switch {
	case all.Deployment != nil:
		f := &File{Kind: KindExport, Resources: all.Deployment.resources()}
		for _, s := range all.Deployment.Resources {
			if s.Type == stackType {
				f.told(s.Outputs)
			}
		}
		return f, nil
	case all.Steps != nil:
		resources, err := all.resources()
		if err != nil {
			return nil, err
		}
		return &File{Kind: KindPreview, Resources: resources,
			Class: rule.Class(all.Config["tandem:class"]), Whole: all.Config["tandem:layer"] == "system"}, nil
	case all.Command != "":
		return nil, ErrAnswer
	}
	return nil, ErrNeither
}

// told takes what the contract, an output of Tandem's own stacks, says.
func (f *File) told(outputs map[string]any) {
	contract := rule.NewValue(Object(outputs)).Get("contract")
	f.Class = rule.Class(contract.Get("class").Text())
	if contract.Get("stamps").Known() && contract.Get("global").Known() {
		f.Whole, f.Class = true, rule.Class(contract.Get("global", "class").Text())
	}
}
