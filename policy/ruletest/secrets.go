package ruletest

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/rule"
)

// Secrets tries every fixture below dir again and again, each time with one of
// its values secret: that changes no verdict, and no finding about the value shows
// it. The rules that are about secrecy itself are left out.
func Secrets(t *testing.T, rules []*rule.Rule, dir string, about ...string) {
	t.Helper()
	for _, r := range rules {
		if slices.Contains(about, r.ID) {
			continue
		}
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			files, err := filepath.Glob(filepath.Join(dir, r.ID, "*.yaml"))
			require.NoError(t, err)
			for _, file := range files {
				f, err := Load(file)
				require.NoError(t, err)
				trial{rule: r, fixture: f, name: filepath.Base(file)}.secret(t)
			}
		})
	}
}

func (tr trial) secret(t *testing.T) {
	for i, r := range tr.graph(t).Resources {
		for _, at := range spots(r.Get(), nil) {
			g := tr.graph(t)
			text := at.wrap(g.Resources[i])
			report := tr.judge(t, g)
			if !sameElements(places(report.Violations), tr.fixture.Violated) {
				t.Errorf("%s %s: with %s of %s secret: %v", tr.rule.ID, tr.name, at.path, r.Name, report.Violations)
			}
			for _, f := range report.Violations {
				if len(text) > len("Block") && f.Resource.Name == r.Name && f.Path == at.path && strings.Contains(f.Found, text) && !strings.Contains(f.Found, "[secret]") {
					t.Errorf("%s %s: the secret %s of %s is shown: %v", tr.rule.ID, tr.name, at.path, r.Name, f)
				}
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
func (s spot) wrap(r *rule.Resource) (text string) {
	r.Props, _ = changed(r.Props, s.way, func(v any) any {
		text, _ = v.(string)
		if _, is := v.(rule.Secret); is {
			return v
		}
		return rule.Secret{Value: v}
	}).(map[string]any)
	return text
}
