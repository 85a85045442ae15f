// Package build compiles Go programs into a cache that is keyed by content.
//
// The key of a binary is a hash over what goes into it: the files of the
// packages that it reaches (with their embedded files) in the module and in
// others that lie in folders (replaced by a path, of a workspace, vendored),
// go.mod and go.sum, which pin everything else, the Go version and the build
// settings. It is computed without the go command's help in milliseconds, so
// that a run with nothing new starts at once. Several processes may build at
// the same time: each binary is built once, under a lock, and appears in the
// cache by a rename.
package build
