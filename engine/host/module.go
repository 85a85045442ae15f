package host

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// moduleRoot returns the folder of the go.mod that a folder belongs to.
func moduleRoot(dir string) (string, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := absolute; ; at = filepath.Dir(at) {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%s lies in no Go module: it and its parents have no go.mod", absolute)
		}
	}
}

// requirements reads the modules that a go.mod requires, the indirect ones if
// they are asked for.
func requirements(root string, indirect bool) ([]*pulumirpc.DependencyInfo, error) {
	content, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, fmt.Errorf("read the program's requirements: %w", err)
	}
	file, err := modfile.ParseLax("go.mod", content, nil)
	if err != nil {
		return nil, fmt.Errorf("read the program's requirements: %w", err)
	}
	var found []*pulumirpc.DependencyInfo
	for _, r := range file.Require {
		if !r.Indirect || indirect {
			found = append(found, &pulumirpc.DependencyInfo{Name: r.Mod.Path, Version: r.Mod.Version})
		}
	}
	return found, nil
}

func firstLine(text []byte) string {
	line, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	return line
}
