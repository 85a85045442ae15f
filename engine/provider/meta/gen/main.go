// Command gen writes the metadata that package meta embeds: per Pulumi token
// the ARM type, its path, and how each property travels between a program and
// an ARM body. It joins tokens.json with the structs of the azure-native Go SDK
// (which properties a program has) and the types of the azapi module (where
// they belong in ARM).
//
// What ids are made of is written to routes.txt as well.
//
//	go run ./gen          write both files
//	go run ./gen -check   fail if they are not what would be written
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tandem-platform/tandem/internal/azapi"
)

// The written files.
const (
	output = "meta.json.gz"
	routes = "routes.txt"
)

// sdkModules is where the modules of the azure-native Go SDK lie.
const sdkModules = "github.com/pulumi/pulumi-azure-native-sdk/"

func main() {
	check := flag.Bool("check", false, "compare with the committed files and write nothing")
	dir := flag.String("dir", ".", "folder of tokens.json")
	verbose := flag.Bool("v", false, "say which outputs have no place in the schema")
	flag.Parse()
	if err := run(context.Background(), *dir, *check, *verbose); err != nil {
		fmt.Fprintln(os.Stderr, "meta/gen:", err)
		os.Exit(1)
	}
}

// tokens is tokens.json: what can be derived neither from the SDK nor from
// ARM's types.
type tokens struct {
	Resources []resource `json:"resources"`
	// Renames of properties by SDK struct and property, for inputs and outputs;
	// the place in ARM is relative to the object, with / between names.
	Renames      map[string]string `json:"renames"`
	InputRenames map[string]string `json:"inputRenames"`
	// Query holds inputs that are query parameters.
	Query     map[string]string `json:"query"`
	Functions []function        `json:"functions"`
}

type resource struct {
	Token   string   `json:"token"`
	Type    string   `json:"type"`
	Version string   `json:"version"`
	Path    string   `json:"path"`
	SDK     string   `json:"sdk"`              // module@version
	Folder  string   `json:"folder,omitempty"` // package inside the module
	Auto    string   `json:"auto,omitempty"`   // path input that is named automatically
	Force   []string `json:"force,omitempty"`  // inputs besides the path that force a new resource
}

type function struct {
	Token    string `json:"token"`
	Resource string `json:"resource"`
	Method   string `json:"method"`
	Suffix   string `json:"suffix"`
	Raw      bool   `json:"raw"`
}

// module and name split a token: "network/v20190801:Subnet" is "network", "Subnet".
func (r resource) module() string {
	module, _, _ := strings.Cut(r.Token, ":")
	module, _, _ = strings.Cut(module, "/")
	return module
}

func (r resource) name() string {
	_, name, _ := strings.Cut(r.Token, ":")
	return name
}

func run(ctx context.Context, dir string, check, verbose bool) error {
	raw, err := os.ReadFile(filepath.Join(dir, "tokens.json"))
	if err != nil {
		return err
	}
	var in tokens
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&in); err != nil {
		return fmt.Errorf("tokens.json: %w", err)
	}
	library, err := azapi.Fetch(ctx)
	if err != nil {
		return err
	}
	m := newMapper(in, library, &packages{ctx: ctx, dirs: map[string]string{}, parsed: map[string]*pkg{}})
	var faults []error
	for _, r := range in.Resources {
		if err := m.resource(r); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", r.Token, err))
		}
	}
	if err := errors.Join(append(faults, m.unusedRenames())...); err != nil {
		return err
	}
	if verbose {
		for _, line := range m.unplaced {
			fmt.Println(line)
		}
	}
	packed, err := m.pack()
	if err != nil {
		return err
	}
	emit := func(name string, made []byte) error {
		return azapi.Emit(filepath.Join(dir, name), made, check, "./engine/provider/meta")
	}
	return errors.Join(emit(output, packed), emit(routes, m.doc.routes()))
}
