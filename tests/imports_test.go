// Package tests holds what looks at the repository as a whole: the table of who
// may import whom here, whole-system and conformance tests in the folders below.
package tests

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "github.com/tandem-platform/tandem"

// rule says which of our own packages a package may import. Names are below
// the module; "dir/..." covers a tree. What is not listed is forbidden, but for what
// tests import beside the code: that binds nobody who uses the package.
type rule struct {
	pkg string
	may []string
	why string
}

// rules is the statement of policy: the direction of imports in this module.
var rules = []rule{
	{"", []string{"stacks"}, "main.go only runs the program"},
	{"internal/topology", nil, "leaf: names and addresses are pure"},
	{"internal/armrest", nil, "leaf: who logs in where, and Azure by resource id"},
	{"internal/federation", nil, "leaf: keeps a token fresh, whoever hands it out"},
	{"internal/armdoc", nil, "leaf: walks through what ARM answers"},
	{"internal/revision", nil, "leaf: asks git"},
	{"internal/azapi", nil, "leaf: reads Azure's published types for the generators"},
	{"internal/settings", []string{"internal/topology"}, "config is checked before any engine runs"},
	{"internal/contract", nil, "procedures read outputs without the Pulumi SDK"},
	{"components", nil, "only tests: of both components, in one binary"},
	{"components/graphtest", nil, "records a program under mocks; tests only"},
	{"components/region", []string{"internal/topology"}, "a component knows resources, not composition"},
	{"components/global", []string{"internal/topology"}, "a component knows resources, not composition"},
	{"stacks/approve", []string{"internal/armdoc", "internal/armrest", "internal/topology"}, "fulfils the components' interfaces without knowing the components"},
	{"stacks", []string{"components/region", "components/global", "internal/topology", "internal/settings", "internal/contract", "internal/revision", "stacks/approve"}, "the same program runs against Azure unchanged"},
	{"policy/rule", nil, "vocabulary of rules: pure"},
	{"policy/rules", []string{"policy/rule", "policy/ruletest", "internal/topology"}, "a rule judges what is declared, not who declared it"},
	{"policy/ruletest", []string{"policy/rule"}, "holds rules to their fixtures; tests only"},
	{"policy/export", []string{"policy/rule"}, "reads what Pulumi writes, without its SDK"},
	{"policy/mutate", []string{"policy/rule", "engine/provider/meta", "sandbox/schema"}, "breaks a graph by what Azure knows of a type (schema: sorts and enumerations; meta: where a property stands in ARM), never by what a rule looks at"},
	{"policy/exempt", []string{"policy/rule"}, "says who may break a rule, for how long"},
	{"policy/coverage", []string{"policy/rule"}, "what became of other people's rules: data beside the rules, checked against them"},
	{"policy/docs", []string{"policy/rule", "policy/rules", "policy/ruletest", "policy/coverage"}, "generator: pages from rules, fixtures and coverage"},
	{"policy/record", []string{"policy/rule", "policy/export"}, "what a pack saw of a stack, for who judges all: without the Pulumi SDK"},
	{"policy/pack", []string{"policy/rule", "policy/rules", "policy/export", "policy/exempt", "policy/record", "engine/provider/meta"}, "the only package of policies that knows Pulumi's protocol; meta, because an id is made of names"},
	{"policy", []string{"policy/pack"}, "the pack as a folder: the engine builds its main package"},
	{"ops/system", []string{"internal/armdoc", "internal/topology", "internal/settings"}, "procedures declare the interfaces that they need"},
	{"ops/env", []string{"ops/system", "internal/armdoc", "internal/settings", "internal/topology"}, "environments are found by tags, taken down by whoever hands in an engine"},
	{"ops/preview", []string{"ops/system", "policy/rule"}, "reports on the procedures' changes; the graph is that of the rules"},
	{"ops/pullrequest", nil, "speaks with GitHub and Azure DevOps alone: it knows nothing of Azure, of stacks or of what a report says"},
	{"ops/doctor", []string{"internal/armdoc", "internal/settings", "internal/armrest"}, "reads Azure by an interface; armrest, because which variables log in is known in one place"},
	{"sandbox/arm", nil, "wire vocabulary"},
	{"sandbox/schema", []string{"sandbox/arm"}, "judges bodies only"},
	{"sandbox/schema/gen", []string{"internal/azapi"}, "generator"},
	{"sandbox/store", []string{"sandbox/arm"}, "state has no HTTP"},
	{"sandbox/rp", []string{"sandbox/arm", "sandbox/store"}, "behaviour has no HTTP"},
	{"sandbox/entra", []string{"sandbox/arm", "sandbox/store", "sandbox/rp"}, "login and Graph; rp says where group memberships lie"},
	{"sandbox/transit", []string{"sandbox/store"}, "a key service beside Azure"},
	{"sandbox/web", []string{"sandbox/arm", "sandbox/store", "sandbox/schema", "sandbox/rp", "sandbox/entra", "sandbox/transit"}, "HTTP front"},
	{"sandbox/control", nil, "management port"},
	{"sandbox", []string{"sandbox/store", "sandbox/schema", "sandbox/rp", "sandbox/entra", "sandbox/transit", "sandbox/web", "sandbox/control"}, "judge and judged share no code"},
	{"engine/build", nil, "builds binaries by content"},
	{"engine/provider/meta", nil, "no Pulumi SDK: the driver computes ids with it"},
	{"engine/provider/meta/gen", []string{"internal/azapi"}, "generator"},
	{"engine/provider/...", []string{"engine/provider/...", "internal/armrest"}, "the doubles speak ARM like anyone; armrest, because one reader of credentials is one truth"},
	{"engine/host", []string{"engine/build"}, "language host"},
	{"engine/pulumi", []string{"engine/build", "engine/provider/meta"}, "drives the CLI without linking the Pulumi SDK"},
	{"cmd/tandem", []string{"ops/...", "engine/pulumi", "engine/provider/meta", "sandbox", "internal/settings", "internal/topology", "internal/armrest", "internal/federation", "internal/revision", "policy/rule", "policy/rules", "policy/export", "policy/exempt", "policy/record"}, "stays light: go run prints nothing while it compiles"},
	{"cmd/tandem-plugins", []string{"engine/host", "engine/provider"}, "one binary for all plugins"},
	{"tests/mutation", []string{"policy/rule", "policy/rules", "policy/export", "policy/mutate", "policy/ruletest", "tests/rig"}, "judges mutants of the deployed system in memory; ruletest reads the fixtures, to tell which rules are about types that the system has not"},
	{"tests/preview", []string{"ops/preview", "ops/system", "tests/rig"}, "drives the command by running it, and reads its report as the type that it is"},
	{"tests/...", []string{"sandbox", "tests/..."}, "drives the commands by running them"},
}

// heavy are modules that a package must not reach, however indirectly.
var heavy = []struct{ pkg, prefix, why string }{
	{"cmd/tandem", "github.com/pulumi/", "start-up and link time of the command"},
	{"cmd/tandem", "google.golang.org/grpc", "start-up and link time of the command"},
	{"policy/rules", "github.com/pulumi/", "rules are pure functions, tried in a moment"},
	{"policy/export", "github.com/pulumi/", "cmd/tandem judges files"},
	{"policy/record", "github.com/pulumi/", "cmd/tandem reads records"},
	{"policy", "github.com/pulumi/pulumi-azure-native-sdk", "a pack has to start in a moment"},
	{"policy", "github.com/pulumi/pulumi/sdk/v3/go", "a pack has to start in a moment: of the SDK it needs the protocol alone"},
	{"cmd/tandem-plugins", "github.com/pulumi/pulumi/sdk/v3/go/common/workspace", "each run of the engine starts several, and this compiles schemas at start"},
	{"internal/topology", "github.com/pulumi/", "names, addresses and rules are tried in a moment"},
	{"stacks/approve", "github.com/pulumi/", "what acts on Azure is tried in a moment"},
	{"internal/settings", "github.com/pulumi/", "config is checked before any engine runs"},
	{"internal/contract", "github.com/pulumi/", "procedures read outputs without the Pulumi SDK"},
	{"sandbox", "github.com/pulumi/", "the sandbox is an Azure, not a part of Tandem"},
	{"sandbox/rp", "net/http", "behaviour has no HTTP"},
	{"sandbox/store", "net/http", "state has no HTTP"},
}

// linksSDK are the packages whose tests link the SDK of all of Azure, which costs
// more time and memory than anything else in a run of all tests.
var linksSDK = []string{"components", "stacks", "tests/conformance"}

// sdk are the modules that it consists of.
var sdk = []string{"github.com/pulumi/pulumi-azure-native-sdk/", "github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/"}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
	Deps                               []string
}

func TestImportsFollowTheTable(t *testing.T) {
	packages := list(t)
	faults := append(forbidden(packages, rules), reached(packages)...)
	require.Empty(t, faults, strings.Join(faults, "\n"))
}

func TestImportTableFindsForbiddenEdges(t *testing.T) {
	planted := map[string]listed{
		"sandbox": {Imports: []string{module + "/stacks", module + "/sandbox/web"},
			TestImports: []string{module + "/ops/system"}, XTestImports: []string{module + "/sandbox", module + "/sandbox/arm"}},
		"tests/x":    {TestImports: []string{module + "/tests/rig"}, XTestImports: []string{module + "/stacks"}},
		"unheard/of": {},
	}
	require.Equal(t, []string{
		`package "unheard/of" is missing from the import table`,
		"sandbox imports stacks: judge and judged share no code",
		"tests/x imports stacks: runs commands",
		`the import table lets "sandbox" import sandbox/store, which it does not`,
		`the import table names "gone", which does not exist`,
	}, forbidden(planted, []rule{
		{"sandbox", []string{"sandbox/web", "sandbox/arm", "sandbox/store"}, "judge and judged share no code"},
		{"tests/...", []string{"tests/..."}, "runs commands"},
		{"gone", []string{"sandbox"}, "no such package"},
	}))
}

func TestFewTestBinariesLinkTheSDK(t *testing.T) {
	require.ElementsMatch(t, linksSDK, linking(list(t, "-test")),
		"move what is pure to a package without the SDK, or the test to one of these packages")
}

func TestLinkingFindsTestBinaries(t *testing.T) {
	reaches := []string{"fmt", "github.com/pulumi/pulumi-azure-native-sdk/web/v2"}
	require.Equal(t, []string{"stacks"}, linking(map[string]listed{
		"stacks":      {Deps: reaches},
		"stacks.test": {Deps: reaches},
		"ops.test":    {Deps: []string{"fmt"}},
	}))
}

// list asks go for all packages of this module; with the flag -test for the
// binaries of their tests, too, which are called as their package with ".test".
func list(t *testing.T, flags ...string) map[string]listed {
	t.Helper()
	arguments := append([]string{"list", "-json=ImportPath,Imports,TestImports,XTestImports,Deps"}, flags...)
	cmd := exec.Command("go", append(arguments, "./...")...)
	cmd.Dir = ".."
	out, err := cmd.Output()
	require.NoError(t, err)
	packages := map[string]listed{}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p listed
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return packages
		}
		require.NoError(t, err)
		packages[short(p.ImportPath)] = p
	}
}

// forbidden lists edges that no rule allows, packages without a rule, rules without a
// package, and edges that a rule allows and nobody has. Below tests/ tests are all there
// is, so what they import is judged, too.
func forbidden(packages map[string]listed, rules []rule) []string {
	var faults []string
	used := map[string]bool{}
	for name, p := range packages {
		r, ok := ruleFor(rules, name)
		if !ok {
			faults = append(faults, fmt.Sprintf("package %q is missing from the import table", name))
			continue
		}
		used[r.pkg] = true
		for i, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			if !own(imported) || short(imported) == name {
				continue
			}
			may, ok := allowed(r.may, short(imported))
			used[r.pkg+" "+may] = true
			if !ok && (i < len(p.Imports) || matches("tests/...", name)) {
				faults = append(faults, fmt.Sprintf("%s imports %s: %s", name, short(imported), r.why))
			}
		}
	}
	for _, r := range rules {
		if !used[r.pkg] {
			faults = append(faults, fmt.Sprintf("the import table names %q, which does not exist", r.pkg))
			continue
		}
		for _, may := range r.may {
			if !used[r.pkg+" "+may] {
				faults = append(faults, fmt.Sprintf("the import table lets %q import %s, which it does not", r.pkg, may))
			}
		}
	}
	sort.Strings(faults)
	return faults
}

func reached(packages map[string]listed) []string {
	var faults []string
	for _, h := range heavy {
		for _, dep := range packages[h.pkg].Deps {
			if dep == h.prefix || strings.HasPrefix(dep, strings.TrimSuffix(h.prefix, "/")+"/") {
				faults = append(faults, fmt.Sprintf("%s reaches %s: %s", h.pkg, dep, h.why))
			}
		}
	}
	return faults
}

// linking lists the packages whose test binaries reach the SDK.
func linking(packages map[string]listed) []string {
	var found []string
	for name, p := range packages {
		pkg, isBinary := strings.CutSuffix(name, ".test")
		reaches := func(dep string) bool {
			return slices.ContainsFunc(sdk, func(prefix string) bool { return strings.HasPrefix(dep, prefix) })
		}
		if isBinary && slices.ContainsFunc(p.Deps, reaches) {
			found = append(found, pkg)
		}
	}
	sort.Strings(found)
	return found
}

// ruleFor finds the most specific rule: an exact one before a tree.
func ruleFor(rules []rule, name string) (rule, bool) {
	var found rule
	ok := false
	for _, r := range rules {
		if r.pkg == name {
			return r, true
		}
		if matches(r.pkg, name) && len(r.pkg) > len(found.pkg) {
			found, ok = r, true
		}
	}
	return found, ok
}

// allowed finds what of a rule allows an import.
func allowed(may []string, name string) (string, bool) {
	for _, m := range may {
		if m == name || matches(m, name) {
			return m, true
		}
	}
	return "", false
}

func matches(pattern, name string) bool {
	tree, isTree := strings.CutSuffix(pattern, "/...")
	return isTree && (name == tree || strings.HasPrefix(name, tree+"/"))
}

func own(path string) bool { return path == module || strings.HasPrefix(path, module+"/") }

func short(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, module), "/")
}
