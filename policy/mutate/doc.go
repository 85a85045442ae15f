// Package mutate breaks a system one property at a time, to prove that the rules
// of the policy pack notice.
//
// [Generate] makes mutants of a graph: it walks every resource by what the
// metadata of azure-native and ARM's own specification know of its type, so
// that it finds what can be said of a resource, not only what our program says.
// It knows no rule. [Run] asks the rules about every mutant. [Survivors] holds
// the mutants that no rule notices against survivors.yaml, which says of each
// why that is right. A finding belongs to the resource that has to be changed:
// collateral.yaml says where that is another one than the mutated, and why.
//
// # What is broken
//
//   - a boolean is turned around; one that is not set is set to what Azure does
//     not take by itself (false, but for the names in words.go),
//   - an enumeration takes each other value, at most eight of them,
//   - a number whose name has to do with security or recovery becomes 0, 1, half
//     and ten times itself, within the bounds of the specification; durations
//     and numbers written as texts are numbers, too,
//   - an address range becomes everything, the peer's range, and a very small one;
//     a port becomes every port,
//   - an ARM id points at the peer stamp's twin, else at another resource of the
//     type, and at nothing; a role gives more, and further,
//   - a text with a meaning for security (hosts, versions, principals, places)
//     becomes another one, and the peer's; https becomes http; of a=x;b=y each
//     value is changed; a resource gets another name, and one that Azure refuses,
//   - every item of a list is removed, and all of them; lists that let someone
//     in get an item more,
//   - every property that is set is removed; so is every resource, and Pulumi's
//     protection of it.
//
// One thing is changed in a mutant. What a program did not set but the provider
// returned is changed, but never removed. Mutants that Azure does not take
// (ARM's specification forbids the body; there is nothing that the resource
// could lie in) are generated and judged, too, but need no rule.
package mutate
