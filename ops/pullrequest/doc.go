// Package pullrequest speaks with pull requests on behalf of a pipeline: it
// publishes one comment and edits it afterwards, and it decides whether a pull
// request gets a test environment.
//
// It works where the system that runs the pipeline says so (GitHub Actions or
// Azure Pipelines), by that system's REST API, and with no token but the one that
// the system gives to the run.
//
// Invariants:
//   - What a report says is data: it cannot choose the pull request, pass for
//     another comment of ours, or call people (TestHostileReport).
//   - Only comments of the run's own identity are edited (TestForeignComments).
//   - The pull request of a report follows from the event and from what the system
//     says of it now, never from the report (TestSubjectOfAWorkflowRun).
//   - The code of a fork is released only by a member who names its commit
//     (TestForksNeedAMemberWhoNamesTheCommit).
//   - A token is sent to its own system only, over TLS (TestTokenStaysAtHome).
package pullrequest
