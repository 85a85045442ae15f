// Package rig is the test bench of the whole-system tests: it builds the
// tandem command, brings the system up once per test package, hands every test
// a copy of that home, and serves sandboxes whose writes a test can watch.
//
// The tests drive the command by running it, as a user does. Since Go's test
// cache does not see what a command is built from, [Main] opens every tracked
// source, so that an edit of any of them makes the tests run again.
package rig
