package topology

import "time"

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
