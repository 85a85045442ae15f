package doctor_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/topology"
	"github.com/tandem-platform/tandem/ops/doctor"
)

// document is docs/deploy-to-azure.md, its continued lines joined.
func document(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("../../docs/deploy-to-azure.md")
	require.NoError(t, err)
	var joined strings.Builder
	for line := range strings.SplitSeq(string(raw), "\n") {
		if before, continued := strings.CutSuffix(line, `\`); continued {
			joined.WriteString(strings.TrimLeft(before, " "))
			continue
		}
		joined.WriteString(strings.TrimLeft(line, " ") + "\n")
	}
	return joined.String()
}

// command is a line of the document's code, and the section that it stands in.
type command struct{ section, line string }

// commands are the lines of the document's shell blocks, in order.
func commands(t *testing.T) []command {
	t.Helper()
	var all []command
	section, inside := "", false
	for line := range strings.SplitSeq(document(t), "\n") {
		switch {
		case line == "```sh" || line == "```":
			inside = line == "```sh"
		case inside && line != "":
			all = append(all, command{section, line})
		case strings.HasPrefix(line, "## "):
			section = line
		}
	}
	require.Greater(t, len(all), 100)
	return all
}

// remedies are the constants of remedy.go by their names.
func remedies(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "remedy.go", nil, parser.SkipObjectResolution)
	require.NoError(t, err)
	all := map[string]string{}
	var value func(ast.Expr) string
	value = func(e ast.Expr) string {
		switch e := e.(type) {
		case *ast.BasicLit:
			s, err := strconv.Unquote(e.Value)
			require.NoError(t, err)
			return s
		case *ast.Ident:
			return all[e.Name]
		case *ast.BinaryExpr:
			return value(e.X) + value(e.Y)
		}
		t.Fatalf("a remedy is %T", e)
		return ""
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			all[spec.Names[0].Name] = value(spec.Values[0])
		}
		return true
	})
	require.Greater(t, len(all), 30)
	return all
}

// Whoever is told a remedy finds it in the document, word for word: each of its
// lines is one whole line that the document says to run.
func TestRemediesAreTheDocumentsCommands(t *testing.T) {
	var lines []string
	for _, c := range commands(t) {
		lines = append(lines, c.line)
	}
	for name, remedy := range remedies(t) {
		for line := range strings.SplitSeq(remedy, "\n") {
			require.True(t, slices.Contains(lines, line), "%s: no line of the document is\n%s", name, line)
		}
	}
}

// No check makes up a remedy of its own: every one that is given is made of the
// constants of remedy.go, with variables filled in; and nothing else of the package
// is written like a command.
func TestRemediesAreConstants(t *testing.T) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	place := map[string]int{"fault": 1, "unreadable": 1, "interrupted": 2, "add": 0} // which argument the remedy is
	variable := regexp.MustCompile(`^"(\$[A-Z_]+|\\n)"$`)
	spoken := regexp.MustCompile("^[\"`](az|gh|go|git|pulumi|export|unset) ")
	seen := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && name != "remedy.go" {
				require.NotRegexp(t, spoken, lit.Value, name)
			}
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			at, ok := place[selector.Sel.Name]
			if !ok || len(call.Args) <= at {
				return true
			}
			seen++
			ast.Inspect(call.Args[at], func(n ast.Node) bool {
				if value, ok := n.(*ast.CallExpr); ok && !isReplace(value) {
					return false // what is filled in
				}
				lit, ok := n.(*ast.BasicLit)
				require.True(t, !ok || variable.MatchString(lit.Value), "%s: a remedy of its own: %v", name, lit)
				return true
			})
			return true
		})
	}
	require.Greater(t, seen, 40)
}

// isReplace says whether a call puts a value into a remedy, or joins remedies.
func isReplace(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	return ok && slices.Contains([]string{"ReplaceAll", "Join", "fill"}, selector.Sel.Name)
}

// The document registers the providers that the doctor asks for, and names the
// environments in which the doctor expects the pipelines' jobs.
func TestDocumentNamesWhatTheDoctorAsksFor(t *testing.T) {
	text := document(t)
	require.Contains(t, text, "for NAMESPACE in "+strings.Join(doctor.Namespaces(), " ")+"; do")
	for _, use := range []doctor.Use{doctor.Preview, doctor.Deploy, doctor.Data} {
		require.Contains(t, text, "`"+doctor.RunsIn(use)+"`")
	}
	require.Contains(t, text, "'"+topology.Identity{System: "$SYSTEM", Environment: "$ENVIRONMENT"}.Global().SignIn+"'")
}

// Every key of a stack file that the document names is one.
func TestDocumentNamesRealKeys(t *testing.T) {
	known := ""
	for _, stack := range []string{"blue", "green", "global"} {
		raw, err := os.ReadFile("../../Pulumi." + stack + ".yaml")
		require.NoError(t, err)
		known += string(raw)
	}
	keys := regexp.MustCompile("tandem:[a-zA-Z]+").FindAllString(document(t), -1)
	require.NotEmpty(t, keys)
	for _, key := range keys {
		require.Contains(t, known, key+":")
	}
}
