// Package rig is the test bench of the whole-system tests: it builds the
// tandem command and brings the system up, once for all packages that are tested
// with the same sources, hands every test a copy of that home, and serves sandboxes
// whose writes a test can watch.
//
// The tests drive the command by running it, as a user does. Since Go's test
// cache does not see what a command is built from, whatever hands a test a home or a
// checkout opens all sources, so that an edit of any of them makes the test run again.
package rig
