package sandbox_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// refusal is one row of the table of what Azure refuses. Request is the twin
// that passes; with the flaw, which changes one thing in it, it is refused. A
// row without a flaw is about a fact of the world: the same request is refused
// first and passes after mend.
type refusal struct {
	id      string // permanent
	source  string // the page or issue that says so
	status  int
	code    string
	given   []call // what the row needs besides the world
	request call
	flaw    flaw
	mend    []call
}

// flaw is a change of one thing in a request: the value at a dotted path of
// the body (nil takes it away), the "name" or the whole "id" of the resource.
type flaw struct {
	path  string
	value any
}

func (r refusal) trigger(t *testing.T) call {
	t.Helper()
	k := r.request
	switch r.flaw.path {
	case "":
		return k
	case "id":
		k.id = r.flaw.value.(string)
		return k
	case "name":
		k.id = k.id[:strings.LastIndexByte(k.id, '/')+1] + r.flaw.value.(string)
		return k
	}
	var body any
	if err := json.Unmarshal([]byte(k.body), &body); err != nil {
		t.Fatalf("the row's body is no JSON: %v\n%s", err, k.body)
	}
	k.body = encode(t, change(body, strings.Split(r.flaw.path, "."), r.flaw.value))
	if k.body == encode(t, body) {
		t.Fatalf("the flaw changes nothing: %v", r.flaw)
	}
	return k
}

func encode(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// change is doc with another value at the path.
func change(doc any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if items, ok := doc.([]any); ok {
		i, err := strconv.Atoi(path[0])
		if err != nil || i > len(items) {
			return doc
		}
		items = slices.Clone(items)
		if i == len(items) {
			return append(items, value)
		}
		items[i] = change(items[i], path[1:], value)
		return items
	}
	out := map[string]any{}
	if in, ok := doc.(map[string]any); ok {
		for k, v := range in {
			out[k] = v
		}
	}
	if len(path) == 1 && value == nil {
		delete(out, path[0])
		return out
	}
	out[path[0]] = change(out[path[0]], path[1:], value)
	return out
}

// refusals is the whole table.
func refusals() []refusal {
	return slices.Concat(accessRefusals, networkRefusals, linkRefusals, storageRefusals, replicationRefusals, vaultRefusals,
		sqlRefusals, groupRefusals, webRefusals, edgeRefusals, wafRefusals, monitorRefusals, tagRefusals)
}

func TestRefusals(t *testing.T) {
	c := newWorld(t)
	for _, r := range refusals() {
		t.Run(r.id, func(t *testing.T) {
			t.Parallel()
			c := c.within(t)
			c.must(t, r.given...)
			k := r.trigger(t)
			before := c.state(k)
			a := c.run(k)
			status, code := a.status, a.code()
			if status != r.status || code != r.code {
				t.Fatalf("%s %s\n%s\ngot %d %s, want %d %s\n%s", k.method, k.id, k.body, status, code, r.status, r.code, a.raw)
			}
			if after := c.state(k); after != before {
				t.Errorf("the refused request changed the resource from\n%s\nto\n%s", before, after)
			}
			c.must(t, r.mend...)
			c.must(t, r.request)
		})
	}
}

// state is what a GET of the call's resource shows, "" when it is not there.
func (c *client) state(k call) string {
	id := expand(k.id)
	if k.method == "POST" {
		id = id[:strings.LastIndexByte(id, '/')]
	}
	a := c.send("GET", id+"?api-version="+versionOf(id), nil)
	if a.status != 200 {
		return ""
	}
	return a.raw
}

func TestRefusalsAreATable(t *testing.T) {
	const least = 290
	rows := refusals()
	if len(rows) < least {
		t.Errorf("the table has %d rows, want %d at least", len(rows), least)
	}
	name, source := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`), regexp.MustCompile(`^https://(learn\.microsoft\.com|github\.com)/`)
	seen := map[string]bool{}
	for _, r := range rows {
		switch {
		case !name.MatchString(r.id) || seen[r.id]:
			t.Errorf("the row id %q is malformed or used twice", r.id)
		case !source.MatchString(r.source):
			t.Errorf("%s: the source %q is no page that can be read", r.id, r.source)
		case r.status < 400 || r.code == "":
			t.Errorf("%s: status and code are missing", r.id)
		case (r.flaw.path == "") == (len(r.mend) == 0):
			t.Errorf("%s: give either a flaw or what mends it", r.id)
		}
		seen[r.id] = true
	}
	t.Logf("%d rows", len(rows))
}

// TestEveryRefusalIsMade looks for refusals that no code makes any more.
func TestEveryRefusalIsMade(t *testing.T) {
	text := func(pattern string) string {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
		}
		var all strings.Builder
		for _, name := range files {
			if raw, err := os.ReadFile(name); err != nil {
				t.Fatal(err)
			} else if !strings.HasSuffix(name, "_test.go") {
				all.Write(raw)
			}
		}
		return all.String()
	}
	vocabulary, users := text("arm/*.go"), text("rp/*.go")+text("web/*.go")+text("entra/*.go")+text("schema/*.go")
	made := regexp.MustCompile(`(?m)^func ([A-Z]\w*)\(.*\) \*Error \{`).FindAllStringSubmatch(vocabulary, -1)
	if len(made) < 100 {
		t.Errorf("only %d refusals were found", len(made))
	}
	inside := map[string]int{}
	for _, m := range regexp.MustCompile(`\b([A-Z]\w*)\(`).FindAllStringSubmatch(vocabulary, -1) {
		inside[m[1]]++
	}
	for _, m := range made {
		if !strings.Contains(users, "arm."+m[1]+"(") && inside[m[1]] < 2 {
			t.Errorf("nothing refuses with arm.%s", m[1])
		}
	}
}

const (
	learn  = "https://learn.microsoft.com/azure/"
	rest   = "https://learn.microsoft.com/rest/api/"
	issues = "https://github.com/"
	names  = learn + "azure-resource-manager/management/resource-name-rules"
)
