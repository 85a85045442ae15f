package pipelines

import (
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// shells are the keys under which both systems run a shell.
var shells = map[string]bool{"run": true, "bash": true, "script": true, "pwsh": true, "powershell": true, "inlineScript": true}

// command is the form of a shell step: one command of tandem, built before and run by
// its own name, since "go run" makes 1 of every exit code; .ci/run; or one of the two of
// git that take a released commit. Its answer may go to a file.
var command = regexp.MustCompile(`^(\.ci/run|` + regexp.QuoteMeta(builds("RUNNER_TEMP")) + `|` + regexp.QuoteMeta(builds("AGENT_TEMPDIRECTORY")) +
	`|exec "\$(RUNNER_TEMP|AGENT_TEMPDIRECTORY)/tandem"( [A-Za-z0-9^./=-]+| "\$[A-Z_]+(/[a-z./-]+)?")+( > "\$[A-Z_]+/[a-z.]+")?` +
	`|git -c "http\.extraHeader=AUTHORIZATION:bearer \$SYSTEM_ACCESSTOKEN" fetch --no-tags origin "refs/pull/\$NUMBER/merge"` +
	`|git checkout --detach "\$REVISION")$`)

// builds is the step that builds the command into a folder outside the checkout.
func builds(folder string) string { return `go build -o "$` + folder + `/tandem" ./cmd/tandem` }

// runs is how a step that runs it begins.
func runs(folder string) string { return `exec "$` + folder + `/tandem" ` }

// singleCommands wants each shell step to be one command, no script, without an
// expression that a system would paste into it.
func singleCommands(fs []file) (found faults) {
	for _, f := range fs {
		walk(f.tree, func(key string, v *yaml.Node) {
			if !shells[key] || v.Kind != yaml.ScalarNode {
				return
			}
			switch {
			case strings.Contains(v.Value, "${{"), strings.Contains(v.Value, "$("), strings.Contains(v.Value, "$["):
				found.add(f, v, "an expression is pasted into a shell: hand it over as a variable: %s", v.Value)
			case !command.MatchString(v.Value):
				found.add(f, v, "a script, not one command of tandem: %s", v.Value)
			}
		})
	}
	return found
}

// secretNames are words by which stored secrets are named or come in.
var secretNames = regexp.MustCompile(`(?i)secrets\.|secrets\[|secrets: *inherit|password|passphrase|client[-_]?secret|\bcreds\b|access[-_]?key|account[-_]?key|sas[-_]token|personal[-_]access|\bPAT\b|AzureKeyVault@|addSpnToEnvironment|connection[-_]?string|gh[pousr]_[A-Za-z0-9]|-----BEGIN`)

// noSecrets wants no stored secret anywhere: the run's own token, and logins by
// federation, are all that is used.
func noSecrets(fs []file) (found faults) {
	for _, f := range fs {
		for i, line := range strings.Split(f.text, "\n") {
			line, _, _ = strings.Cut(line, "#")
			if word := secretNames.FindString(line); word != "" {
				found.add(f, &yaml.Node{Line: i + 1}, "%q names a stored secret", word)
			}
		}
	}
	return found
}

func TestShellStepsAreSingleCommands(t *testing.T) {
	all := both(t)
	holds(t, all, singleCommands)
	finds(t, all, singleCommands,
		planted{"preview.yml", `run: exec "$RUNNER_TEMP/tandem" preview`, `run: cd x && exec "$RUNNER_TEMP/tandem" preview`, "a script"},
		planted{"preview.yml", `run: exec "$RUNNER_TEMP/tandem" preview`, "run: go run ./cmd/tandem preview", "a script"},
		planted{"preview.yml", `--output "$RUNNER_TEMP/report.md"`, `--output $RUNNER_TEMP/report.md`, "a script"},
		planted{"check.yml", "run: .ci/run", "run: |\n          .ci/run\n          echo done", "a script"},
		planted{"check.yml", "run: .ci/run", "run: make check", "a script"},
		planted{"deploy.yml", `--stamps in-turn --yes`, `--stamps in-turn --yes; true`, "a script"},
		planted{"preview.yml", "--base HEAD^1", "--base ${{ github.event.pull_request.base.ref }}", "an expression"},
		planted{"environment.yml", `env down "$NAME"`, `env down "${{ github.event.comment.body }}"`, "an expression"},
		planted{"reap.yml", "--execute --json", "--execute --json $(id)", "an expression"},
		planted{".azure-pipelines/environment.yml", `git checkout --detach "$REVISION"`, `git checkout "$REVISION"`, "a script"},
	)
}

func TestNoSecretIsStored(t *testing.T) {
	all := both(t)
	holds(t, all, noSecrets)
	finds(t, all, noSecrets,
		planted{"deploy.yml", "${{ vars.AZURE_CLIENT_ID }}", "${{ secrets.AZURE_CLIENT_ID }}", "stored secret"},
		planted{"deploy.yml", "ARM_CLIENT_ID: ${{ vars.AZURE_CLIENT_ID }}", "creds: ${{ vars.AZURE }}", "stored secret"},
		planted{"deploy.yml", `ARM_USE_OIDC: "true"`, "ARM_CLIENT_SECRET: x", "stored secret"},
		planted{"reap.yml", `ARM_USE_OIDC: "true"`, "PULUMI_CONFIG_PASSPHRASE: $(passphrase)", "stored secret"},
		planted{"reap.yml", "scriptType: bash", "addSpnToEnvironment: true", "stored secret"},
	)
}
