package rules_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// hung is how long all rules may take over one small graph.
const hung = 20 * time.Second

// FuzzRules edits the fixtures' graphs at random, in ways that no program and
// no provider is supposed to, and asks every rule about them in both classes:
// none panics or hangs, the same graph gets the same report in the same order,
// and the order of lists decides nothing.
func FuzzRules(f *testing.F) {
	words := vocabularyOf(f)
	for _, name := range words.fixtures {
		f.Add(name, []byte{})
	}
	for i := range 64 {
		f.Add(words.fixtures[i*31%len(words.fixtures)], []byte(fmt.Sprintf("%d edits at random %x", i, i*i*7919)))
	}
	f.Add("III-AFD-ood.yaml", []byte("12")) // two alerts that are open: who waits was a matter of their order
	sets := everyClass()
	f.Fuzz(func(t *testing.T, fixture string, edits []byte) {
		done := make(chan string, 1)
		go func() { done <- examine(words, sets, fixture, edits) }()
		select {
		case fault := <-done:
			if fault != "" {
				t.Fatal(fault)
			}
		case <-time.After(hung):
			t.Fatalf("the rules do not come to an end within %v", hung)
		}
	})
}

// everyClass makes all rules ready for each class, those that are disabled by
// default, too.
func everyClass() []*rule.Set {
	levels := map[string]rule.Level{}
	for _, r := range rules.All() {
		levels[r.ID] = rule.Mandatory
	}
	var sets []*rule.Set
	for _, class := range []rule.Class{rule.Production, rule.Test} {
		sets = append(sets, rule.NewSet(rules.All(), rule.Options{Class: class, Levels: levels}))
	}
	return sets
}

// examine makes the graph three times, once with its lists reversed, and tells
// what is wrong with the reports; "" is nothing.
func examine(words *vocabulary, sets []*rule.Set, fixture string, edits []byte) (fault string) {
	defer func() {
		if p := recover(); p != nil {
			fault = fmt.Sprintf("panic: %v", p)
		}
	}()
	for _, set := range sets {
		for _, whole := range []bool{true, false} {
			first := set.All(rule.NewGraph(words.grown(fixture, edits), whole))
			again := set.All(rule.NewGraph(words.grown(fixture, edits), whole))
			if !sameFindings(first.Violations, again.Violations) || !sameFindings(first.NotYetKnown, again.NotYetKnown) {
				return fmt.Sprintf("the same graph gets two reports:\n%s\n---\n%s", told(first), told(again))
			}
			turned := words.grown(fixture, edits)
			reverse(turned)
			other := set.All(rule.NewGraph(turned, whole))
			if !maps.Equal(verdicts(first), verdicts(other)) {
				return fmt.Sprintf("the order of lists decides:\n%s\n--- reversed:\n%s", told(first), told(other))
			}
		}
	}
	return remedied(words.grown(fixture, edits))
}

// remedied lets rules set what they can, in copies.
func remedied(resources []*rule.Resource) string {
	set := rule.NewSet(nil, rule.Options{Params: map[string]map[string]any{"TDM-RES-001": {"values": "owner=nobody"}}})
	for _, r := range resources {
		before := fmt.Sprint(r.Props)
		for _, known := range rules.All() {
			if known.Remediate == nil || !slices.Contains(known.Types, r.Type) {
				continue
			}
			props, _ := copied(r.Props).(map[string]any)
			set.Remediate(known, r, props)
			if set.Remediate(known, &rule.Resource{URN: r.URN, Type: r.Type, Props: props}, copied(props).(map[string]any)) {
				return known.ID + " remedies what it has remedied already"
			}
			if fmt.Sprint(r.Props) != before {
				return known.ID + " changes the resource instead of the copy"
			}
		}
	}
	return ""
}

// sameFindings reports whether findings tell the same in the same order.
func sameFindings(a, b []rule.Finding) bool {
	return slices.EqualFunc(a, b, func(x, y rule.Finding) bool {
		return x.Rule.ID == y.Rule.ID && x.Resource.URN == y.Resource.URN && x.Path == y.Path && x.Found == y.Found && x.Want == y.Want
	})
}

func told(r rule.Report) string {
	var b strings.Builder
	for _, findings := range [][]rule.Finding{r.Violations, r.NotYetKnown} {
		for _, f := range findings {
			fmt.Fprintln(&b, f.Rule.ID, f.Resource.URN, f.Path, f.Found, f.Want)
		}
	}
	return b.String()
}

// verdict is that a rule says something of a resource.
type verdict struct {
	rule, urn string
	waits     bool
}

// verdicts are which rules say something of which resources.
func verdicts(r rule.Report) map[verdict]bool {
	all := map[verdict]bool{}
	for _, f := range r.Violations {
		all[verdict{f.Rule.ID, f.Resource.URN, false}] = true
	}
	for _, f := range r.NotYetKnown {
		all[verdict{f.Rule.ID, f.Resource.URN, true}] = true
	}
	return all
}

// reverse turns around every list in resources and, where no two resources
// could be taken for each other, the resources themselves.
func reverse(resources []*rule.Resource) {
	names := map[string]bool{}
	ambiguous := false
	for _, r := range resources {
		turnedAround(r.Props)
		slices.Reverse(r.Dependencies)
		for _, urns := range r.PropertyDependencies {
			slices.Reverse(urns)
		}
		for _, name := range []string{"id " + strings.ToLower(r.ID), r.Type + " " + strings.ToLower(rule.AzureName(r))} {
			ambiguous = ambiguous || names[name] && !strings.HasSuffix(name, " ")
			names[name] = true
		}
	}
	if !ambiguous {
		slices.Reverse(resources)
	}
}

func turnedAround(value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, member := range v {
			turnedAround(member)
		}
	case []any:
		slices.Reverse(v)
		for _, item := range v {
			turnedAround(item)
		}
	case rule.Secret:
		turnedAround(v.Value)
	}
}

func copied(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			out[name] = copied(member)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, item := range v {
			out[i] = copied(item)
		}
		return out
	case rule.Secret:
		return rule.Secret{Value: copied(v.Value)}
	}
	return value
}

// TestParentsInCircles is what fuzzing found: in a file that somebody edited,
// parents can go round in circles.
func TestParentsInCircles(t *testing.T) {
	for _, typ := range []string{"tandem:region:App", "azure-native:web:WebApp"} {
		a := &rule.Resource{URN: "urn:pulumi:blue::tandem::" + typ + "::a", Type: typ, Parent: "urn:pulumi:blue::tandem::" + typ + "::b"}
		b := &rule.Resource{URN: "urn:pulumi:blue::tandem::" + typ + "::b", Type: typ, Parent: a.URN}
		if stamp := rule.NewGraph([]*rule.Resource{a, b}, true).Stamp(a); stamp != "" {
			t.Errorf("stamp %q out of nothing", stamp)
		}
	}
}

// TestTheFirstOfTwoGroupsIsTheSame is what fuzzing found: of two groups with the
// tag of one stamp, that was told which came first.
func TestTheFirstOfTwoGroupsIsTheSame(t *testing.T) {
	group := func(name, stamp string) *rule.Resource {
		return &rule.Resource{URN: "urn:pulumi:s::p::azure-native:resources:ResourceGroup::" + name, Name: name, Type: "azure-native:resources:ResourceGroup", Custom: true,
			Props: map[string]any{"resourceGroupName": name, "location": "westeurope", "tags": map[string]any{"stamp": stamp}}}
	}
	blue, green, other := group("blue", "blue"), group("green", "green"), group("green-2", "green")
	set := rule.NewSet(rules.All(), rule.Options{})
	first, second := set.All(rule.NewGraph([]*rule.Resource{blue, green, other}, true)), set.All(rule.NewGraph([]*rule.Resource{other, green, blue}, true))
	if !reflect.DeepEqual(first, second) {
		t.Errorf("the order of resources decides:\n%v\n%v", first.Violations, second.Violations)
	}
}
