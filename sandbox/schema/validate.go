package schema

import (
	"math"
	"regexp"
	"sort"
	"strings"
	"unicode/utf8"
)

// Options say how a body is checked.
type Options struct {
	// Name is the resource's name from the path. It decides the shape of the
	// named configurations of a web app.
	Name string
	// Partial skips the check for required properties (PATCH).
	Partial bool
}

// system lists the properties that ARM takes from the path and ignores in a
// body, whatever the type says of them.
var system = map[string]bool{"id": true, "name": true, "type": true, "apiVersion": true, "etag": true, "systemData": true}

// Validate lists everything that is wrong with a request body, in the order of
// the paths. Read-only properties are not looked at: ARM ignores them. A null
// counts as absent.
func (t *Type) Validate(body map[string]any, options Options) []Violation {
	c := &checker{t: t, options: options}
	c.root(body)
	sort.SliceStable(c.found, func(i, j int) bool { return c.found[i].Path < c.found[j].Path })
	return c.found
}

type checker struct {
	t       *Type
	options Options
	found   []Violation
}

func (c *checker) report(path string, k Kind, found, expected string) {
	c.found = append(c.found, Violation{Path: path, Kind: k, Found: found, Expected: expected})
}

func (c *checker) root(body map[string]any) {
	shape := c.t.shape(body, c.options.Name)
	if shape == nil {
		c.report("name", NotInEnum, show(c.options.Name), oneOf(keys(c.t.body().choices)))
		return
	}
	for _, name := range keys(body) {
		if !system[name] {
			c.member(shape, body[name], name, name)
		}
	}
	c.missing(shape, body, "")
	for _, rule := range c.t.rules {
		rule.check(c, body)
	}
}

// shape is the type of the body: for named configurations, the one of the name.
func (t *Type) shape(body map[string]any, name string) *node {
	if t.body().kind != choice {
		return t.body()
	}
	if name == "" {
		name, _ = body[t.body().discriminator].(string)
	}
	for value, shape := range t.body().choices {
		if strings.EqualFold(value, name) {
			return merged(t.body(), shape)
		}
	}
	return nil
}

func (c *checker) member(shape *node, value any, name, path string) {
	p, ok := shape.properties[name]
	switch {
	case ok && p.flags&readOnly != 0:
	case ok:
		c.value(p.node, value, path)
	case shape.additional != nil:
		c.value(shape.additional, value, path)
	default:
		c.report(path, UnknownProperty, name, nearest(shape, name))
	}
}

func (c *checker) missing(shape *node, body map[string]any, path string) {
	if c.options.Partial {
		return
	}
	for _, name := range shape.required {
		if path == "" && system[name] || shape.properties[name].flags&readOnly != 0 {
			continue
		}
		if body[name] == nil {
			c.report(join(path, name), MissingRequired, "", shape.properties[name].node.expected())
		}
	}
}

func (c *checker) value(n *node, value any, path string) {
	if value == nil {
		return
	}
	switch n.kind {
	case object:
		c.object(n, value, path)
	case choice:
		c.choice(n, value, path)
	case array:
		c.array(n, value, path)
	case text:
		c.text(n, value, path)
	case literal, union:
		c.enum(n, value, path)
	case integer:
		c.integer(n, value, path)
	case boolean:
		if _, ok := value.(bool); !ok {
			c.report(path, WrongType, show(value), n.expected())
		}
	}
}

func (c *checker) object(n *node, value any, path string) {
	body, ok := value.(map[string]any)
	if !ok {
		c.report(path, WrongType, show(value), n.expected())
		return
	}
	for _, name := range keys(body) {
		c.member(n, body[name], name, join(path, name))
	}
	c.missing(n, body, path)
}

func (c *checker) choice(n *node, value any, path string) {
	body, ok := value.(map[string]any)
	if !ok {
		c.report(path, WrongType, show(value), n.expected())
		return
	}
	place := join(path, n.discriminator)
	selector, given := body[n.discriminator]
	if !given || selector == nil {
		c.report(place, MissingRequired, "", oneOf(keys(n.choices)))
		return
	}
	name, ok := selector.(string)
	shape := n.choices[name]
	if !ok {
		c.report(place, WrongType, show(selector), "string")
		return
	}
	if shape == nil {
		c.report(place, NotInEnum, show(selector), oneOf(keys(n.choices)))
		return
	}
	c.object(merged(n, shape), value, path)
}

func (c *checker) array(n *node, value any, path string) {
	list, ok := value.([]any)
	if !ok {
		c.report(path, WrongType, show(value), n.expected())
		return
	}
	if outside(len(list), n.minLength, n.maxLength) {
		c.report(path, BadLength, show(len(list))+" elements", bounds(n.minLength, n.maxLength, " elements"))
	}
	for i, element := range list {
		place := path + "[" + show(i) + "]"
		if element == nil {
			c.report(place, WrongType, "null", n.item.expected())
			continue
		}
		c.value(n.item, element, place)
	}
}

func (c *checker) text(n *node, value any, path string) {
	s, ok := value.(string)
	found := show(value)
	if n.sensitive {
		found = "(hidden)"
	}
	switch {
	case !ok:
		c.report(path, WrongType, found, n.expected())
	case outside(utf8.RuneCountInString(s), n.minLength, n.maxLength):
		c.report(path, BadLength, found, bounds(n.minLength, n.maxLength, " characters"))
	case n.pattern != "" && !n.matches(s):
		c.report(path, BadPattern, found, "a match of "+n.pattern)
	}
}

func (c *checker) enum(n *node, value any, path string) {
	s, ok := value.(string)
	if !ok {
		c.report(path, WrongType, show(value), n.expected())
		return
	}
	for _, allowed := range n.literals {
		if s == allowed {
			return
		}
	}
	if !c.t.extra[plainPath(path)][s] {
		c.report(path, NotInEnum, show(value), oneOf(n.literals))
	}
}

func (c *checker) integer(n *node, value any, path string) {
	f, ok := number(value)
	switch {
	case !ok, f != math.Trunc(f) && !c.t.fractional(plainPath(path)):
		c.report(path, WrongType, show(value), n.expected())
	case n.min != nil && f < float64(*n.min), n.max != nil && f > float64(*n.max):
		c.report(path, OutOfRange, show(value), bounds(n.min, n.max, ""))
	}
}

// expected names a type for a message.
func (n *node) expected() string {
	switch n.kind {
	case object, choice:
		return "object"
	case array:
		return "array"
	case integer:
		return "integer"
	case boolean:
		return "boolean"
	case literal, union:
		return oneOf(n.literals)
	case text:
		return "string"
	}
	return "value"
}

func (n *node) matches(s string) bool {
	n.compile.Do(func() { n.compiled = regexp.MustCompile(n.pattern) })
	return n.compiled.MatchString(s)
}

// merged is a shape together with what all shapes of the choice share.
func merged(base, shape *node) *node {
	if len(base.properties) == 0 {
		return shape
	}
	out := &node{kind: object, properties: map[string]property{}, additional: shape.additional}
	out.required = append(append(out.required, base.required...), shape.required...)
	for name, p := range base.properties {
		out.properties[name] = p
	}
	for name, p := range shape.properties {
		out.properties[name] = p
	}
	return out
}

func outside(length int, low, high *int) bool {
	return low != nil && length < *low || high != nil && length > *high
}

func keys[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

func oneOf(values []string) string {
	return "one of '" + strings.Join(values, "', '") + "'"
}

// plainPath is a path without the positions in arrays.
func plainPath(path string) string {
	if strings.IndexByte(path, '[') < 0 {
		return path
	}
	var out strings.Builder
	inside := false
	for _, r := range path {
		switch {
		case r == '[':
			inside = true
		case r == ']':
			inside = false
			out.WriteString("[]")
		case !inside:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// nearest finds a known property that a misspelt name probably means.
func nearest(shape *node, name string) string {
	best, least := "", 3
	for _, candidate := range keys(shape.properties) {
		if strings.EqualFold(candidate, name) {
			return candidate
		}
		if d := distance(candidate, name, least); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance counts the letters to change between two words, up to a limit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit || len(a) > 64 {
		return limit
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(cost, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
