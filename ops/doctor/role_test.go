package doctor_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/engine/provider/meta"
	"github.com/tandem-platform/tandem/ops/doctor"
)

const native = "github.com/pulumi/pulumi-azure-native-sdk/"

// sources parses the program, without its tests.
func sources(t *testing.T) []*ast.File {
	t.Helper()
	var files []*ast.File
	for _, root := range []string{"../../components", "../../stacks"} {
		require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Name() == "graphtest" {
				return fs.SkipDir // records graphs for tests
			}
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			files = append(files, f)
			return err
		}))
	}
	return files
}

// typesOfTheProgram are the ARM types behind the constructors that the program calls.
func typesOfTheProgram(t *testing.T) []string {
	t.Helper()
	var types []string
	for _, file := range sources(t) {
		modules := map[string]string{} // by the name under which a file knows them
		for _, spec := range file.Imports {
			path, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			rest, ok := strings.CutPrefix(path, native)
			if !ok {
				continue
			}
			parts := strings.Split(rest, "/") // module, v2 and perhaps a version
			module, name := parts[0], parts[0]
			if len(parts) == 3 {
				module += "/" + parts[2]
				name = parts[2]
			}
			if spec.Name != nil {
				name = spec.Name.Name
			}
			modules[name] = module
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := selector.X.(*ast.Ident)
			kind, isNew := strings.CutPrefix(selector.Sel.Name, "New")
			if !ok || !isNew || modules[pkg.Name] == "" {
				return true
			}
			r, found := meta.Lookup("azure-native:" + modules[pkg.Name] + ":" + kind)
			require.True(t, found, "%s:%s", modules[pkg.Name], kind)
			if !slices.Contains(types, r.ARMType()) {
				types = append(types, r.ARMType())
			}
			return true
		})
	}
	require.Greater(t, len(types), 40)
	return types
}

func TestDeployRoleIsWhatTheProgramNeeds(t *testing.T) {
	role := doctor.DeployRole("shop", "prod", "s")
	may := func(action string) bool {
		return slices.ContainsFunc(role.Actions, func(a string) bool { return strings.EqualFold(a, action) })
	}
	used := map[string]bool{}
	for _, kind := range typesOfTheProgram(t) {
		kind = strings.Replace(kind, "Microsoft.Resources/resourceGroups", "Microsoft.Resources/subscriptions/resourceGroups", 1)
		used[strings.ToLower(kind)] = true
		require.True(t, may(kind+"/read") && may(kind+"/write"), "the role may not read and write %s", kind)
	}
	for _, action := range role.Actions {
		require.NotContains(t, strings.TrimSuffix(strings.Replace(action, "/*/read", "", 1), "*"), "*", "only reads of operations are given by pattern")
		if kind, ok := strings.CutSuffix(action, "/delete"); ok {
			parent := kind[:strings.LastIndex(kind, "/")]
			require.True(t, used[strings.ToLower(kind)] || used[strings.ToLower(parent)], "the role may delete %s, which the program does not make", kind)
		}
	}
	require.Equal(t, "shop-prod-deploy", role.Name)
	require.Equal(t, []string{"/subscriptions/s"}, role.AssignableScopes)
	require.Len(t, slices.Compact(slices.Clone(role.Actions)), len(role.Actions), "an action twice")
}

// Whoever starts an operation can ask how far it is: of each namespace of the program
// it is known by which actions, and the deploy role has them. A preview starts none.
func TestDeployRoleSeesOperationsToTheirEnd(t *testing.T) {
	deploy, preview := doctor.DeployRole("shop", "prod", "s").Actions, doctor.PreviewRole("shop", "prod", "s").Actions
	polls := 0
	for _, kind := range typesOfTheProgram(t) {
		namespace, _, _ := strings.Cut(kind, "/")
		actions, ok := doctor.Polled[namespace]
		require.True(t, ok, "nobody has said by which actions operations of %s are asked how far they are", namespace)
		for _, action := range actions {
			polls++
			require.True(t, strings.HasPrefix(action, namespace+"/") && strings.HasSuffix(action, "/read"), action)
			require.Contains(t, deploy, action)
			require.NotContains(t, preview, action)
		}
	}
	require.Positive(t, polls)
}

func TestPreviewRoleOnlyReads(t *testing.T) {
	for _, action := range doctor.PreviewRole("shop", "prod", "s").Actions {
		if action != "Microsoft.Web/sites/config/list/action" { // reads, by POST
			require.True(t, strings.HasSuffix(action, "/read"), action)
		}
	}
}

// The condition admits exactly the roles that the program gives.
func TestConditionAdmitsTheProgramsRoles(t *testing.T) {
	guid := regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
	var given, named []string
	constants := map[string]string{}
	for _, file := range sources(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit: // role{"<id>", "<name>"}
				if kind, ok := n.Type.(*ast.Ident); ok && kind.Name == "role" && len(n.Elts) > 0 {
					id, _ := n.Elts[0].(*ast.BasicLit)
					given = append(given, guid.FindString(id.Value))
				}
			case *ast.ValueSpec:
				for i, value := range n.Values {
					if lit, ok := value.(*ast.BasicLit); ok && guid.MatchString(lit.Value) {
						constants[n.Names[i].Name] = guid.FindString(lit.Value)
					}
				}
			case *ast.KeyValueExpr:
				if key, ok := n.Key.(*ast.Ident); ok && key.Name == "RoleDefinitionId" {
					ast.Inspect(n.Value, func(n ast.Node) bool {
						if used, ok := n.(*ast.Ident); ok {
							named = append(named, used.Name)
						}
						return true
					})
				}
			}
			return true
		})
	}
	for _, name := range named {
		if id := constants[name]; id != "" {
			given = append(given, id)
		}
	}
	slices.Sort(given)
	given = slices.Compact(given)
	admitted := guid.FindAllString(doctor.Condition(), -1)
	require.Len(t, admitted, 2*len(given), "given: %v", given)
	require.Equal(t, given, admitted[:len(given)])
}
