package main

import (
	"os"
	"regexp"
	"slices"
	"strconv"
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
	case float64:
		if hidden {
			return []string{strconv.FormatFloat(v, 'f', -1, 64)}
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

// secretVariables are what must not be shown of variables, as NAME=value: the values
// of those whose names say so, and passwords in addresses, such as a proxy's.
func secretVariables(environ []string) []string {
	names := secretNames(environ)
	var found []string
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		if slices.Contains(names, name) {
			found = append(found, value)
		}
		for _, part := range password.FindAllStringSubmatch(value, -1) {
			found = append(found, part[1])
		}
	}
	return found
}

// keptFromLogs are the values that logs of what runs with more variables must not hold.
func keptFromLogs(more map[string]string) []string {
	return secretVariables(slices.Concat(os.Environ(), environ(more)))
}

// secretHolders are the names of those variables, given as NAME=value, that hold
// something secret: all of it, or a password in an address.
func secretHolders(environ []string) []string {
	holders := secretNames(environ)
	for _, entry := range environ {
		if name, value, _ := strings.Cut(entry, "="); password.MatchString(value) {
			holders = append(holders, name)
		}
	}
	return holders
}

// password is the password in an address.
var password = regexp.MustCompile(`://[^/?#@\s:]*:([^/?#@\s]+)@`)

// What names of variables hold that are secret: anywhere in them, and as a word.
var (
	secretParts = []string{"SECRET", "TOKEN", "PASSWORD", "PASSPHRASE", "PASSWD", "CREDENTIAL", "APIKEY", "ACCESSKEY", "PRIVATEKEY", "CONNECTIONSTRING", "CONNECTION_STRING", "IDENTITY_HEADER"}
	secretWords = []string{"KEY", "PASS", "PAT", "PWD", "SAS", "DSN"}
)

// secretNames are the names of those variables, given as NAME=value, that are called
// something secret. Those that say where a file lies are not.
func secretNames(environ []string) []string {
	var found []string
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		called := strings.ToUpper(name)
		place := called == "PWD" || called == "OLDPWD" || strings.HasSuffix(called, "_FILE") || strings.HasSuffix(called, "_PATH")
		part := slices.ContainsFunc(secretParts, func(part string) bool { return strings.Contains(called, part) })
		word := slices.ContainsFunc(strings.Split(called, "_"), func(word string) bool { return slices.Contains(secretWords, word) })
		if !place && (part || word) {
			found = append(found, name)
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
