package mutate

import (
	"math"
	"slices"
	"strings"
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
