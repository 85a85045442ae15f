package doctor_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
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

// Whoever is told a remedy finds it in the document, word for word.
func TestRemediesAreTheDocumentsCommands(t *testing.T) {
	text := document(t)
	for name, remedy := range remedies(t) {
		for line := range strings.SplitSeq(remedy, "\n") {
			require.Contains(t, text, line, name)
		}
	}
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
