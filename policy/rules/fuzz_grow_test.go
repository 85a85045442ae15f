package rules_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"hash/fnv"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
	"github.com/tandem-platform/tandem/policy/ruletest"
)

// vocabulary is what graphs are grown from: the fixtures, and the names, texts
// and types that stand in them and in the rules.
type vocabulary struct {
	fixtures []string
	graphs   map[string][]*rule.Resource
	names    []string
	texts    []any
	types    []string
}

func vocabularyOf(t testing.TB) *vocabulary {
	w := &vocabulary{graphs: map[string][]*rule.Resource{}}
	names, texts, types := map[string]bool{}, map[string]bool{"": true, "*": true, "0.0.0.0/0": true, "1.0": true, "P1D": true, "/": true}, map[string]bool{}
	files, err := filepath.Glob(filepath.Join("testdata", "TDM-*", "*.yaml"))
	require.NoError(t, err)
	for _, file := range files {
		fixture, err := ruletest.Load(file)
		require.NoError(t, err)
		g, err := fixture.Graph()
		require.NoError(t, err)
		name := filepath.Base(filepath.Dir(file)) + "/" + filepath.Base(file)
		w.fixtures, w.graphs[name] = append(w.fixtures, name), g.Resources
		for _, r := range g.Resources {
			types[r.Type], texts[r.ID] = true, true
			harvest(r.Props, names, texts)
		}
	}
	for _, r := range rules.All() {
		for _, typ := range r.Types {
			types[typ] = true
		}
	}
	namesInRules(t, names)
	w.names, w.types = slices.Sorted(maps.Keys(names)), slices.Sorted(maps.Keys(types))
	for _, text := range slices.Sorted(maps.Keys(texts)) {
		w.texts = append(w.texts, text)
	}
	return w
}

func harvest(value any, names, texts map[string]bool) {
	switch v := value.(type) {
	case string:
		texts[v] = true
	case map[string]any:
		for name, member := range v {
			names[name] = true
			harvest(member, names, texts)
		}
	case []any:
		for _, item := range v {
			harvest(item, names, texts)
		}
	case rule.Secret:
		harvest(v.Value, names, texts)
	}
}

// namesInRules collects the properties that the rules ask for.
func namesInRules(t testing.TB, names map[string]bool) {
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		require.NoError(t, err)
		ast.Inspect(parsed, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if on, ok := call.Fun.(*ast.SelectorExpr); ok && on.Sel.Name == "Get" {
				for _, argument := range call.Args {
					if literal, ok := argument.(*ast.BasicLit); ok && literal.Kind == token.STRING {
						if name, err := strconv.Unquote(literal.Value); err == nil {
							names[name] = true
						}
					}
				}
			}
			return true
		})
	}
}

// grown is a fixture's graph after edits.
func (w *vocabulary) grown(fixture string, edits []byte) []*rule.Resource {
	from, ok := w.graphs[fixture]
	if !ok {
		sum := fnv.New32a()
		sum.Write([]byte(fixture))
		from = w.graphs[w.fixtures[int(sum.Sum32())%len(w.fixtures)]]
	}
	var all []*rule.Resource
	for _, r := range from {
		all = append(all, twin(r, r.URN))
	}
	g := &grower{vocabulary: w, bytes: edits}
	for range 24 {
		if len(g.bytes) == 0 || len(all) == 0 {
			break
		}
		all = g.edit(all)
	}
	return all
}

func twin(r *rule.Resource, urn string) *rule.Resource {
	c := *r
	c.URN = urn
	c.Props, _ = copied(r.Props).(map[string]any)
	c.Dependencies = slices.Clone(r.Dependencies)
	c.PropertyDependencies = map[string][]string{}
	for name, urns := range r.PropertyDependencies {
		c.PropertyDependencies[name] = slices.Clone(urns)
	}
	return &c
}

// grower spends bytes on edits.
type grower struct {
	*vocabulary
	bytes []byte
}

func (g *grower) next() int {
	if len(g.bytes) == 0 {
		return 0
	}
	b := g.bytes[0]
	g.bytes = g.bytes[1:]
	return int(b)
}

func pick[T any](g *grower, from []T) T {
	return from[(g.next()<<8|g.next())%len(from)]
}

// edit changes one thing in the graph.
func (g *grower) edit(all []*rule.Resource) []*rule.Resource {
	r := all[g.next()%len(all)]
	switch g.next() % 12 {
	case 0:
		r.Props, _ = g.object(4).(map[string]any)
	case 1:
		r.Type = pick(g, g.types)
	case 2:
		copy := twin(r, r.URN+"-"+strconv.Itoa(len(all)))
		copy.ID = ""
		return append(all, copy)
	case 3:
		return slices.DeleteFunc(all, func(x *rule.Resource) bool { return x == r })
	case 4:
		r.Protect = !r.Protect
		r.Dependencies = nil
	case 5:
		name := pick(g, g.names)
		r.PropertyDependencies[name] = append(r.PropertyDependencies[name], all[g.next()%len(all)].URN)
		r.Props[name] = rule.Unknown{}
	case 6:
		r.Parent = all[g.next()%len(all)].URN
	case 7:
		r.ID = ""
	default:
		if r.Props == nil {
			r.Props = map[string]any{}
		}
		g.change(r.Props)
	}
	return all
}

// change alters a tree somewhere: it goes down while there is something below.
func (g *grower) change(object map[string]any) {
	names := slices.Sorted(maps.Keys(object))
	name := pick(g, g.names)
	if choice := g.next(); len(names) > 0 && choice%4 != 0 {
		name = names[choice%len(names)]
	}
	if g.next()%3 > 0 {
		switch inner := rule.NewValue(object[name]); inner.Kind() {
		case rule.KindObject:
			if below, ok := object[name].(map[string]any); ok {
				g.change(below)
				return
			}
		case rule.KindList:
			if list, ok := object[name].([]any); ok {
				object[name] = g.list(list)
				return
			}
		}
	}
	if g.next()%5 == 0 {
		delete(object, name)
		return
	}
	object[name] = g.value(4)
}

func (g *grower) list(list []any) []any {
	if len(list) == 0 {
		return []any{g.value(3)}
	}
	i := g.next() % len(list)
	switch g.next() % 4 {
	case 0:
		return slices.Delete(list, i, i+1)
	case 1:
		return append(list, g.value(3))
	case 2:
		return append(list, copied(list[i]))
	}
	if object, ok := list[i].(map[string]any); ok {
		g.change(object)
	} else {
		list[i] = g.value(3)
	}
	return list
}

var numbers = []any{0.0, 1.0, -1.0, 0.5, 7.0, 30.0, 90.0, 443.0, 1e9, -1e300, 1e300}

// value grows a value of any kind, those among them that no JSON has.
func (g *grower) value(depth int) any {
	switch kind := g.next() % 13; {
	case kind == 0:
		return nil
	case kind == 1:
		return g.next()%2 == 0
	case kind == 2:
		return pick(g, numbers)
	case kind < 6:
		return pick(g, g.texts)
	case kind == 6:
		return rule.Unknown{}
	case kind == 7:
		return rule.Secret{Value: g.value(depth - 1)}
	case kind == 8:
		return g.next() // an int is of no kind
	case depth <= 0:
		return "x"
	case kind == 9:
		return g.nested()
	case kind < 11:
		list := []any{}
		for range g.next() % 4 {
			list = append(list, g.value(depth-1))
		}
		return list
	}
	return g.object(depth)
}

func (g *grower) object(depth int) any {
	object := map[string]any{}
	for range g.next() % 5 {
		object[pick(g, g.names)] = g.value(depth - 1)
	}
	return object
}

// nested is a deep tower of lists and objects.
func (g *grower) nested() any {
	var value any = rule.Unknown{}
	for range g.next() * 4 {
		if g.next()%2 == 0 {
			value = []any{value}
		} else {
			value = map[string]any{pick(g, g.names): value}
		}
	}
	return value
}
