package settings

import (
	"fmt"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/internal/topology"
)

// ProjectFile is the name of the project file, which Pulumi reads before any
// stack file.
const ProjectFile = "Pulumi.yaml"

// projectFaults returns what is wrong with the project file of a directory. A
// directory without one is no checkout, which is for others to say.
func projectFaults(dir string) []Fault {
	fault := func(line int, problem, remedy string) []Fault {
		return []Fault{{File: ProjectFile, Line: line, Problem: problem, Remedy: remedy}}
	}
	text, err := os.ReadFile(filepath.Join(dir, ProjectFile))
	switch {
	case os.IsNotExist(err):
		return nil
	case err != nil:
		return fault(0, "the file cannot be read: "+err.Error(), "make it a readable file")
	}
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		line, problem := yamlFault(err)
		return fault(line, "is no YAML: "+problem, mendAt(line))
	}
	var project struct{ Name, Runtime yaml.Node }
	if err := document.Decode(&project); err != nil {
		return fault(0, "holds no keys at its top level", "begin with name: "+Project)
	}
	var faults []Fault
	// The keys of the stack files, and the stacks' references to each other, carry the name.
	if project.Name.Value != Project {
		faults = append(faults, fault(0, fmt.Sprintf("names the project %q", project.Name.Value), "write name: "+Project)...)
	}
	if project.Runtime.Kind == 0 || project.Runtime.Tag == "!!null" {
		faults = append(faults, fault(0, "names no runtime", "write runtime: go")...)
	}
	return append(faults, pastStackFiles(&document, fault)...)
}

// pastStackFiles names the keys of the project file by which Pulumi takes values from
// elsewhere than the stack files beside it: what is checked here, and told in previews,
// is what those say.
func pastStackFiles(document *yaml.Node, fault func(line int, problem, remedy string) []Fault) []Fault {
	var faults []Fault
	for _, top := range document.Content {
		for i := 0; i+1 < len(top.Content); i += 2 {
			if key := top.Content[i]; key.Value == "config" || key.Value == "stackConfigDir" {
				faults = append(faults, fault(key.Line, "has the key "+key.Value+", by which Pulumi takes values past the stack files",
					"take it out, and keep the values of each stack in its own file, such as "+FileName(string(topology.Blue)))...)
			}
		}
	}
	return faults
}

// mendAt says where to mend a file.
func mendAt(line int) string {
	if line == 0 {
		return "mend the file"
	}
	return "mend the file at this line"
}
