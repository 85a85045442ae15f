package rules

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// blobAccount is one end of a replication. resource is nil for an account that
// is none of the graph's.
type blobAccount struct {
	key      string // the same for the same account
	resource *rule.Resource
}

// blobRule is one rule of a replication policy: a container and its replica.
type blobRule struct {
	value    rule.Value
	from, to string
}

// blobWay is one replication policy. Each replication has two of them: one on
// the account where blobs are written, and one on the account of the replicas.
type blobWay struct {
	policy                  *rule.Resource
	at, source, destination blobAccount
	rules                   []blobRule
	// twin is the policy of the same replication on the other account, or nil.
	twin *blobWay
}

func (w *blobWay) onSource() bool { return w.at.key == w.source.key && w.at.key != w.destination.key }
func (w *blobWay) onDestination() bool {
	return w.at.key == w.destination.key && w.at.key != w.source.key
}

// sound reports whether the policy lies on one of its two accounts.
func (w *blobWay) sound() bool { return w.onSource() || w.onDestination() }

// replicas reports whether the way's rules name the container as replica, and
// originals whether as the one that is copied.
func (w *blobWay) replicas(container string) bool {
	return slices.ContainsFunc(w.rules, func(r blobRule) bool { return strings.EqualFold(r.to, container) })
}

func (w *blobWay) originals(container string) bool {
	return slices.ContainsFunc(w.rules, func(r blobRule) bool { return strings.EqualFold(r.from, container) })
}

// says reports whether a policy has a rule from one container to the other.
func (w *blobWay) says(rule blobRule) bool {
	return slices.ContainsFunc(w.rules, func(r blobRule) bool {
		return strings.EqualFold(r.from, rule.from) && strings.EqualFold(r.to, rule.to)
	})
}

// confirmed reports whether both policies of the replication have the rule, or
// only one of them is there.
func (w *blobWay) confirmed(rule blobRule) bool { return w.twin == nil || w.twin.says(rule) }

// blobWays reads the replication policies of a graph. What cannot be told yet is
// reported; complete is false then, and policies may be left out.
func blobWays(g *rule.Graph, j *rule.Judge) (ways []*blobWay, complete bool) {
	a := blobWaysOf(g, j)
	return a.found, a.complete
}

var blobWaysOf = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) answer[[]*blobWay] {
	ways, complete := []*blobWay(nil), true
	for _, policy := range g.OfType(typeReplicationPolicy) {
		w := &blobWay{policy: policy}
		var at, source, destination, known bool
		w.at, at = blobEnd(g, j, policy, "accountName")
		w.source, source = blobEnd(g, j, policy, "sourceAccount")
		w.destination, destination = blobEnd(g, j, policy, "destinationAccount")
		w.rules, known = blobRules(j.On(policy), policy)
		if !at || !source || !destination || !known {
			complete = false
			continue
		}
		ways = append(ways, w)
	}
	slices.SortFunc(ways, func(a, b *blobWay) int { return cmp.Compare(a.policy.URN, b.policy.URN) })
	for _, w := range ways {
		for _, other := range ways {
			same := w.source.key == other.source.key && w.destination.key == other.destination.key
			if same && (w.onSource() && other.onDestination() || w.onDestination() && other.onSource()) {
				w.twin = other
			}
		}
	}
	return answer[[]*blobWay]{slices.Clip(ways), complete}
})

// soundWays leaves out the policies that lie on neither of their accounts, or
// have one only: another rule reports them.
func soundWays(ways []*blobWay) []*blobWay {
	return slices.DeleteFunc(slices.Clone(ways), func(w *blobWay) bool { return !w.sound() })
}

// blobEnd is the account that a property of a policy names, by its name or its id.
func blobEnd(g *rule.Graph, j *rule.Judge, policy *rule.Resource, property string) (end blobAccount, decided bool) {
	v := policy.Get(property)
	var account *rule.Resource
	switch text := v.Text(); {
	case v.Unknown():
		if account, _ = related(g, j, policy, v, typeStorageAccount); account == nil {
			j.On(policy).NotYetKnown(v)
			return end, false
		}
	case property == "accountName":
		account, _ = named(g, j, policy, property, typeStorageAccount)
	case strings.Contains(text, "/"):
		account, _ = related(g, j, policy, v, typeStorageAccount)
	default:
		for _, candidate := range g.OfType(typeStorageAccount) {
			if strings.EqualFold(rule.AzureName(candidate), text) {
				account = candidate
			}
		}
	}
	if account != nil {
		return blobAccount{account.URN, account}, true
	}
	name := v.Text()
	return blobAccount{key: strings.ToLower(name[strings.LastIndexByte(name, '/')+1:])}, true
}

// blobRules are the rules of a policy.
func blobRules(j *rule.Judge, policy *rule.Resource) (rules []blobRule, complete bool) {
	items, complete := j.ItemsOf(policy.Get("rules"))
	for _, item := range items {
		from, to := item.Get("sourceContainer"), item.Get("destinationContainer")
		if from.Unknown() || to.Unknown() {
			complete = false
		}
		one := blobRule{value: item}
		one.from, _ = j.TextOf(from)
		one.to, _ = j.TextOf(to)
		rules = append(rules, one)
	}
	return rules, complete
}

// blobPairs are the pairs of accounts, the source and the destination, that
// replications join, each once.
func blobPairs(ways []*blobWay) []drPair {
	var pairs []drPair
	for _, w := range soundWays(ways) {
		pair := drPair{w.source.resource, w.destination.resource}
		if pair.primary != nil && pair.secondary != nil && pair.primary != pair.secondary && !slices.Contains(pairs, pair) {
			pairs = append(pairs, pair)
		}
	}
	return pairs
}

// blobServices are the properties of the blob service by account.
var blobServices = rule.SharedJudged(func(g *rule.Graph, j *rule.Judge) map[*rule.Resource]*rule.Resource {
	services := map[*rule.Resource]*rule.Resource{}
	for _, service := range g.OfType(typeBlobService) {
		if account, decided := named(g, j, service, "accountName", typeStorageAccount); decided && account != nil {
			services[account] = service
		}
	}
	return services
})
