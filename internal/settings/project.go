package settings

import (
	"fmt"
	"os"
	"path/filepath"

	"gopkg.in/yaml.v3"
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
	// The keys of the stack files, and the stacks' references to each other, carry the name.
	if project.Name.Value != Project {
		return fault(0, fmt.Sprintf("names the project %q", project.Name.Value), "write name: "+Project)
	}
	if project.Runtime.Kind == 0 || project.Runtime.Tag == "!!null" {
		return fault(0, "names no runtime", "write runtime: go")
	}
	return nil
}

// mendAt says where to mend a file.
func mendAt(line int) string {
	if line == 0 {
		return "mend the file"
	}
	return "mend the file at this line"
}
