// Package pipelines holds the pipelines of .github/workflows and .azure-pipelines
// to their laws. Every check has a planted fault that it must find.
package pipelines

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/tests/sources"
)

// file is a pipeline as it lies in the checkout.
type file struct {
	name string // below the checkout
	text string
	tree *yaml.Node // its one mapping
}

func parse(name, text string) (file, error) {
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(text), &document); err != nil {
		return file{}, fmt.Errorf("%s: %w", name, err)
	}
	if len(document.Content) != 1 || document.Content[0].Kind != yaml.MappingNode {
		return file{}, fmt.Errorf("%s: no mapping", name)
	}
	return file{name: name, text: text, tree: document.Content[0]}, nil
}

// files reads the pipelines that patterns name.
func files(t *testing.T, patterns ...string) []file {
	t.Helper()
	root, err := sources.Root()
	require.NoError(t, err)
	var all []file
	for _, pattern := range patterns {
		paths, err := filepath.Glob(filepath.Join(root, pattern))
		require.NoError(t, err)
		require.NotEmpty(t, paths, pattern)
		for _, path := range paths {
			raw, err := os.ReadFile(path)
			require.NoError(t, err)
			name, err := filepath.Rel(root, path)
			require.NoError(t, err)
			f, err := parse(filepath.ToSlash(name), string(raw))
			require.NoError(t, err)
			all = append(all, f)
		}
	}
	return all
}

func workflows(t *testing.T) []file { return files(t, ".github/workflows/*.y*ml") }

func azurePipelines(t *testing.T) []file {
	return files(t, ".azure-pipelines/*.yml", ".azure-pipelines/steps/*.yml")
}

// both are the pipelines of both systems.
func both(t *testing.T) []file { return append(workflows(t), azurePipelines(t)...) }

// at finds what stands under keys of nested mappings, nil if nothing does.
func at(n *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		if n == nil || n.Kind != yaml.MappingNode {
			return nil
		}
		var found *yaml.Node
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				found = n.Content[i+1]
			}
		}
		n = found
	}
	return n
}

// value is the scalar under keys, "" if there is none.
func value(n *yaml.Node, keys ...string) string {
	if found := at(n, keys...); found != nil && found.Kind == yaml.ScalarNode {
		return found.Value
	}
	return ""
}

// entries are the pairs of a mapping, in order.
func entries(n *yaml.Node) (all []entry) {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		all = append(all, entry{n.Content[i].Value, n.Content[i+1]})
	}
	return all
}

type entry struct {
	key   string
	value *yaml.Node
}

// walk visits every pair of every mapping.
func walk(n *yaml.Node, visit func(key string, value *yaml.Node)) {
	if n == nil {
		return
	}
	for _, e := range entries(n) {
		visit(e.key, e.value)
	}
	for _, child := range n.Content {
		walk(child, visit)
	}
}

// faults collects what a check finds.
type faults []string

func (f *faults) add(where file, n *yaml.Node, format string, args ...any) {
	line := 1
	if n != nil {
		line = n.Line
	}
	*f = append(*f, fmt.Sprintf("%s:%d: %s", where.name, line, fmt.Sprintf(format, args...)))
}

// check is a law of the pipelines: what of them breaks it.
type check func([]file) faults

// holds checks the pipelines as they are.
func holds(t *testing.T, fs []file, c check) {
	t.Helper()
	found := c(fs)
	require.Empty(t, found, strings.Join(found, "\n"))
}

// planted is a fault: text that is replaced in a file, and what is said of it.
type planted struct {
	file, old, new string
	says           string
}

// finds plants faults, one at a time, and wants each found.
func finds(t *testing.T, fs []file, c check, plants ...planted) {
	t.Helper()
	for _, p := range plants {
		t.Run(p.says+" in "+p.file+" "+p.new, func(t *testing.T) {
			i := slices.IndexFunc(fs, func(f file) bool { return strings.HasSuffix("/"+f.name, "/"+p.file) })
			require.GreaterOrEqual(t, i, 0, p.file)
			require.Contains(t, fs[i].text, p.old, "the fault cannot be planted any more")
			broken, err := parse(fs[i].name, strings.Replace(fs[i].text, p.old, p.new, 1))
			require.NoError(t, err)
			with := slices.Clone(fs)
			with[i] = broken
			found := c(with)
			require.NotEmpty(t, found, "the fault was not found")
			require.Contains(t, strings.Join(found, "\n"), p.says)
		})
	}
}
