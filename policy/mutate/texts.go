package mutate

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

func (w *walk) text(s spot) {
	old, present := s.value.(string)
	name := s.place.last()
	if value := absentTexts[name]; !present && value != "" {
		w.add(s, Set, value)
	}
	if !present || !s.set {
		return
	}
	switch {
	case strings.HasPrefix(strings.ToLower(old), "/subscriptions/"):
		w.reference(s, old)
	case s.form.outside && len(s.place) == 1: // the name of what it lies in
		w.peer(s, old)
		w.add(s, Dangling, old+"-gone")
	case addresses.MatchString(name):
		w.address(s, old)
		w.peer(s, old)
	case ports.MatchString(name):
		if old != "*" {
			w.add(s, Widened, "*")
		}
	case period(old) != nil || wholeNumber.MatchString(old) && numbers.MatchString(strings.Join(s.place.names(), ".")):
		w.period(s, old)
	case texts.MatchString(name) || slices.ContainsFunc(s.place.names(), alwaysTelling):
		w.telling(s, old)
		w.peer(s, old)
	}
}

// reference is an ARM id.
func (w *walk) reference(s spot, old string) {
	switch name := s.place.last(); {
	case name == "roleDefinitionId":
		for _, role := range roles {
			if !strings.HasSuffix(old, role) {
				w.add(s, Widened, old[:strings.LastIndexByte(old, '/')+1]+role)
			}
		}
	case name == "scope" && strings.Contains(old, "/providers/"):
		group, _, _ := strings.Cut(old, "/providers/")
		w.add(s, Widened, group)
		w.add(s, Widened, "/subscriptions/"+subscriptionOf(old))
	}
	w.peer(s, old)
	w.add(s, Dangling, old+"-gone")
}

// peer makes the text the peer stamp's: what stands at the same place of the
// resource's twin, or the id or name of what it points at with the peer's name.
func (w *walk) peer(s spot, old string) {
	if twin, ok := w.near.sameOfTwin(w.r, s.place); ok && twin != old {
		w.add(s, Peer, twin)
		return
	}
	twin, ok := w.near.twin(old)
	if strings.HasPrefix(old, "/") {
		twin, ok = w.near.twinID(old)
	}
	if ok && twin != old {
		w.add(s, Peer, twin)
		return
	}
	if other := w.near.sibling(old); other != "" {
		w.add(s, Peer, other)
	}
}

func (w *walk) address(s spot, old string) {
	everything := "0.0.0.0/0"
	if serviceTag.MatchString(old) {
		everything = "Internet"
	}
	if old == "*" {
		w.add(s, Changed, "10.255.255.0/24")
		return
	}
	if base, bits, ok := strings.Cut(old, "/"); ok && bits != "29" {
		w.add(s, Scaled, base+"/29")
	}
	for _, wide := range []string{everything, "*"} {
		if old != wide {
			w.add(s, Widened, wide)
		}
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
	case clockDuration.MatchString(text):
		return []string{"PT1M", "P30D"}
	case dateDuration.MatchString(text):
		return []string{"PT0S", "P10Y"}
	case dayDuration.MatchString(text):
		return []string{"00.00:01:00", "365.00:00:00"}
	}
	return nil
}

// telling is a text with a meaning for security.
func (w *walk) telling(s spot, old string) {
	kind := Changed
	if opposite[old] != "" {
		kind = Flipped
	}
	for _, other := range w.others(s, old) {
		w.add(s, kind, other)
	}
}

func (w *walk) others(s spot, old string) []string {
	scheme := strings.Replace(old, "https://", "http://", 1)
	switch {
	case opposite[old] != "":
		return []string{opposite[old]}
	case s.place.last() == "location":
		return append(w.near.elsewhere(w.r, old), "ukwest")
	case slices.Contains(s.place.names(), "sku") && lesser[s.place.last()] != "":
		return []string{lesser[s.place.last()]}
	case strings.Count(old, "=") > 1 || strings.Contains(old, "=") && strings.Contains(old, ";"):
		return w.pairs(s, old)
	case len(w.near.otherHosts(old)) > 0:
		return append(w.near.otherHosts(old), old+"-other")
	case guid.MatchString(old):
		return []string{"00000000-0000-4000-8000-00000000dead"}
	case strings.HasPrefix(old, "https://"):
		return []string{scheme, "https://elsewhere.example.org/"}
	case strings.Contains(old, "@sha256:"):
		return []string{old[:strings.Index(old, "@sha256:")] + ":latest"}
	case strings.Contains(old, "@"):
		return []string{"nobody@example.org"}
	case version.MatchString(old):
		return []string{"1.0"}
	}
	return []string{old + "-other"}
}

// pairs breaks a text of the form a=x;b=y at each of its values.
func (w *walk) pairs(s spot, old string) []string {
	var all []string
	parts := strings.Split(old, ";")
	for i, part := range parts {
		name, value, ok := strings.Cut(part, "=")
		if !ok {
			continue
		}
		for _, other := range w.others(spot{place: s.place}, value) {
			changed := slices.Clone(parts)
			changed[i] = name + "=" + other
			all = append(all, strings.Join(changed, ";"))
		}
	}
	return all
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
	guid          = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	clockDuration = regexp.MustCompile(`^P(\d+[YMWD])*T(\d+[HMS])+$`)
	dateDuration  = regexp.MustCompile(`^P(\d+[YMWD])+$`)
	dayDuration   = regexp.MustCompile(`^\d+\.\d\d:\d\d:\d\d$`)
	wholeNumber   = regexp.MustCompile(`^\d+$`)
	version       = regexp.MustCompile(`^\d+(\.\d+)+$`)
	serviceTag    = regexp.MustCompile(`^[A-Z][A-Za-z.]+$`)
)
