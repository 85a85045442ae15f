package main

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"sort"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/internal/azapi"
)

// shape is what the SDK says of a property's type.
type shape struct {
	kind byte   // 'v' value, 'a' anything, 's' struct, 'l' list, 'm' map
	name string // of structs
	item *shape // of lists and maps
}

// field is one property of an SDK struct.
type field struct {
	name  string
	shape shape
}

// packages finds and parses the packages of the SDK.
type packages struct {
	ctx    context.Context
	dirs   map[string]string
	parsed map[string]*pkg
}

// pkg is one package of the SDK, parsed as far as it is needed.
type pkg struct {
	dir     string
	structs map[string]*ast.StructType
	fields  map[string][]field
	checked map[string][]string // constructor -> required inputs
}

func (p *packages) of(r resource) (*pkg, error) {
	dir, ok := p.dirs[r.SDK]
	if !ok {
		var err error
		if dir, err = azapi.LocateModule(p.ctx, sdkModules+r.SDK); err != nil {
			return nil, err
		}
		p.dirs[r.SDK] = dir
	}
	dir = filepath.Join(dir, r.Folder)
	if have, ok := p.parsed[dir]; ok {
		return have, nil
	}
	parsed := &pkg{dir: dir, structs: map[string]*ast.StructType{}, fields: map[string][]field{}, checked: map[string][]string{}}
	types, err := filepath.Glob(filepath.Join(dir, "pulumiTypes*.go"))
	if err != nil {
		return nil, err
	}
	if len(types) == 0 {
		// A package without nested types is legal.
		if _, err := os.Stat(filepath.Join(dir, "init.go")); err != nil {
			return nil, fmt.Errorf("no SDK package in %s", dir)
		}
	}
	for _, file := range types {
		if err := parsed.add(file); err != nil {
			return nil, err
		}
	}
	p.parsed[dir] = parsed
	return parsed, nil
}

// load parses the file of a resource.
func (p *pkg) load(name string) error {
	if _, ok := p.structs[name]; ok {
		return nil
	}
	entries, err := os.ReadDir(p.dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if strings.EqualFold(entry.Name(), name+".go") {
			return p.add(filepath.Join(p.dir, entry.Name()))
		}
	}
	return fmt.Errorf("no file for the resource %s in %s", name, p.dir)
}

// structName finds a struct by its name in any case: the SDK's own way of
// lowering the first letters differs from word to word.
func (p *pkg) structName(name string) string {
	if _, ok := p.structs[name]; ok {
		return name
	}
	for have := range p.structs {
		if strings.EqualFold(have, name) && have[0] >= 'a' {
			return have
		}
	}
	return name
}

func (p *pkg) add(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, declaration := range file.Decls {
		switch d := declaration.(type) {
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok {
					if s, ok := t.Type.(*ast.StructType); ok {
						p.structs[t.Name.Name] = s
					}
				}
			}
		case *ast.FuncDecl:
			if d.Recv == nil && strings.HasPrefix(d.Name.Name, "New") {
				p.checked[d.Name.Name[len("New"):]] = demanded(d)
			}
		}
	}
	return nil
}

// demanded lists the fields of args that a constructor refuses to do without.
func demanded(constructor *ast.FuncDecl) []string {
	var names []string
	ast.Inspect(constructor, func(n ast.Node) bool {
		branch, ok := n.(*ast.IfStmt)
		if !ok {
			return true
		}
		test, ok := branch.Cond.(*ast.BinaryExpr)
		if !ok || test.Op != token.EQL || len(branch.Body.List) != 1 {
			return true
		}
		if _, returns := branch.Body.List[0].(*ast.ReturnStmt); !returns {
			return true
		}
		if arg, ok := test.X.(*ast.SelectorExpr); ok {
			names = append(names, arg.Sel.Name)
		}
		return true
	})
	return names
}

// properties lists the properties of a struct, sorted by name.
func (p *pkg) properties(name string) ([]field, error) {
	if have, ok := p.fields[name]; ok {
		return have, nil
	}
	s, ok := p.structs[name]
	if !ok {
		return nil, fmt.Errorf("the SDK has no struct %s", name)
	}
	var fields []field
	var faults []error
	for _, f := range s.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag, err := strconv.Unquote(f.Tag.Value)
		if err != nil {
			return nil, fmt.Errorf("%s: tag %s: %w", name, f.Tag.Value, err)
		}
		property, _, _ := strings.Cut(reflect.StructTag(tag).Get("pulumi"), ",")
		if property == "" {
			continue
		}
		kind, err := p.shape(f.Type)
		if err != nil {
			faults = append(faults, fmt.Errorf("%s.%s: %w", name, property, err))
		}
		fields = append(fields, field{name: property, shape: kind})
	}
	sort.Slice(fields, func(i, j int) bool { return fields[i].name < fields[j].name })
	p.fields[name] = fields
	return fields, errors.Join(faults...)
}

func (p *pkg) shape(expr ast.Expr) (shape, error) {
	switch e := expr.(type) {
	case *ast.StarExpr:
		return p.shape(e.X)
	case *ast.InterfaceType:
		return shape{kind: 'a'}, nil
	case *ast.ArrayType:
		item, err := p.shape(e.Elt)
		return shape{kind: 'l', item: &item}, err
	case *ast.MapType:
		item, err := p.shape(e.Value)
		return shape{kind: 'm', item: &item}, err
	case *ast.Ident:
		return p.named(e.Name), nil
	case *ast.SelectorExpr:
		return outputOf(e.Sel.Name), nil
	}
	return shape{}, fmt.Errorf("unknown form of type %T", expr)
}

// named reads the name of a type: a struct, its output twin, an enum or a
// basic type.
func (p *pkg) named(name string) shape {
	if _, ok := p.structs[name]; ok && !strings.HasSuffix(name, "Output") {
		return shape{kind: 's', name: name}
	}
	base, isOutput := strings.CutSuffix(name, "Output")
	if !isOutput {
		return shape{kind: 'v'}
	}
	base = strings.TrimSuffix(base, "Ptr")
	if _, ok := p.structs[base]; ok {
		return shape{kind: 's', name: base}
	}
	for suffix, kind := range map[string]byte{"Array": 'l', "Map": 'm'} {
		if inner, ok := strings.CutSuffix(base, suffix); ok {
			item := p.named(inner + "Output")
			return shape{kind: kind, item: &item}
		}
	}
	return shape{kind: 'v'}
}

// outputOf reads the name of one of the Pulumi SDK's own output types.
func outputOf(name string) shape {
	base, ok := strings.CutSuffix(name, "Output")
	base = strings.TrimSuffix(base, "Ptr")
	if !ok {
		return shape{kind: 'v'}
	}
	for suffix, kind := range map[string]byte{"Array": 'l', "Map": 'm'} {
		if inner, ok := strings.CutSuffix(base, suffix); ok {
			item := shape{kind: 'a'}
			if inner != "" {
				item = outputOf(inner + "Output")
			}
			return shape{kind: kind, item: &item}
		}
	}
	if base == "Any" || base == "" {
		return shape{kind: 'a'}
	}
	return shape{kind: 'v'}
}

func lowerFirst(name string) string { return strings.ToLower(name[:1]) + name[1:] }
