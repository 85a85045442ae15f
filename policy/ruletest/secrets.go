package ruletest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Secrets tries every fixture below dir again and again, each time with one of
// its values secret: that changes no verdict, and no finding shows the value. The
// rules that are about secrecy itself are left out.
func Secrets(t *testing.T, rules []*rule.Rule, dir string, about ...string) {
	t.Helper()
	others := slices.DeleteFunc(slices.Clone(rules), func(r *rule.Rule) bool { return slices.Contains(about, r.ID) })
	eachRule(t, others, dir, func(t *testing.T, _ *rule.Rule, trials []trial) {
		for _, tr := range trials {
			tr.secret(t)
		}
	})
}

func (tr trial) secret(t *testing.T) {
	for _, at := range tr.spots() {
		g := tr.graph(at)
		text := at.wrap(g)
		report := tr.set.All(g)
		if !sameElements(places(report.Violations), tr.fixture.Violated) {
			t.Errorf("%s: with %s of %s secret: %v", tr.name, at.path, at.name, report.Violations)
		}
		for _, f := range report.Violations {
			if tr.shows(f, at, text) {
				t.Errorf("%s: the secret %s of %s is shown: %v", tr.name, at.path, at.name, f)
			}
		}
	}
}

func sameElements(a, b []Place) bool {
	return maps.Equal(unnamed(a), unnamed(b))
}

// unnamed are places without the names of items, which a secret name is not.
func unnamed(list []Place) map[Place]bool {
	all := map[Place]bool{}
	for _, p := range list {
		all[Place{p.Resource, item.ReplaceAllString(p.Path, "[]")}] = true
	}
	return all
}

var item = regexp.MustCompile(`\[[^]]*\]`)

// wrap makes the value at the place a secret and answers its text.
func (s spot) wrap(g *rule.Graph) (text string) {
	s.change(g, func(v any) any {
		text, _ = v.(string)
		if _, is := v.(rule.Secret); is {
			return v
		}
		return rule.Secret{Value: v}
	})
	return text
}

// shows reports whether a finding tells a text that stood at a place. Where the
// finding is about something else, only what no rule says of its own accord
// counts: places and names of hosts that are said once. The names of stamps are no
// secrets.
func (tr trial) shows(f rule.Finding, at spot, text string) bool {
	if len(text) <= len("Block") {
		return false
	}
	if f.Resource.Name == at.name && f.Path == at.path {
		return strings.Contains(f.Found, text) && !strings.Contains(f.Found, "[secret]")
	}
	last := at.path[strings.LastIndex(at.path, ".")+1:]
	return (last == "location" || last == "hostName") && strings.Contains(plain(f.Found+f.Want), plain(text)) && tr.times(text) == 1
}

// times is how often a text is said in the fixture, however it is spelled.
func (tr trial) times(text string) (n int) {
	for _, r := range tr.resources {
		n += strings.Count(plain(fmt.Sprint(r.Name, r.Props)), plain(text))
	}
	return n
}

func plain(text string) string { return strings.ReplaceAll(strings.ToLower(text), " ", "") }
