// Package federation keeps the login of a pipeline's run alive for the programs that a
// command starts.
//
// A runner's federated token lives for minutes (GitHub's five), a deployment for an
// hour, and none of its parts asks at the same time. What each of them can do is known
// from its sources:
//   - The Pulumi CLI's state backend (azblob) and secrets provider (azurekeyvault) log in
//     by azidentity's default chain. Of it, the workload identity reads the file that
//     AZURE_FEDERATED_TOKEN_FILE names whenever it needs an access token and has not read
//     it for ten minutes (azidentity 1.14, workload_identity.go).
//   - The providers azure-native and azuread ask ACTIONS_ID_TOKEN_REQUEST_URL for a new
//     federated token whenever they need an access token. A file (ARM_OIDC_TOKEN_FILE_PATH)
//     they read once, when they start, and then cannot log in again: they must not be
//     given one. Azure Pipelines' own protocol the versions used here do not speak.
//
// So a [Session] holds both: a file that it renews, and an endpoint on this machine that
// speaks the protocol of GitHub's runners, whichever runner this is. What the runner's
// tokens are asked with stays in this process: programs that it starts can log in to
// Azure as long as it lives, and do nothing else with the run's rights.
//
// Invariants:
//   - Whoever reads the file finds a token with at least a third of its life left, as
//     long as the runner answers (TestTheFileIsAlwaysFresh).
//   - The file and its folder are the owner's alone, and gone at the end
//     (TestNothingIsLeft).
//   - The endpoint answers nobody who lacks its key, and for no other audience
//     (TestTheEndpointAnswersItsOwnOnly).
package federation
