// Package pulumi drives the real Pulumi CLI.
//
// [Obtain] finds or builds what a run needs: the CLI, the folder of plugins
// and the compiled program. A [Workspace] joins that toolchain with a
// checkout and a home, and runs the CLI's operations: [Workspace.Preview],
// [Workspace.Up], [Workspace.Refresh] and [Workspace.Destroy] report a
// [Result] and stream an [Event] for each step.
//
// What holds for every run:
//
//   - The checkout is never written to. Stack files are copied into the home,
//     and commands that would write a stack file run beside a copy of the
//     project file.
//   - A command that failed because the program called the change unsafe
//     reports [ErrUnsafe].
//   - The end of the context is passed on to the CLI as an interrupt, which
//     lets running operations finish; [Workspace.Abort] ends it at once.
//   - Before each operation that changes a stack, what a killed run has left
//     behind is settled: see [Workspace.Recover].
//
// The package reads the CLI's JSON with structs of its own and does not link
// the Pulumi SDK, so that the command that uses it stays small.
package pulumi
