package rules

import (
	"net/netip"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeCustomRule demands one custom rule that meets the test. It waits for
// those that are not known yet, unless another one will do.
func edgeCustomRule(r *rule.Resource, j *rule.Judge, want string, meets func(rule.Value) bool) {
	list := r.Get("customRules", "rules")
	custom, complete := j.ItemsOf(list)
	var waits []rule.Value
	for _, c := range custom {
		if c.HasUnknown() {
			waits = append(waits, c)
		} else if meets(c) {
			return
		}
	}
	for _, c := range waits {
		j.NotYetKnown(c)
	}
	if complete && len(waits) == 0 {
		j.Violated(list, want)
	}
}

// edgeRuleIs reports whether a custom rule is enabled, of the type, and does the action.
func edgeRuleIs(custom rule.Value, ruleType, action string) bool {
	state := custom.Get("enabledState")
	return (state.Absent() || strings.EqualFold(state.Text(), "Enabled")) &&
		strings.EqualFold(custom.Get("ruleType").Text(), ruleType) && strings.EqualFold(custom.Get("action").Text(), action)
}

// edgeRuleOpen is a property of a custom rule that is not known yet and decides
// whether [edgeRuleIs]. It is absent if there is none, or if another one answers.
func edgeRuleOpen(custom rule.Value, ruleType, action string) (open rule.Value) {
	for _, p := range []struct{ name, want string }{{"enabledState", "Enabled"}, {"ruleType", ruleType}, {"action", action}} {
		switch v := custom.Get(p.name); {
		case v.Unknown():
			open = v
		case v.Absent() && p.name == "enabledState":
		case !strings.EqualFold(v.Text(), p.want):
			return rule.Value{}
		}
	}
	return open
}

// edgeConditions lists the conditions of a custom rule, all of which must hold.
func edgeConditions(custom rule.Value) []rule.Value { return custom.Get("matchConditions").Items() }

// edgeCondition reports whether a condition has the operator, and is negated or not.
func edgeCondition(c rule.Value, operator string, negated bool) bool {
	return strings.EqualFold(c.Get("operator").Text(), operator) && c.Get("negateCondition").Bool() == negated
}

// edgeMatchesAll reports whether every request meets all conditions of a custom rule.
func edgeMatchesAll(custom rule.Value) bool {
	conditions := edgeConditions(custom)
	return len(conditions) > 0 && !slices.ContainsFunc(conditions, func(c rule.Value) bool { return !edgeHoldsAlways(c) })
}

func edgeHoldsAlways(c rule.Value) bool {
	if c.Get("negateCondition").Bool() {
		return false
	}
	values := c.Get("matchValue").Items()
	has := func(texts ...string) bool {
		return slices.ContainsFunc(texts, func(t string) bool { return edgeHas(values, t) })
	}
	switch strings.ToLower(c.Get("operator").Text()) {
	case "any":
		return true
	case "ipmatch":
		return has("0.0.0.0/0") && has("::/0")
	case "contains", "beginswith", "endswith":
		return has("", "/")
	case "regex":
		return has(".*", "^.*$", "^.*", ".*$", ".+", "/")
	case "greaterthanorequal":
		return has("0")
	}
	return false
}

// edgeNarrow reports whether an address or range is no wider than an
// organisation's: at least 8 fixed bits of IPv4, 16 of IPv6.
func edgeNarrow(text string) bool {
	if a, err := netip.ParseAddr(text); err == nil {
		return a.IsValid()
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return false
	}
	if p.Addr().Is4() {
		return p.Bits() >= 8
	}
	return p.Bits() >= 16
}

// edgeManaged lists the managed rule sets of a firewall policy. It answers
// false for a policy that can have none, the Standard tier's, and while the
// answer is not known.
func edgeManaged(r *rule.Resource, j *rule.Judge) (sets []rule.Value, ok bool) {
	sku := r.Get("sku", "name")
	if sku.Unknown() {
		j.NotYetKnown(sku)
		return nil, false
	}
	if strings.EqualFold(sku.Text(), "Standard_AzureFrontDoor") {
		return nil, false
	}
	sets, ok = j.ItemsOf(r.Get("managedRules", "managedRuleSets"))
	for _, s := range sets {
		if kind := s.Get("ruleSetType"); kind.Unknown() {
			j.NotYetKnown(kind)
			ok = false
		}
	}
	return sets, ok
}

// edgeRuleSet demands a managed rule set of the type and at least the version.
func edgeRuleSet(r *rule.Resource, j *rule.Judge, kind string, least float64) {
	sets, ok := edgeManaged(r, j)
	found := false
	for _, s := range sets {
		if strings.EqualFold(s.Get("ruleSetType").Text(), kind) {
			found = true
			edgeVersion(j, s.Get("ruleSetVersion"), least)
		}
	}
	if ok && !found {
		j.Violated(r.Get("managedRules", "managedRuleSets"), "a list that holds "+kind)
	}
}

// edgeOverrides lists the overrides of single rules in a managed rule set, with
// the group that each belongs to.
func edgeOverrides(j *rule.Judge, set rule.Value, do func(group, override rule.Value)) {
	groups, _ := j.ItemsOf(set.Get("ruleGroupOverrides"))
	for _, g := range groups {
		overrides, _ := j.ItemsOf(g.Get("rules"))
		for _, o := range overrides {
			do(g.Get("ruleGroupName"), o)
		}
	}
}
