// Package schema knows the shape of ARM request bodies: which types and
// api-versions exist, which properties a body may and must have, of which
// type, and which of them Azure ignores or never shows again.
//
// The types come from ARM's own specifications, as the terraform-provider-azapi
// module carries them (see NOTICE); "go generate" extracts those that types.txt
// names into types.json.gz. Two small files written by hand add to them:
// extras.json names values that Azure takes although the specification does not
// list them, rules.json what Azure refuses although the specification says
// nothing. Every entry has its source.
//
// # Fidelity
//
// Modelled: unknown and missing properties, types, enums, ranges, lengths,
// patterns, shapes that a property decides (rule actions, alert criteria, the
// named configurations of a web app), read-only properties (ignored, as ARM
// does), write-only properties (withheld).
//
// Simplified: enums that the specification leaves open are closed, except for
// extras.json; property names and enum values must be written as specified,
// although some providers ignore case; a provider's code stands for all its
// violations, where Azure's differs from property to property.
//
// Refused: types that types.txt does not name, and api-versions that the module
// does not have, although Azure may have them.
package schema

//go:generate go run ./gen
