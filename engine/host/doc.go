// Package host is a stand-in for Pulumi's language host of Go, for machines
// where the official one cannot be had.
//
// It serves projects with `runtime: go`. The engine starts one host for each
// run and each policy pack; what a host has started ends with the engine.
//
// The program is the binary that TANDEM_PROGRAM or the project's runtime
// option `binary` names; otherwise the program's folder is built through
// [github.com/tandem-platform/tandem/engine/build] into TANDEM_CACHE, or the
// user's cache folder. So an edited program is compiled at the next run, and
// an unchanged one is not.
package host
