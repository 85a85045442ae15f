package pipelines

import "testing"

// login is what a job of a workflow tells the command of whom to log in as.
var login = map[string]string{
	"ARM_USE_OIDC":        "true",
	"ARM_CLIENT_ID":       "${{ vars.AZURE_CLIENT_ID }}",
	"ARM_TENANT_ID":       "${{ vars.AZURE_TENANT_ID }}",
	"ARM_SUBSCRIPTION_ID": "${{ vars.AZURE_SUBSCRIPTION_ID }}",
	"PULUMI_BACKEND_URL":  "${{ vars.PULUMI_BACKEND_URL }}",
}

// loginsRenewed wants jobs that may ask for tokens to tell the command all that it needs to
// log in by them, and to renew that login; other jobs tell it nothing of the kind.
func loginsRenewed(fs []file) (found faults) {
	for _, j := range jobs(fs) {
		may := value(j.node, "permissions", "id-token") == "write"
		for name, want := range login {
			switch got := value(j.node, "env", name); {
			case may && got != want:
				found.add(j.file, j.node, "job %s may log in, and its command does not: %s is %q, should be %q", j.name, name, got, want)
			case !may && got != "":
				found.add(j.file, j.node, "job %s may not log in: %s has no business here", j.name, name)
			}
		}
	}
	return found
}

func TestJobsThatMayLogInDo(t *testing.T) {
	holds(t, workflows(t), loginsRenewed)
	finds(t, workflows(t), loginsRenewed,
		planted{"deploy.yml", `ARM_USE_OIDC: "true"`, `ARM_USE_CLI: "true"`, "ARM_USE_OIDC is"},
		planted{"deploy.yml", "      ARM_TENANT_ID: ${{ vars.AZURE_TENANT_ID }}\n", "", "ARM_TENANT_ID is"},
		planted{"environment.yml", "vars.PULUMI_BACKEND_URL", "vars.BACKEND", "PULUMI_BACKEND_URL is"},
		planted{"preview.yml", "    env:\n", "    env:\n      ARM_USE_OIDC: \"true\"\n", "no business here"},
	)
}
