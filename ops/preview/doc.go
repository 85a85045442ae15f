// Package preview says what a change of the system's sources does to the system:
// a [Report], made of the engine's previews and of the graphs before and after,
// and its renderings, which are pure functions of it.
//
// The same report renders to the same bytes. The engine masks the secrets that it knows
// of in properties; [Report.Redact] takes them out of all other texts. What is not known
// before the change is applied is marked so.
package preview
