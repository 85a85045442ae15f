package main

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// secretsOf are the texts that the engine keeps secret in a graph's resources.
func secretsOf(g *rule.Graph) []string {
	if g == nil {
		return nil
	}
	var found []string
	for _, r := range g.Resources {
		found = append(found, textsIn(r.Props, false)...)
	}
	return found
}

// textsIn are the texts below secrets of a tree; hidden is set inside one.
func textsIn(v any, hidden bool) []string {
	var found []string
	switch v := v.(type) {
	case rule.Secret:
		return textsIn(v.Value, true)
	case string:
		if hidden {
			return []string{v}
		}
	case []any:
		for _, item := range v {
			found = append(found, textsIn(item, hidden)...)
		}
	case map[string]any:
		for _, member := range v {
			found = append(found, textsIn(member, hidden)...)
		}
	}
	return found
}

// secretVariables are the values of the variables, as NAME=value, whose names say
// that they are secret.
func secretVariables(environ []string) []string {
	var found []string
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		name = strings.ToUpper(name)
		for _, word := range []string{"SECRET", "TOKEN", "PASSWORD", "PASSPHRASE", "PASSWD", "CREDENTIAL", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY", "IDENTITY_HEADER"} {
			if strings.Contains(name, word) && !strings.HasSuffix(name, "_FILE") {
				found = append(found, value)
				break
			}
		}
	}
	return found
}

// environ lists variables as NAME=value.
func environ(vars map[string]string) []string {
	var list []string
	for name, value := range vars {
		list = append(list, name+"="+value)
	}
	return list
}
