package mutate

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// enumerationValues is how many other values of an enumeration are tried: all
// that are not longer than that, else the first ones and the last one, since
// the specifications' long ones (time zones, regions, metrics) are alike inside.
const enumerationValues = 8

func (w *walk) boolean(s spot) {
	if b, ok := s.value.(bool); ok {
		w.add(s, Flipped, !b)
		return
	}
	w.add(s, Set, !trueWhenAbsent[s.place.last()])
}

func (w *walk) enumeration(s spot) {
	old, _ := s.value.(string)
	kind := Chosen
	if s.value == nil {
		kind = Set
	}
	others := slices.DeleteFunc(s.form.arm.Values(), func(v string) bool { return strings.EqualFold(v, old) })
	if len(others) > enumerationValues {
		others = append(others[:enumerationValues-1:enumerationValues-1], others[len(others)-1])
	}
	for _, other := range others {
		w.add(s, kind, other)
	}
}

func (w *walk) number(s spot) {
	old, present := s.value.(float64)
	if !numbers.MatchString(strings.Join(s.place.names(), ".")) || !present && s.absent > 1 {
		return
	}
	for _, n := range scaled(old, present) {
		if low, high := s.form.arm.Bounds(); low != nil && n < float64(*low) || high != nil && n > float64(*high) {
			continue // Azure refuses it
		}
		w.add(s, Scaled, n)
	}
}

func scaled(old float64, present bool) []float64 {
	if !present {
		return []float64{0, 1}
	}
	candidates := []float64{0, 1, math.Floor(old / 2), old * 10}
	slices.Sort(candidates)
	return slices.DeleteFunc(slices.Compact(candidates), func(n float64) bool { return n == old })
}

func (w *walk) text(s spot) {
	old, present := s.value.(string)
	if !present {
		return
	}
	name := s.place.last()
	switch {
	case strings.HasPrefix(strings.ToLower(old), "/subscriptions/"):
		w.reference(s, old)
	case s.form.outside && len(s.place) == 1:
		w.pathInput(s, old)
	case addresses.MatchString(name):
		w.address(s, old)
	case ports.MatchString(name):
		if old != "*" {
			w.add(s, Widened, "*")
		}
	case period(old) != nil || wholeNumber.MatchString(old) && numbers.MatchString(strings.Join(s.place.names(), ".")):
		w.period(s, old)
	case texts.MatchString(name) || slices.ContainsFunc(s.place.names(), alwaysTelling):
		w.telling(s, old)
	}
}

// reference is an ARM id.
func (w *walk) reference(s spot, old string) {
	if twin, ok := w.near.twinID(old); ok {
		w.add(s, Peer, twin)
	}
	w.add(s, Dangling, old+"-gone")
}

// pathInput is a part of the resource's own id: the name of what it lies in.
func (w *walk) pathInput(s spot, old string) {
	if twin, ok := w.near.twin(old); ok {
		w.add(s, Peer, twin)
	}
	w.add(s, Dangling, old+"-gone")
}

func (w *walk) address(s spot, old string) {
	everything := "0.0.0.0/0"
	if serviceTag.MatchString(old) {
		everything = "Internet"
	}
	for _, wide := range []string{everything, "*"} {
		if old != wide && old != "*" {
			w.add(s, Widened, wide)
		}
	}
	if old == "*" {
		w.add(s, Changed, "10.255.255.0/24")
	}
	if twin, ok := w.near.sameOfTwin(w.r, s.place); ok && twin != old {
		w.add(s, Peer, twin)
	}
}

func (w *walk) period(s spot, old string) {
	if n, err := strconv.ParseFloat(old, 64); err == nil {
		for _, scale := range scaled(n, true) {
			w.add(s, Scaled, strconv.FormatFloat(scale, 'f', -1, 64))
		}
		return
	}
	for _, other := range period(old) {
		if other != old {
			w.add(s, Scaled, other)
		}
	}
}

// period lists a shorter and a longer duration in the notation of the given
// one, nothing for what is no duration.
func period(text string) []string {
	switch {
	case isoDuration.MatchString(text):
		return []string{"PT1M", "P30D"}
	case dayDuration.MatchString(text):
		return []string{"00.00:01:00", "365.00:00:00"}
	}
	return nil
}

// telling is a text with a meaning for security.
func (w *walk) telling(s spot, old string) {
	switch {
	case guid.MatchString(old):
		w.add(s, Changed, "00000000-0000-4000-8000-00000000dead")
	case strings.HasPrefix(old, "https://"):
		w.add(s, Changed, "http://"+strings.TrimPrefix(old, "https://"))
		w.add(s, Changed, "https://elsewhere.example.org/")
	case strings.Contains(old, "@sha256:"):
		w.add(s, Changed, old[:strings.Index(old, "@sha256:")]+":latest")
	case strings.Contains(old, "@"):
		w.add(s, Changed, "nobody@example.org")
	case version.MatchString(old):
		w.add(s, Changed, "1.0")
	default:
		w.add(s, Changed, old+"-other")
	}
	if twin, ok := w.near.twin(old); ok && twin != old {
		w.add(s, Peer, twin)
	}
}

func (p place) names() []string {
	var names []string
	for _, s := range p {
		if s.index < 0 {
			names = append(names, s.name)
		}
	}
	return names
}

func alwaysTelling(name string) bool { return name == "sku" || name == "tags" }

var (
	guid        = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	isoDuration = regexp.MustCompile(`^P(\d+[YMWD])*(T(\d+[HMS])+)?$`)
	dayDuration = regexp.MustCompile(`^\d+\.\d\d:\d\d:\d\d$`)
	wholeNumber = regexp.MustCompile(`^\d+$`)
	version     = regexp.MustCompile(`^\d+(\.\d+)+$`)
	serviceTag  = regexp.MustCompile(`^[A-Z][A-Za-z.]+$`)
)

// near knows which stamps there are, and so what a peer's is called.
type near struct {
	graph  *rule.Graph
	stamps []string
	ids    map[string]*rule.Resource // by lower-case id
	byURN  map[string]*rule.Resource
}

func neighbours(g *rule.Graph) *near {
	n := &near{graph: g, ids: map[string]*rule.Resource{}, byURN: map[string]*rule.Resource{}}
	var names []string
	for _, r := range g.Resources {
		n.byURN[r.URN] = r
		if r.ID != "" {
			n.ids[strings.ToLower(r.ID)] = r
		}
		if stamp := r.Get("tags", "stamp").Text(); stamp != "" && !slices.Contains(names, stamp) {
			names = append(names, stamp)
		}
	}
	slices.Sort(names)
	n.pair(names)
	return n
}

// pair finds the two stamps that are each other's peers: those of whose
// resources the most have a twin. What both share may bear a stamp tag, too.
func (n *near) pair(names []string) {
	most := 0
	for i, a := range names {
		for _, b := range names[i+1:] {
			twins := 0
			for urn := range n.byURN {
				if strings.Contains(urn, a) && n.byURN[strings.ReplaceAll(urn, a, b)] != nil {
					twins++
				}
			}
			if twins > most {
				most, n.stamps = twins, []string{a, b}
			}
		}
	}
}

// twin is a text with the peer stamp's name in place of a stamp's own; ok is
// false for one that names no stamp, or several.
func (n *near) twin(text string) (string, bool) {
	if len(n.stamps) != 2 {
		return "", false
	}
	a, b := n.stamps[0], n.stamps[1]
	switch {
	case strings.Contains(text, a) && !strings.Contains(text, b):
		return strings.ReplaceAll(text, a, b), true
	case strings.Contains(text, b) && !strings.Contains(text, a):
		return strings.ReplaceAll(text, b, a), true
	}
	return "", false
}

// twinID is the id of the peer's twin of a resource, or of a part of one. What
// the names of stamps differ in besides (a character that encodes a length) is
// looked up among the resources of the same type.
func (n *near) twinID(id string) (string, bool) {
	twin, ok := n.twin(id)
	if !ok {
		return "", false
	}
	for at := strings.ToLower(twin); at != ""; {
		if n.ids[at] != nil {
			return twin, true
		}
		at = at[:max(strings.LastIndexByte(at, '/'), 0)]
	}
	return "", false
}

// sameOfTwin is the text at the same place of a resource's twin.
func (n *near) sameOfTwin(r *rule.Resource, p place) (string, bool) {
	urn, ok := n.twin(r.URN)
	if !ok || n.byURN[urn] == nil {
		return "", false
	}
	var at any = n.byURN[urn].Props
	for _, s := range p {
		at = plain(at)
		if s.index < 0 {
			object, _ := at.(map[string]any)
			at = object[s.name]
		} else if list, _ := at.([]any); s.index < len(list) {
			at = list[s.index]
		} else {
			return "", false
		}
	}
	text, ok := plain(at).(string)
	return text, ok
}
