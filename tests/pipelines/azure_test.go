package pipelines

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v5"
	"github.com/stretchr/testify/require"
	"golang.org/x/mod/modfile"
	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/tests/sources"
)

// structured judges pipelines by the schema of what they may use.
func structured(schema *jsonschema.Schema) check {
	return func(fs []file) (found faults) {
		for _, f := range fs {
			tree, err := plain(f.tree)
			if err == nil {
				err = schema.Validate(tree)
			}
			if err != nil {
				found.add(f, nil, "%#v", err)
			}
			walk(f.tree, func(key string, v *yaml.Node) {
				if key == "template" && !exists(fs, filepath.ToSlash(filepath.Join(filepath.Dir(f.name), v.Value))) {
					found.add(f, v, "there is no template %s", v.Value)
				}
			})
		}
		return found
	}
}

// plain is a tree as encoding/json knows it.
func plain(n *yaml.Node) (tree any, err error) {
	var value any
	if err := n.Decode(&value); err != nil {
		return nil, err
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return tree, json.Unmarshal(raw, &tree)
}

func exists(fs []file, name string) bool {
	for _, f := range fs {
		if f.name == name {
			return true
		}
	}
	return false
}

// schemaFile compiles the schema.
func schemaFile(t *testing.T) *jsonschema.Schema {
	schema, err := jsonschema.Compile(filepath.Join("testdata", "azure-pipelines.schema.json"))
	require.NoError(t, err)
	return schema
}

// macro is an expression of Azure Pipelines that a step's values hold.
var macro = regexp.MustCompile(`\$\(([^)]*)\)`)

// system are the variables of the system that may be used by macro; those of our
// own follow from steps that ran trusted code.
var system = map[string]bool{"Pipeline.Workspace": true, "Agent.TempDirectory": true, "Agent.OS": true, "System.TeamProjectId": true,
	"pullRequest": true, "environmentName": true, "revision": true, "planDigest": true}

// tokens wants the run's token in the variable that names it, for steps that write
// comments and for those in which tandem renews its login; never for code that a member
// released, beside credentials for Azure. That check and preview have none [forks] holds.
func tokens(fs []file) (found faults) {
	for _, f := range fs {
		walk(f.tree, func(key string, v *yaml.Node) {
			if v.Kind != yaml.ScalarNode {
				return
			}
			for _, m := range macro.FindAllStringSubmatch(v.Value, -1) {
				token := m[1] == "System.AccessToken" && key == "SYSTEM_ACCESSTOKEN"
				if !token && !system[m[1]] {
					found.add(f, v, "%s: $(%s) is not among the variables that may be used", key, m[1])
				}
			}
		})
		everyStep(f, func(step *yaml.Node) {
			if !strings.HasPrefix(value(step, "task"), "AzureCLI@") {
				if strings.Contains(value(step, "bash"), "--target azure") {
					found.add(f, step, "Azure without a login by federation: use AzureCLI@2")
				}
				return
			}
			if strings.Contains(value(step, "inputs", "inlineScript"), " pr ") {
				found.add(f, step, "a step has both Azure and writes comments")
			}
			oidc, cli, token := value(step, "env", "ARM_USE_OIDC") == "true", value(step, "env", "ARM_USE_CLI") == "true", at(step, "env", "SYSTEM_ACCESSTOKEN") != nil
			switch released := strings.Contains(value(step, "inputs", "inlineScript"), " env up "); {
			case released && (!cli || oidc || value(step, "inputs", "keepAzSessionActive") != "true"):
				found.add(f, step, "released code logs in by the session of the task: ARM_USE_CLI, keepAzSessionActive")
			case released && token:
				found.add(f, step, "released code is handed the run's token, which may write comments")
			case !released && (!oidc || cli || !token):
				found.add(f, step, "the step does not renew its login: ARM_USE_OIDC, SYSTEM_ACCESSTOKEN")
			}
		})
	}
	return found
}

// everyStep visits the steps of all jobs.
func everyStep(f file, visit func(*yaml.Node)) {
	walk(f.tree, func(key string, v *yaml.Node) {
		if key != "steps" {
			return
		}
		for _, step := range v.Content {
			visit(step)
		}
	})
}

// azureCaches wants the cache keyed by go.sum and the pinned CLI, and only in
// pipelines that have no rights.
func azureCaches(fs []file) (found faults) {
	for _, f := range fs {
		everyStep(f, func(step *yaml.Node) {
			if strings.HasPrefix(value(step, "task"), "Cache@") {
				if key := value(step, "inputs", "key"); key != `tandem | "$(Agent.OS)" | go.sum | engine/tools/go.mod | engine/tools/go.sum` {
					found.add(f, step, "the key of the cache is %s", key)
				}
			}
			if t := value(step, "template"); strings.HasSuffix(t, "cache.yml") && f.name != ".azure-pipelines/check.yml" && f.name != ".azure-pipelines/preview.yml" {
				found.add(f, step, "a pipeline with rights takes code from a cache")
			}
		})
	}
	return found
}

// azureOrder wants deployments planned, approved, applied, one after the other.
func azureOrder(fs []file) (found faults) {
	for _, f := range fs {
		if f.name != ".azure-pipelines/deploy.yml" {
			continue
		}
		stages := at(f.tree, "stages")
		if value(f.tree, "lockBehavior") != "sequential" || stages == nil || len(stages.Content) != 2 {
			found.add(f, f.tree, "deployments must wait for each other: lockBehavior: sequential, a plan, a deployment")
			return found
		}
		plan, deploy := stages.Content[0], stages.Content[1]
		if value(plan, "condition") != "eq(variables['Build.SourceBranch'], 'refs/heads/main')" {
			found.add(f, plan, "another branch than main can be deployed")
		}
		if value(deploy, "dependsOn") != "plan" || value(deploy, "condition") != "succeeded()" {
			found.add(f, deploy, "the deployment does not wait for the plan")
		}
		if value(at(deploy, "jobs").Content[0], "environment") != "production" {
			found.add(f, deploy, "nobody approves: the deployment needs the environment production")
		}
		if c := fmt.Sprint(connections(plan), connections(deploy)); c != "[tandem-preview] [tandem-production tandem-production]" {
			found.add(f, deploy, "plan and deployment must log in as two identities: %s", c)
		}
	}
	return found
}

func connections(n *yaml.Node) (all []string) {
	walk(n, func(key string, v *yaml.Node) {
		if key == "azureSubscription" {
			all = append(all, v.Value)
		}
	})
	return all
}

// sameGo wants the Go of go.mod.
func sameGo(want string) check {
	return func(fs []file) (found faults) {
		seen := false
		for _, f := range fs {
			everyStep(f, func(step *yaml.Node) {
				if !strings.HasPrefix(value(step, "task"), "GoTool@0") {
					return
				}
				seen = true
				if got := value(step, "inputs", "version"); got != want {
					found.add(f, step, "Go %s, and go.mod wants %s", got, want)
				}
			})
		}
		if !seen {
			found = append(found, "no pipeline installs Go")
		}
		return found
	}
}

func TestAzurePipelinesAreStructured(t *testing.T) {
	laws := structured(schemaFile(t))
	holds(t, azurePipelines(t), laws)
	finds(t, azurePipelines(t), laws,
		planted{"check.yml", "timeoutInMinutes: 60", "timeoutInMinute: 60", "timeoutInMinute"},
		planted{"check.yml", "    timeoutInMinutes: 60\n", "", "timeoutInMinutes"},
		planted{"check.yml", "timeoutInMinutes: 60", "timeoutInMinutes: 0", "timeoutInMinutes"},
		planted{"check.yml", "pr: none\n", "", "pr"},
		planted{"check.yml", "persistCredentials: false", "persistCredentials: true", "steps/0"},
		planted{"check.yml", "template: steps/go.yml", "template: steps/golang.yml", "there is no template"},
		planted{"check.yml", "bash: .ci/run", "bsh: .ci/run", "steps/3"},
		planted{"deploy.yml", "task: AzureCLI@2", "task: AzureCLI@2.x", "steps/3"},
		planted{"deploy.yml", "task: AzureCLI@2", "task: stranger.tasks.AzureCLI@2", "steps/3"},
		planted{"check.yml", "ubuntu-24.04", "ubuntu-latest", "vmImage"},
		planted{"deploy.yml", "task: AzureCLI@2", "task: AzureCLI@1", "steps/3"},
		planted{"deploy.yml", "scriptType: bash", "scriptKind: bash", "steps/3"},
		planted{"deploy.yml", "runOnce:", "rolling:", "rolling"},
		planted{"comment.yml", "webhook: WebHook", "webhook: Completed", "webhook"},
		planted{"comment.yml", "path: $(Agent.TempDirectory)/report", "path: $(Agent.TempDirectory)", "steps/3"},
		planted{"reap.yml", `cron: "17 2 * * *"`, `cron: "17 2 * *"`, "cron"},
		planted{"cache.yml", "path:", "paths:", "steps/0"},
	)
}

func TestTheTokenOfARunIsKeptApart(t *testing.T) {
	holds(t, azurePipelines(t), tokens)
	finds(t, azurePipelines(t), tokens,
		planted{"comment.yml", "SYSTEM_ACCESSTOKEN: $(System.AccessToken)", "TOKEN: $(System.AccessToken)", "not among the variables"},
		planted{"comment.yml", "SYSTEM_ACCESSTOKEN: $(System.AccessToken)", "SYSTEM_ACCESSTOKEN: $(myToken)", "not among the variables"},
		planted{".azure-pipelines/environment.yml", `ARM_USE_CLI: "true"`, "ARM_USE_CLI: \"true\"\n                    SYSTEM_ACCESSTOKEN: $(System.AccessToken)", "may write comments"},
		planted{".azure-pipelines/environment.yml", `ARM_USE_CLI: "true"`, "ARM_USE_OIDC: \"true\"\n                    SYSTEM_ACCESSTOKEN: $(System.AccessToken)", "session of the task"},
		planted{".azure-pipelines/environment.yml", "                    keepAzSessionActive: true\n", "", "session of the task"},
		planted{"reap.yml", `tandem" env reap --target azure`, `tandem" pr comment --target azure`, "writes comments"},
		planted{"reap.yml", `ARM_USE_OIDC: "true"`, `ARM_USE_CLI: "true"`, "does not renew its login"},
		planted{"deploy.yml", "              SYSTEM_ACCESSTOKEN: $(System.AccessToken)\n", "", "does not renew its login"},
		planted{"preview.yml", "preview --base HEAD^1", "preview --target azure --base HEAD^1", "without a login"},
	)
}

func TestAzurePipelinesCaches(t *testing.T) {
	holds(t, azurePipelines(t), azureCaches)
	finds(t, azurePipelines(t), azureCaches,
		planted{"cache.yml", "| go.sum | engine", "| engine", "the key of the cache"},
		planted{"deploy.yml", "template: steps/go.yml", "template: steps/cache.yml", "takes code from a cache"},
	)
}

func TestAzureDeploymentsWaitForEachOther(t *testing.T) {
	holds(t, azurePipelines(t), azureOrder)
	finds(t, azurePipelines(t), azureOrder,
		planted{"deploy.yml", "lockBehavior: sequential", "lockBehavior: runLatest", "wait for each other"},
		planted{"deploy.yml", "    dependsOn: plan\n", "", "does not wait for the plan"},
		planted{"deploy.yml", "condition: succeeded()", "condition: always()", "does not wait for the plan"},
		planted{"deploy.yml", "environment: production", "environment: test", "nobody approves"},
		planted{"deploy.yml", "azureSubscription: tandem-preview", "azureSubscription: tandem-production", "two identities"},
		planted{"deploy.yml", "    condition: eq(variables['Build.SourceBranch'], 'refs/heads/main')\n", "", "another branch"},
	)
}

func TestAzurePipelinesUseTheGoOfTheModule(t *testing.T) {
	root, err := sources.Root()
	require.NoError(t, err)
	raw, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	mod, err := modfile.ParseLax("go.mod", raw, nil)
	require.NoError(t, err)
	laws := sameGo(mod.Go.Version)
	holds(t, azurePipelines(t), laws)
	finds(t, azurePipelines(t), laws,
		planted{"go.yml", "version: " + mod.Go.Version, "version: 1.25.0", "go.mod wants"},
		planted{"go.yml", "GoTool@0", "GoTool@1", "no pipeline installs Go"},
	)
}
