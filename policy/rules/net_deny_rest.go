package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// judgeDenyRest demands of every network security group that one of its rules
// denies all that the others do not allow in a direction.
func judgeDenyRest(g *rule.Graph, j *rule.Judge, direction string) {
	alone, waits := map[*rule.Resource][]*rule.Resource{}, false
	for _, r := range g.OfType(typeSecurityRule) {
		group, told := g.Named(r, "networkSecurityGroupName", typeSecurityGroup)
		if group != nil {
			alone[group] = append(alone[group], r)
		}
		if denies, known := deniesAll(r.Get(), direction); !told && (denies || !known) {
			j.On(r).NotYetKnown(r.Get("networkSecurityGroupName"))
			waits = true
		}
	}
	for _, group := range g.OfType(typeSecurityGroup) {
		list, complete := filters(group, j.On(group))
		for _, r := range alone[group] {
			list = append(list, r.Get())
		}
		denied := false
		for _, filter := range list {
			denies, known := deniesAll(filter, direction)
			if !known {
				j.On(group).NotYetKnown(filter)
			}
			denied, complete = denied || denies, complete && known
		}
		if !denied && complete && !waits {
			j.On(group).ViolatedAs(group.Get("securityRules"), "without a rule that denies all else "+strings.ToLower(direction),
				"a last rule with access Deny, direction "+direction+", and * for protocol, addresses and ports")
		}
	}
}

// deniesAll reports whether a security rule denies everything in a direction.
func deniesAll(filter rule.Value, direction string) (denies, known bool) {
	known = true
	for property, want := range map[string]string{"access": "Deny", "direction": direction, "protocol": "*",
		"sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"} {
		switch v := filter.Get(property); {
		case v.Unknown():
			known = false
		case !strings.EqualFold(v.Text(), want):
			return false, true
		}
	}
	return known, known
}
