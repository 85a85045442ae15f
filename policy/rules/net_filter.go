package rules

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// filters lists the security rules of a network security group, or the one that
// stands for itself.
func filters(r *rule.Resource, j *rule.Judge) (list []rule.Value, complete bool) {
	if r.Type == typeSecurityRule {
		return []rule.Value{r.Get()}, true
	}
	return j.ItemsOf(r.Get("securityRules"))
}

// filterIs reports whether a security rule has the access and the direction. It
// says what is not known yet, unless the other of the two answers already.
func filterIs(filter rule.Value, j *rule.Judge, access, direction string) bool {
	a, d := filter.Get("access"), filter.Get("direction")
	if a.Known() && !strings.EqualFold(a.Text(), access) || d.Known() && !strings.EqualFold(d.Text(), direction) {
		return false
	}
	for _, v := range []rule.Value{a, d} {
		if v.Unknown() {
			j.NotYetKnown(v)
		}
	}
	return a.Known() && d.Known()
}

// ends lists the texts of a security rule that stand under a property or, as
// several, under another, such as sourceAddressPrefix and sourceAddressPrefixes.
func ends(filter rule.Value, j *rule.Judge, one, several string) (list []rule.Value, complete bool) {
	list, complete = j.ItemsOf(filter.Get(several))
	switch v := filter.Get(one); {
	case v.Unknown():
		j.NotYetKnown(v)
		complete = false
	case v.Text() != "":
		list = append(list, v)
	}
	return list, complete
}

// everywhere reports whether an address prefix of a security rule takes in the
// internet, or a part of it so large that it might as well.
func everywhere(prefix string) bool {
	switch strings.ToLower(prefix) {
	case "*", "any", "internet", "0.0.0.0":
		return true
	}
	p, err := netip.ParsePrefix(prefix)
	return err == nil && p.Bits() < 8
}

// azureCloud reports whether an address prefix of a security rule takes in the
// machines of every customer of Azure, or those of a region.
func azureCloud(prefix string) bool {
	return strings.HasPrefix(strings.ToLower(prefix), "azurecloud")
}

// portSpan is a range of ports as a security rule writes it: 443, 1000-2000 or *.
type portSpan struct{ first, last int }

var allPorts = portSpan{0, 65535}

func parsePorts(text string) (portSpan, bool) {
	if text == "*" {
		return allPorts, true
	}
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		to = from
	}
	first, err1 := strconv.Atoi(strings.TrimSpace(from))
	last, err2 := strconv.Atoi(strings.TrimSpace(to))
	return portSpan{first, last}, err1 == nil && err2 == nil
}

func (s portSpan) holds(o portSpan) bool { return s.first <= o.first && o.last <= s.last }

// words splits a parameter that lists words with commas between them.
func words(text string) []string {
	list := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
	slices.Sort(list)
	return list
}
