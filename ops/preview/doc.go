// Package preview says what a change of the system's sources does to the system:
// a [Report], made of the engine's previews and of the graphs before and after,
// and its renderings, which are pure functions of it.
//
// The same report renders to the same bytes. Secrets never reach it: the engine
// masks them. What is not known before the change is applied is marked so.
package preview
