package pipelines

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// withoutRights are the pipelines of Azure DevOps that run a fork's code, with the steps
// that they share.
func withoutRights(name string) bool {
	return strings.HasSuffix(name, "/check.yml") || strings.HasSuffix(name, "/preview.yml") || strings.Contains(name, "/steps/")
}

// forks wants what builds a fork to name nothing that is protected: no service
// connection, no group of variables, no environment, no token, no other repository. That a
// fork cannot write them in itself is the pipelines' permissions (docs/pipelines.md).
func forks(fs []file) (found faults) {
	for _, f := range fs {
		walk(f.tree, func(key string, v *yaml.Node) {
			switch {
			case !withoutRights(f.name):
			case key == "azureSubscription", key == "group", key == "environment", key == "deployment", key == "resources", key == "connection":
				found.add(f, v, "a build of a fork may not name %s: %s", key, v.Value)
			case key == "SYSTEM_ACCESSTOKEN", strings.Contains(v.Value, "System.AccessToken"):
				found.add(f, v, "a build of a fork has no token")
			case key == "task" && !strings.HasPrefix(v.Value, "GoTool@") && !strings.HasPrefix(v.Value, "Cache@"):
				found.add(f, v, "a build of a fork needs no task %s", v.Value)
			}
		})
	}
	return found
}

func TestBuildsOfForksReachNothing(t *testing.T) {
	holds(t, azurePipelines(t), forks)
	finds(t, azurePipelines(t), forks,
		planted{".azure-pipelines/preview.yml", "variables:\n", "resources:\n  repositories: []\nvariables:\n", "may not name resources"},
		planted{".azure-pipelines/check.yml", "variables:\n  GOMODCACHE", "variables:\n  - group: tandem-production\nx:\n  GOMODCACHE", "may not name group"},
		planted{".azure-pipelines/check.yml", "  - job: check\n", "  - deployment: check\n    environment: production\n", "may not name environment"},
		planted{".azure-pipelines/preview.yml", "displayName: Preview", "displayName: Preview\n        env:\n          TOKEN: $(System.AccessToken)", "has no token"},
		planted{".azure-pipelines/preview.yml", "displayName: Preview", "displayName: Preview\n        env:\n          SYSTEM_ACCESSTOKEN: $(other)", "has no token"},
		planted{".azure-pipelines/check.yml", "displayName: Check", "displayName: Check\n        env:\n          SYSTEM_ACCESSTOKEN: $(System.AccessToken)", "has no token"},
		planted{".azure-pipelines/steps/tandem.yml", "displayName: Build", "displayName: Build\n    env:\n      SYSTEM_ACCESSTOKEN: $(System.AccessToken)", "has no token"},
		planted{".azure-pipelines/steps/go.yml", "  - task: GoTool@0\n", "  - task: AzureCLI@2\n", "needs no task"},
		planted{".azure-pipelines/steps/tandem.yml", "displayName: Build", "displayName: Build\n    azureSubscription: tandem-production", "may not name azureSubscription"},
	)
}
