package exempt

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Variable names, in a pack's environment, the file of exemptions.
const Variable = "TANDEM_POLICY_EXEMPTIONS"

// Fault is one thing that is wrong with a file of exemptions.
type Fault struct {
	File    string
	Line    int // 0 when the file as a whole is meant
	Problem string
	Remedy  string
}

// Error says where, what and what to do.
func (f Fault) Error() string {
	where := f.File
	if f.Line > 0 {
		where = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	return fmt.Sprintf("%s: %s: %s", where, f.Problem, f.Remedy)
}

// shape is told wherever a file has another one.
const shape = "write a list of entries with the keys rule, resource, reason, owner and expires"

// keys are all that an entry must have, and may have.
var keys = []string{"rule", "resource", "reason", "owner", "expires"}

// Load reads a file of exemptions from these rules, as of now. The error joins
// a [Fault] for everything that is wrong.
func Load(file string, rules []*rule.Rule, now time.Time) (*List, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, Fault{File: file, Problem: err.Error(), Remedy: "name a file that can be read; an empty list is []"}
	}
	return Parse(file, raw, rules, now)
}

// Parse is [Load] of what a file holds.
func Parse(file string, raw []byte, rules []*rule.Rule, now time.Time) (*List, error) {
	p := parse(file, raw, rules, now)
	if len(p.faults) > 0 {
		return nil, errors.Join(p.faults...)
	}
	return p.list, nil
}

// Holding is what [Parse] finds nothing wrong with, for a file of an earlier revision:
// one entry that has expired since, or whose rule has gone, does not take the others
// with it.
func Holding(file string, raw []byte, rules []*rule.Rule, now time.Time) *List {
	return &List{File: file, Entries: parse(file, raw, rules, now).sound}
}

func parse(file string, raw []byte, rules []*rule.Rule, now time.Time) *parser {
	p := &parser{list: &List{File: file}, ids: map[string]bool{}, now: now.UTC()}
	for _, r := range rules {
		p.ids[r.ID] = true
	}
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return p
	case err != nil:
		p.fault(&yaml.Node{}, strings.TrimPrefix(err.Error(), "yaml: "), "mend the YAML")
		return p
	}
	p.document(document.Content[0])
	if err := decoder.Decode(&second); !errors.Is(err, io.EOF) {
		p.fault(&yaml.Node{}, "the file holds more than one document", shape)
	}
	return p
}

// parser collects entries and faults.
type parser struct {
	list   *List
	sound  []*Entry // those of the list without a fault
	ids    map[string]bool
	now    time.Time
	faults []error
}

func (p *parser) fault(at *yaml.Node, problem, remedy string) {
	p.faults = append(p.faults, Fault{p.list.File, at.Line, problem, remedy})
}

func (p *parser) document(n *yaml.Node) {
	switch {
	case n.Tag == "!!null":
		return
	case n.Kind != yaml.SequenceNode:
		p.fault(n, "this is no list", shape)
		return
	}
	for _, item := range n.Content {
		p.entry(item)
	}
}

func (p *parser) entry(n *yaml.Node) {
	before := len(p.faults)
	values, ok := p.values(n)
	if !ok {
		return
	}
	e := &Entry{Line: n.Line}
	for key, into := range map[string]*string{"rule": &e.Rule, "resource": &e.Resource, "reason": &e.Reason, "owner": &e.Owner} {
		if v := values[key]; v != nil {
			*into = strings.TrimSpace(v.Value)
		}
	}
	p.required(n, values)
	if e.Rule != "" && !p.ids[e.Rule] {
		p.fault(values["rule"], fmt.Sprintf("there is no rule %s", e.Rule), "name one that tandem policy list shows")
	}
	if e.Resource != "" {
		p.resource(values["resource"], e)
	}
	if v := values["expires"]; v != nil && v.Value != "" {
		p.expiry(v, e)
	}
	p.list.Entries = append(p.list.Entries, e)
	if len(p.faults) == before {
		p.sound = append(p.sound, e)
	}
}

// values are an entry's values by their keys.
func (p *parser) values(n *yaml.Node) (map[string]*yaml.Node, bool) {
	if n.Kind != yaml.MappingNode {
		p.fault(n, "this is no entry", shape)
		return nil, false
	}
	values := map[string]*yaml.Node{}
	for i := 0; i < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case !slices.Contains(keys, key.Value):
			p.fault(key, fmt.Sprintf("the key %s is not known", key.Value), "an entry has "+strings.Join(keys, ", "))
		case values[key.Value] != nil:
			p.fault(key, fmt.Sprintf("the key %s stands twice", key.Value), "keep one")
		case value.Kind != yaml.ScalarNode:
			p.fault(value, fmt.Sprintf("the value of %s is no text", key.Value), "write it on one line")
			values[key.Value] = &yaml.Node{Kind: yaml.ScalarNode, Line: value.Line, Value: "", Tag: "!wrong"}
		default:
			values[key.Value] = value
		}
	}
	return values, true
}

// remedies say what to write for a key that is missing.
var remedies = map[string]string{
	"rule":     "name the rule's id, such as TDM-SQL-001",
	"resource": "name the resource by its URN or by stack/name",
	"reason":   "say why the violation is accepted",
	"owner":    "name who removes the entry in the end",
	"expires":  "give the last day, such as 2026-02-28",
}

func (p *parser) required(n *yaml.Node, values map[string]*yaml.Node) {
	for _, key := range keys {
		v := values[key]
		if v != nil && v.Tag == "!wrong" {
			continue
		}
		if v == nil || v.Tag == "!!null" || strings.TrimSpace(v.Value) == "" {
			p.fault(n, "the entry has no "+key, remedies[key])
		}
	}
}

func (p *parser) resource(at *yaml.Node, e *Entry) {
	stack, name, ok := strings.Cut(e.Resource, "/")
	if isURN(e.Resource) {
		stack, name, ok = e.Stack(), e.Resource, strings.Count(e.Resource, "::") >= 3
	}
	if !ok || stack == "" || name == "" {
		p.fault(at, fmt.Sprintf("%s is neither a URN nor stack/name", e.Resource), remedies["resource"])
		return
	}
	for _, other := range p.list.Entries {
		if other.Rule == e.Rule && same(other.Resource, e.Resource) {
			p.fault(at, fmt.Sprintf("the exemption %s stands twice, also in line %d", e, other.Line), "keep one")
			return
		}
	}
}

// same reports whether two ways to name a resource overlap.
func same(a, b string) bool {
	if isURN(a) != isURN(b) {
		a, b = short(a), short(b)
	}
	return a == b
}

// short is stack/name.
func short(resource string) string {
	if !isURN(resource) {
		return resource
	}
	r := rule.Resource{URN: resource}
	return r.Stack() + "/" + resource[strings.LastIndex(resource, "::")+len("::"):]
}

func (p *parser) expiry(at *yaml.Node, e *Entry) {
	day, err := time.Parse(time.DateOnly, strings.TrimSpace(at.Value))
	if err != nil {
		p.fault(at, fmt.Sprintf("expires is %s, which is no date", at.Value), remedies["expires"])
		return
	}
	e.Expires = day
	last := p.now.Truncate(24*time.Hour).AddDate(0, 0, MostDays)
	switch {
	case e.expired(p.now):
		p.fault(at, fmt.Sprintf("the exemption %s expired on %s", e, at.Value), "mend the resource and remove the entry, or give a new reason and date")
	case day.After(last):
		p.fault(at, fmt.Sprintf("the exemption %s lasts until %s, more than %d days", e, at.Value, MostDays),
			"let it expire on "+last.Format(time.DateOnly)+" or before")
	}
}
