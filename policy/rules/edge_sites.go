package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// edgeTargets are the types that stand behind Front Door.
var edgeTargets = []string{typeSite, typeSlot, typeStorageAccount}

// edgeTarget finds the site, slot or storage account that an origin leads to: by
// its private link, else by its host name. It is nil when it is none of the graph's.
func edgeTarget(g *rule.Graph, j *rule.Judge, origin *rule.Resource) *rule.Resource {
	host := origin.Get("hostName")
	for _, v := range []rule.Value{origin.Get("sharedPrivateLinkResource", "privateLink", "id"), host} {
		target, known := g.Refers(origin, v, edgeTargets...)
		if !known {
			j.On(origin).NotYetKnown(v)
			return nil
		}
		if target != nil {
			return target
		}
	}
	for _, target := range g.OfType(edgeTargets...) {
		if edgeAnswersAs(target, host.Text()) {
			return target
		}
	}
	for _, slot := range g.OfType(typeSlot) {
		if v := edgeMayAnswer(slot, host.Text()); v.Unknown() {
			j.On(slot).NotYetKnown(v)
		}
	}
	return nil
}

// edgeMayAnswer is the part of a slot's name that is not known yet and decides
// whether the slot answers as the host. It is absent if there is none.
func edgeMayAnswer(slot *rule.Resource, host string) rule.Value {
	label, _, _ := strings.Cut(strings.ToLower(host), ".")
	name, part := slot.Get("name"), slot.Get("slot")
	switch {
	case edgeService(host) == nil || slot.Get("defaultHostName").Kind() == rule.KindText:
	case part.Unknown() && strings.HasPrefix(label, strings.ToLower(name.Text())+"-"):
		return part
	case name.Unknown() && strings.HasSuffix(label, "-"+strings.ToLower(part.Text())):
		return name
	}
	return rule.Value{}
}

func edgeAnswersAs(target *rule.Resource, host string) bool {
	if host == "" {
		return false
	}
	if own := target.Get("defaultHostName").Text(); own != "" {
		return strings.EqualFold(own, host)
	}
	label, _, _ := strings.Cut(host, ".")
	name := rule.AzureName(target)
	if target.Type == typeSlot {
		name = target.Get("name").Text() + "-" + target.Get("slot").Text()
	}
	return edgeService(host) != nil && strings.EqualFold(label, name)
}

// edgeBehind lists what of the types stands behind Front Door, slots with their
// sites, and the profiles through which it is reached. It waits for the sites of
// slots, which may be those of origins.
func edgeBehind(g *rule.Graph, j *rule.Judge, types ...string) map[*rule.Resource][]edgeFront {
	behind := map[*rule.Resource][]edgeFront{}
	add := func(target *rule.Resource, fronts ...edgeFront) {
		for _, front := range fronts {
			if !slices.Contains(behind[target], front) {
				behind[target] = append(behind[target], front)
			}
		}
	}
	for _, o := range g.OfType(typeEdgeOrigin) {
		target := edgeTarget(g, j, o)
		if target == nil || !slices.Contains(types, target.Type) {
			continue
		}
		profile, known := edgeParent(g, o, "profileName", typeEdgeProfile)
		if known {
			o = nil
		}
		add(target, edgeFront{profile, o})
	}
	if !slices.Contains(types, typeSlot) || len(behind) == 0 {
		return behind
	}
	for _, slot := range g.OfType(typeSlot) {
		switch site, known := g.Named(slot, "name", typeSite); {
		case !known:
			j.On(slot).NotYetKnown(slot.Get("name"))
		case site != nil:
			add(slot, behind[site]...)
		}
	}
	return behind
}

// edgeFront is a profile through which something is reached, or the origin of
// which it is not known yet whose it is. Both are nil if it is none of the graph's.
type edgeFront struct{ profile, origin *rule.Resource }

// edgePublic reports whether a site or account can be reached without a private
// endpoint; it waits while that is not known.
func edgePublic(r *rule.Resource, j *rule.Judge) bool {
	access := r.Get("publicNetworkAccess")
	if access.Unknown() {
		j.On(r).NotYetKnown(access)
		return false
	}
	return !strings.EqualFold(access.Text(), "Disabled")
}

// edgeListed reports whether a list of restrictions holds any, or may.
func edgeListed(list rule.Value) bool { return list.Unknown() || len(list.Items()) > 0 }

// edgeAdmits judges the access restrictions of a site: each rule that allows
// must be for Front Door's servers with the id of one of the profiles, or one
// that also takes.
func edgeAdmits(j *rule.Judge, list rule.Value, fronts []edgeFront, also func(rule.Value) bool) {
	restrictions, complete := j.ItemsOf(list)
	if complete && len(restrictions) == 0 {
		j.Violated(list, "publicNetworkAccess Disabled, or a restriction to AzureFrontDoor.Backend with the profile's x-azure-fdid")
	}
	for _, r := range restrictions {
		action := r.Get("action")
		if r.HasUnknown() {
			j.NotYetKnown(r)
			continue
		}
		if !action.Absent() && !strings.EqualFold(action.Text(), "Allow") || also(r) {
			continue
		}
		if !strings.EqualFold(r.Get("ipAddress").Text(), "AzureFrontDoor.Backend") || !strings.EqualFold(r.Get("tag").Text(), "ServiceTag") {
			j.ViolatedAs(r, "a rule that allows others than Front Door", "ipAddress AzureFrontDoor.Backend with tag ServiceTag")
			continue
		}
		ids := edgeHeader(r)
		if len(ids) == 0 || slices.ContainsFunc(ids, func(id rule.Value) bool { return !edgeOwnID(j, id.Text(), fronts) }) {
			j.ViolatedAs(r.Get("headers"), "without the id of this profile, or with others", "x-azure-fdid with the frontDoorId of the profile alone")
		}
	}
}

func edgeHeader(restriction rule.Value) []rule.Value {
	headers := restriction.Get("headers")
	for _, name := range headers.Members() {
		if strings.EqualFold(name, "x-azure-fdid") {
			return headers.Get(name).Items()
		}
	}
	return nil
}

// edgeOwnID reports whether an id is that of one of the profiles, or may be: it
// waits while theirs are not known.
func edgeOwnID(j *rule.Judge, id string, fronts []edgeFront) bool {
	open := map[*rule.Resource]rule.Value{}
	for _, f := range fronts {
		var own rule.Value
		if f.profile != nil {
			own = f.profile.Get("frontDoorId")
		}
		switch {
		case f.origin != nil:
			open[f.origin] = f.origin.Get("profileName")
		case own.Unknown():
			open[f.profile] = own
		case own.Kind() != rule.KindText || strings.EqualFold(own.Text(), id):
			return true
		}
	}
	for r, v := range open {
		j.On(r).NotYetKnown(v)
	}
	return len(open) > 0
}
