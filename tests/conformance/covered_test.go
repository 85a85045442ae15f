package conformance

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	componentsDir = "../../components"
	tokensFile    = "../../engine/provider/meta/tokens.json"
	sdkPrefix     = "github.com/pulumi/pulumi-azure-native-sdk/"
)

// TestEveryTypeInUseHasARoundTrip compares the rows with the resources that
// the components construct: type and api-version.
func TestEveryTypeInUseHasARoundTrip(t *testing.T) {
	covered := map[string]bool{}
	for _, r := range rows() {
		for _, version := range r.versions {
			covered[r.armType+"@"+version] = true
		}
	}
	used, unknown := typesIn(t, componentsDir)
	require.Empty(t, unknown, "constructors that %s does not know", tokensFile)
	require.Greater(t, len(used), 30, "the components construct hardly anything: are the sources read?")
	for typ, where := range used {
		if !covered[typ] {
			t.Errorf("%s has no round trip; it is constructed in %s", typ, where)
		}
	}
}

func TestUseOfATypeIsSeen(t *testing.T) {
	dir := t.TempDir()
	source := `package p
import (
	"github.com/pulumi/pulumi-azure-native-sdk/sql/v2"
	dns "github.com/pulumi/pulumi-azure-native-sdk/network/v2/v20200601"
	other "example.com/sql"
)
func f() { sql.NewFirewallRule(); dns.NewPrivateRecordSet(); dns.NewMoonBase(); other.NewThing() }
`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "p.go"), []byte(source), 0o600))
	used, unknown := typesIn(t, dir)
	require.Contains(t, used, "Microsoft.Sql/servers/firewallRules@2021-11-01")
	require.Contains(t, used, "Microsoft.Network/privateDnsZones/CNAME@2020-06-01")
	require.Len(t, used, 2)
	require.Equal(t, []string{"network/v20200601:MoonBase"}, unknown)
}

// typesIn lists the ARM types that the sources below a folder construct, with
// a file that does, and the constructors that nobody knows.
func typesIn(t *testing.T, dir string) (used map[string]string, unknown []string) {
	t.Helper()
	tokens := readTokens(t)
	used = map[string]string{}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		for _, constructed := range constructors(t, path) {
			if typ, ok := tokens[constructed]; ok {
				used[typ] = path
			} else if !slices.Contains(unknown, constructed) {
				unknown = append(unknown, constructed)
			}
		}
		return nil
	})
	require.NoError(t, err)
	return used, unknown
}

// readTokens maps Pulumi's tokens to type@api-version.
func readTokens(t *testing.T) map[string]string {
	t.Helper()
	raw, err := os.ReadFile(tokensFile)
	require.NoError(t, err)
	var file struct {
		Resources []struct{ Token, Type, Version string }
	}
	require.NoError(t, json.Unmarshal(raw, &file))
	tokens := map[string]string{}
	for _, r := range file.Resources {
		tokens[r.Token] = r.Type + "@" + r.Version
	}
	return tokens
}

// constructors lists the tokens of the azure-native resources that a file
// constructs.
func constructors(t *testing.T, path string) []string {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), path, raw, parser.SkipObjectResolution)
	require.NoError(t, err)
	modules := map[string]string{} // by the name under which the file knows them
	for _, spec := range file.Imports {
		if name, module, ok := nativeImport(spec); ok {
			modules[name] = module
		}
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		selected, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		from, ok := selected.X.(*ast.Ident)
		if !ok || modules[from.Name] == "" {
			return true
		}
		if resource, ok := strings.CutPrefix(selected.Sel.Name, "New"); ok {
			out = append(out, modules[from.Name]+":"+resource)
		}
		return true
	})
	return out
}

// nativeImport takes an import of the azure-native SDK apart: the name in the
// file, and the module in tokens (network/v20200601).
func nativeImport(spec *ast.ImportSpec) (name, module string, ok bool) {
	path, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return "", "", false
	}
	rest, ok := strings.CutPrefix(path, sdkPrefix)
	if !ok {
		return "", "", false
	}
	parts := slices.DeleteFunc(strings.Split(rest, "/"), func(p string) bool { return p == "v2" })
	name = parts[len(parts)-1]
	if spec.Name != nil {
		name = spec.Name.Name
	}
	return name, strings.Join(parts, "/"), true
}
