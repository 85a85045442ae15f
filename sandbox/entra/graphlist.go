package entra

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// graphPage is how many objects a page has unless $top says otherwise.
const graphPage = 100

// list answers the objects that $filter chooses, in pages, sorted by id.
func (c *graphCall) list(kind string, all []object) (graphReply, *graphError) {
	match, fault := graphFilter(c.query.Get("$filter"))
	if fault != nil {
		return graphReply{}, fault
	}
	for name := range c.query {
		switch name {
		case "$filter", "$select", "$top", "$skiptoken", "$count", "$expand", "$orderby":
		default:
			if strings.HasPrefix(name, "$") {
				return graphReply{}, badRequest("Unrecognized query argument specified: '%s'.", name)
			}
		}
	}
	slices.SortFunc(all, func(a, b object) int { return strings.Compare(a.id(), b.id()) })
	size := graphPage
	if top := c.query.Get("$top"); top != "" {
		n, err := strconv.Atoi(top)
		if err != nil || n < 1 || n > 999 {
			return graphReply{}, badRequest("Invalid page size specified: '%s'. Must be between 1 and 999 inclusive.", top)
		}
		size = n
	}
	after, err := base64.RawURLEncoding.DecodeString(c.query.Get("$skiptoken"))
	if err != nil {
		return graphReply{}, badRequest("Invalid value specified for the skip token.")
	}
	value := []any{}
	more := ""
	for _, o := range all {
		if !match(o) || o.id() <= string(after) {
			continue
		}
		if len(value) == size {
			more = value[size-1].(object).id()
			break
		}
		value = append(value, o.shown())
	}
	doc := map[string]any{"@odata.context": c.base + "/$metadata#" + kind}
	if more != "" {
		doc["@odata.nextLink"] = c.nextLink(more)
	}
	for i, v := range value {
		picked, fault := c.pick(v.(object))
		if fault != nil {
			return graphReply{}, fault
		}
		value[i] = picked
	}
	doc["value"] = value
	return graphReply{status: http.StatusOK, body: doc}, nil
}

func (c *graphCall) nextLink(after string) string {
	q := url.Values{}
	for k, v := range c.query {
		if k != "$skiptoken" {
			q[k] = v
		}
	}
	q.Set("$skiptoken", base64.RawURLEncoding.EncodeToString([]byte(after)))
	return c.base + "/" + strings.Join(c.segs, "/") + "?" + q.Encode()
}

// pick applies $select.
func (c *graphCall) pick(o object) (object, *graphError) {
	sel := c.query.Get("$select")
	if sel == "" {
		return o, nil
	}
	out := object{}
	for name := range strings.SplitSeq(sel, ",") {
		name = strings.TrimSpace(name)
		if name == "" {
			return nil, badRequest("Parsing OData Select and Expand failed: empty name in '%s'.", sel)
		}
		if v, ok := o[name]; ok {
			out[name] = v
		}
	}
	if t, ok := o["@odata.type"]; ok {
		out["@odata.type"] = t
	}
	return out, nil
}

var (
	graphEquals = regexp.MustCompile(`^\s*([A-Za-z/]+)\s+eq\s+(?:'((?:[^']|'')*)'|(true|false|null|[0-9a-fA-F-]{36}))\s*$`)
	graphStarts = regexp.MustCompile(`^\s*startswith\(\s*([A-Za-z/]+)\s*,\s*'((?:[^']|'')*)'\s*\)\s*$`)
	graphAny    = regexp.MustCompile(`^\s*([A-Za-z]+)/any\(\s*(\w+)\s*:\s*(\w+)\s+eq\s+'((?:[^']|'')*)'\s*\)\s*$`)
	graphAnd    = regexp.MustCompile(`\s+and\s+`)
)

// graphFilter reads "x eq 'y'", "startswith(x,'y')" and "x/any(s:s eq 'y')",
// joined by "and".
func graphFilter(filter string) (func(object) bool, *graphError) {
	if strings.TrimSpace(filter) == "" {
		return func(object) bool { return true }, nil
	}
	var tests []func(object) bool
	for _, clause := range graphAnd.Split(filter, -1) {
		test, ok := graphClause(clause)
		if !ok {
			return nil, unsupportedQuery("Unsupported or invalid query filter clause specified: '%s'.", clause)
		}
		tests = append(tests, test)
	}
	return func(o object) bool {
		for _, t := range tests {
			if !t(o) {
				return false
			}
		}
		return true
	}, nil
}

func graphClause(clause string) (func(object) bool, bool) {
	unquote := func(s string) string { return strings.ReplaceAll(s, "''", "'") }
	if m := graphEquals.FindStringSubmatch(clause); m != nil {
		want := unquote(m[2])
		if m[3] != "" {
			want = m[3]
		}
		return func(o object) bool { return strings.EqualFold(graphText(o, m[1]), want) }, true
	}
	if m := graphStarts.FindStringSubmatch(clause); m != nil {
		prefix := strings.ToLower(unquote(m[2]))
		return func(o object) bool { return strings.HasPrefix(strings.ToLower(graphText(o, m[1])), prefix) }, true
	}
	if m := graphAny.FindStringSubmatch(clause); m != nil && m[2] == m[3] {
		want := unquote(m[4])
		return func(o object) bool {
			return slices.ContainsFunc(o.texts(m[1]), func(s string) bool { return strings.EqualFold(s, want) })
		}, true
	}
	return nil, false
}

// graphText is a property's value as a filter compares it.
func graphText(o object, path string) string {
	var v any = map[string]any(o)
	for part := range strings.SplitSeq(path, "/") {
		m, _ := v.(map[string]any)
		v = m[part]
	}
	if v == nil {
		return "null"
	}
	return fmt.Sprint(v)
}
