package settings

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/internal/topology"
)

// source says where a stack's values came from.
type source struct {
	stack string
	file  string
	lines map[string]int // by key
}

func (s source) fault(name, problem, remedy string) Fault {
	return Fault{Stack: s.stack, File: s.file, Line: s.lines[name], Key: name, Problem: problem, Remedy: remedy}
}

// label names the source in the text of a fault that stands elsewhere.
func (s source) label() string {
	if s.file != "" {
		return s.file
	}
	return "stack " + s.stack
}

// reader reads typed values and collects what is wrong with them. A value that
// is missing or wrong is read as the zero value of its type.
type reader struct {
	source
	values map[string]string
	faults []Fault
}

func (r *reader) faultf(name, remedy, format string, args ...any) {
	r.faults = append(r.faults, r.fault(name, fmt.Sprintf(format, args...), remedy))
}

// has reports whether the key is set to anything.
func (r *reader) has(name string) bool { return strings.TrimSpace(r.values[name]) != "" }

// need reports a key that is missing.
func (r *reader) need(name string) bool {
	if r.has(name) {
		return true
	}
	r.faultf(name, "add "+example(name), "is missing")
	return false
}

// optional reads a text that may be left out.
func (r *reader) optional(name string) string {
	value := strings.TrimSpace(r.values[name])
	if structured(value) {
		r.faultf(name, "write "+example(name), "is a list or an object where one value is expected")
		return ""
	}
	return value
}

// structured reports whether a value is how Pulumi hands over lists and
// objects.
func structured(value string) bool {
	return value != "" && (value[0] == '[' || value[0] == '{') && json.Valid([]byte(value))
}

// text reads a text that must be there.
func (r *reader) text(name string) string {
	if !r.need(name) {
		return ""
	}
	return r.optional(name)
}

// checked reads a text that must be there and pass the check.
func (r *reader) checked(name string, check func(string) error) string {
	if !r.need(name) {
		return ""
	}
	return r.optionalChecked(name, check)
}

// optionalChecked reads a text that must pass the check unless it is left out.
func (r *reader) optionalChecked(name string, check func(string) error) string {
	value := r.optional(name)
	if value == "" {
		return ""
	}
	if err := check(value); err != nil {
		r.faultf(name, "write for example "+example(name), "%v", err)
		return ""
	}
	return value
}

// choice reads one of the candidates.
func (r *reader) choice(name string, candidates ...string) string {
	value := r.text(name)
	if value == "" || slices.Contains(candidates, value) {
		return value
	}
	r.faultf(name, oneOf(value, candidates), "%q is none of %s", value, strings.Join(candidates, ", "))
	return ""
}

// stamp reads the name of a stamp.
func (r *reader) stamp(name string) topology.Stamp {
	if !r.need(name) {
		return ""
	}
	return r.optionalStamp(name)
}

func (r *reader) optionalStamp(name string) topology.Stamp {
	value := r.optional(name)
	if value == "" {
		return ""
	}
	stamp, err := topology.ParseStamp(value)
	if err != nil {
		r.faultf(name, oneOf(value, []string{string(topology.Blue), string(topology.Green)}), "%q names no stamp", value)
		return ""
	}
	return stamp
}

// region reads the name of an Azure region.
func (r *reader) region(name string) string {
	value := r.text(name)
	if value == "" {
		return ""
	}
	if _, ok := topology.LookupRegion(value); ok {
		return value
	}
	var names []string
	for _, region := range topology.Regions() {
		names = append(names, region.Name)
	}
	remedy := "use a region's short name as ARM lists it, for example northeurope"
	if c, ok := closest(strings.ReplaceAll(value, " ", ""), names); ok {
		remedy = "did you mean " + c + "?"
	}
	r.faultf(name, remedy, "%q is no Azure region that is known here", value)
	return ""
}

// boolean reads true or false.
func (r *reader) boolean(name string, fallback bool) bool {
	value := r.optional(name)
	switch value {
	case "true":
		return true
	case "false":
		return false
	case "":
		return fallback
	}
	r.faultf(name, "write true or false", "%q is no boolean", value)
	return fallback
}

// integer reads a whole number within limits.
func (r *reader) integer(name string, low, high int) int {
	if !r.need(name) {
		return 0
	}
	return r.optionalInteger(name, 0, low, high)
}

func (r *reader) optionalInteger(name string, fallback, low, high int) int {
	value := r.optional(name)
	if value == "" {
		return fallback
	}
	n, err := strconv.Atoi(value)
	switch {
	case err != nil:
		r.faultf(name, fmt.Sprintf("write a number from %d to %d", low, high), "%q is no whole number", value)
	case n < low || n > high:
		r.faultf(name, fmt.Sprintf("write a number from %d to %d", low, high), "%d is out of range", n)
	default:
		return n
	}
	return fallback
}

// list reads a list of texts that each pass the check and differ.
func (r *reader) list(name string, check func(string) error) []string {
	value := strings.TrimSpace(r.values[name])
	if value == "" {
		return nil
	}
	var items []string
	if err := json.Unmarshal([]byte(value), &items); err != nil {
		r.faultf(name, "write "+example(name), "is no list of texts")
		return nil
	}
	faults := len(r.faults)
	for i, item := range items {
		if slices.Contains(items[:i], item) {
			r.faultf(name, "name it once", "%q stands twice in the list", item)
		}
		if err := check(item); err != nil {
			r.faultf(name, "write for example "+example(name), "%v", err)
		}
	}
	if len(r.faults) > faults {
		return nil
	}
	return items
}

// fullList reads a list that must have at least one item.
func (r *reader) fullList(name string, check func(string) error) []string {
	if !r.need(name) {
		return nil
	}
	items := r.list(name, check)
	if items != nil && len(items) == 0 {
		r.faultf(name, "write for example "+example(name), "is an empty list")
	}
	return items
}

// moment reads a point in time.
func (r *reader) moment(name string) *time.Time {
	value := r.optional(name)
	if value == "" {
		return nil
	}
	t, err := parseMoment(value)
	if err != nil {
		r.faultf(name, "write for example "+example(name), "%q is no point in time by RFC 3339", value)
		return nil
	}
	t = t.UTC()
	return &t
}

// parseMoment reads a point in time. Without quotes it is a timestamp to YAML,
// which the CLI hands to the program as Go prints it ("2030-01-31 18:00:00 +0000 UTC").
func parseMoment(value string) (time.Time, error) {
	if printed := strings.Fields(value); len(printed) == 4 {
		return time.Parse("2006-01-02 15:04:05 -0700", strings.Join(printed[:3], " "))
	}
	return time.Parse(time.RFC3339, value)
}

// unknown reports the keys that the layer does not have.
func (r *reader) unknown(layer Layer) {
	names := make([]string, 0, len(r.values))
	for name := range r.values {
		names = append(names, name)
	}
	slices.Sort(names)
	known := keysOf(layer)
	for _, name := range names {
		if slices.Contains(known, name) {
			continue
		}
		r.faults = append(r.faults, r.fault(name, unknownProblem(name, layer), unknownRemedy(name, layer)))
	}
}

func unknownProblem(name string, layer Layer) string {
	if k, ok := lookupKey(name); ok {
		return fmt.Sprintf("belongs to the layer %s, and this stack's layer is %s", layerNames(k.layers), layer)
	}
	return "is an unknown key"
}

func unknownRemedy(name string, layer Layer) string {
	if slices.Contains(perStamp, name) && layer == LayerSystem {
		return fmt.Sprintf("set %s and %s", qualified(stampKey(layer, topology.Blue, name)), qualified(stampKey(layer, topology.Green, name)))
	}
	if _, ok := lookupKey(name); ok {
		return "remove it"
	}
	if c, ok := closest(name, keysOf(layer)); ok {
		return "did you mean " + qualified(c) + "?"
	}
	return "remove it"
}

func layerNames(layers []Layer) string {
	names := make([]string, len(layers))
	for i, l := range layers {
		names[i] = string(l)
	}
	return strings.Join(names, " or ")
}
