package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// runtime is a stack that App Service brings, as sites on Linux and on Windows
// name it.
type runtime struct {
	linux   []string // before the bar in linuxFxVersion
	windows string   // property of siteConfig
}

// supported demands that the version of a runtime, where a site has one, is not
// older than the parameter oldest. version takes it out of a text; "" is none.
func (t runtime) supported(r *rule.Resource, j *rule.Judge, version func(string) string) {
	oldest := j.Text("oldest")
	want := "version " + oldest + " or later"
	linux := r.Get("siteConfig", "linuxFxVersion")
	if text, ok := j.TextOf(linux); ok && text != "" {
		stack, rest, _ := strings.Cut(text, "|")
		if slices.Contains(t.linux, strings.ToUpper(stack)) && older(version(rest), oldest) {
			j.Violated(linux, want)
		}
		return
	}
	if linux.Unknown() || isLinux(r) {
		return // on Linux the property for Windows means nothing
	}
	windows := r.Get("siteConfig", t.windows)
	if text, ok := j.TextOf(windows); ok && older(version(text), oldest) {
		j.Violated(windows, want)
	}
}

// plain takes the version out of texts such as v8.0, ~22 and 22-lts.
func plain(text string) string {
	version, _, _ := strings.Cut(strings.TrimLeft(strings.ToLower(text), "v~"), "-")
	return version
}

// older compares versions part by part. What is no version, such as "off" or
// "lts", is not older than anything.
func older(version, than string) bool {
	a, b := strings.Split(version, "."), strings.Split(than, ".")
	for i := range min(len(a), len(b)) {
		x, errX := strconv.Atoi(a[i])
		y, errY := strconv.Atoi(b[i])
		if errX != nil || errY != nil {
			return false
		}
		if x != y {
			return x < y
		}
	}
	return false
}
