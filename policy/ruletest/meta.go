package ruletest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Metadata requires that what a rule says of itself is whole, and that ids are unique.
func Metadata(t *testing.T, rules []*rule.Rule) {
	t.Helper()
	ids := map[string]bool{}
	for _, r := range rules {
		t.Run(r.ID, func(t *testing.T) {
			require.Regexp(t, rule.IDPattern, r.ID)
			require.False(t, ids[r.ID], "the id is taken")
			ids[r.ID] = true
			whole(t, r)
		})
	}
}

func whole(t *testing.T, r *rule.Rule) {
	for name, text := range map[string]string{"title": r.Title, "why": r.Why, "fix": r.Fix} {
		require.Greater(t, len(text), 15, "%s says too little", name)
		for _, placeholder := range []string{"TODO", "TBD", "FIXME", "XXX", "Lorem", "<!--", "..."} {
			require.NotContains(t, text, placeholder, "%s is a placeholder", name)
		}
	}
	require.LessOrEqual(t, len(r.Title), 100, "the title is one line")
	require.NotEqual(t, r.Title, r.Why)
	require.Contains(t, []rule.Severity{rule.Critical, rule.High, rule.Medium, rule.Low}, r.Severity)
	require.Contains(t, []rule.Level{rule.Mandatory, rule.Advisory, rule.Disabled}, r.Level)
	require.Equal(t, r.Level == rule.Disabled, r.Disabled != "", "a disabled rule says why, no other does")
	require.NotEmpty(t, r.Controls, "at least one framework's control")
	require.NotEmpty(t, r.Sources, "at least one source")
	for _, s := range r.Sources {
		require.True(t, strings.HasPrefix(s, "https://"), s)
	}
	require.Regexp(t, `^\d+\.\d+\.\d+$`, r.Since)
	require.Equal(t, r.Scope == rule.OneResource, r.Check != nil, "a rule of one resource has Check, no other has")
	require.Equal(t, r.Scope != rule.OneResource, r.CheckGraph != nil, "a rule over a graph has CheckGraph, no other has")
	require.Equal(t, r.Scope == rule.OneResource, len(r.Types) > 0, "a rule of one resource names its types, no other does")
	for _, typ := range r.Types {
		require.Equal(t, rule.Token(typ), typ, "types have no API version")
	}
	for _, p := range r.Params {
		require.NotEmpty(t, p.Doc)
		require.IsType(t, p.Production, p.Test)
	}
}

// unwatched are the fields that rules do not read themselves, and what they read
// them by.
var unwatched = map[string]string{"Props": "Get, Raw, Properties or Naming", "ID": "ARMID", "Resources": "All"}

// Sources requires that each file below dir holds one rule at the most, that no
// rule addresses an item of a list by its position, and that properties, ids
// and the list of resources are read where a watcher can see it.
func Sources(t *testing.T, dir string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	require.NoError(t, err)
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		rules := 0
		ast.Inspect(parsed, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if s, ok := n.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Rule" {
					rules++
				}
			case *ast.SelectorExpr:
				if instead, is := unwatched[n.Sel.Name]; is {
					t.Errorf("%s reads %s: read it by %s, so that a watcher sees it", file, n.Sel.Name, instead)
				}
			case *ast.IndexExpr:
				if l, ok := n.Index.(*ast.BasicLit); ok && l.Kind == token.INT {
					t.Errorf("%s addresses an item by its position", file)
				}
			}
			return true
		})
		require.LessOrEqual(t, rules, 1, "%s holds more than one rule", file)
	}
}
