package topology

import (
	"strconv"
	"strings"
	"time"
)

// Tag names. Every resource that takes tags carries the first four; resource
// groups and web apps carry revision and image too. Those two change with
// every release, and would rewrite everything if they stood everywhere.
const (
	TagSystem      = "system"
	TagEnvironment = "environment"
	TagStamp       = "stamp"
	TagOwner       = "owner"
	TagExpires     = "expires"
	TagRevision    = "revision"
	TagImage       = "image"
)

// Names of the tags by which a test environment is found, known and ended
// without any state of Pulumi's. Only resource groups carry them.
const (
	TagClass       = "class"
	TagCreated     = "created"
	TagPullRequest = "pullRequest"
	TagExtended    = "extended" // who moved the expiry last, and when
	// TagState says how far the environment is; what deploys it sets this tag
	// through ARM, the program knows nothing of it.
	TagState = "state"
)

// GlobalStamp is the value of the stamp tag on what joins the two stamps.
const GlobalStamp = "global"

// TagArgs are the values of the tags that every resource carries.
type TagArgs struct {
	Identity Identity
	Stamp    Stamp // empty for what joins the two stamps
	Owner    string
	Expires  *time.Time // nil for what is here to stay
}

// Tags returns the tags that every resource carries.
func Tags(args TagArgs) map[string]string {
	tags := map[string]string{
		TagSystem:      args.Identity.System,
		TagEnvironment: args.Identity.Environment,
		TagStamp:       GlobalStamp,
		TagOwner:       args.Owner,
	}
	if args.Stamp != "" {
		tags[TagStamp] = string(args.Stamp)
	}
	if args.Expires != nil {
		tags[TagExpires] = args.Expires.UTC().Format(time.RFC3339)
	}
	return tags
}

// LifeArgs are what a test environment says of its own life.
type LifeArgs struct {
	Class       string
	Created     *time.Time // nil where nobody noted it
	PullRequest int        // 0 for none
	Extended    string     // empty while the first expiry holds
}

// LifeTags returns the tags that only the resource groups of a test
// environment carry.
func LifeTags(args LifeArgs) map[string]string {
	tags := map[string]string{TagClass: args.Class}
	if args.Created != nil {
		tags[TagCreated] = args.Created.UTC().Format(time.RFC3339)
	}
	if args.PullRequest != 0 {
		tags[TagPullRequest] = strconv.Itoa(args.PullRequest)
	}
	if args.Extended != "" {
		tags[TagExtended] = args.Extended
	}
	return tags
}

// Marks returns the tags of the Entra objects of a test environment; Entra knows
// tags without values only. [SubscriptionMark] is one more.
func Marks(id Identity) []string {
	return []string{TagSystem + ":" + id.System, TagEnvironment + ":" + id.Environment}
}

// subscriptionPrefix begins the mark that names a subscription.
const subscriptionPrefix = "subscription:"

// SubscriptionMark returns the tag of a test environment's Entra objects that says
// in which subscription it lies. Entra is one for all subscriptions of a tenant, and
// two of them may have environments of one name.
func SubscriptionMark(subscription string) string {
	return subscriptionPrefix + strings.ToLower(subscription)
}

// MarkedSubscription reads which subscription the tags of an Entra object name, ""
// if none.
func MarkedSubscription(tags []string) string {
	for _, tag := range tags {
		if id, ok := strings.CutPrefix(tag, subscriptionPrefix); ok {
			return strings.ToLower(id)
		}
	}
	return ""
}

// LockName and LockNotes are what the management locks on data are called, and say.
// Azure's locks bear no tags.
const (
	LockName  = "keep-data"
	LockNotes = "Holds data. Lift the protection in the stack's settings before deleting."
)
