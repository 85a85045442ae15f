package pipelines

import (
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// held wants the deployment held to the digest of the plan that its plan job made, which
// goes another way than the file: as an output, not as an artifact.
func held(fs []file) (found faults) {
	ways := map[string][]string{
		".github/workflows/deploy.yml": {"DIGEST", "${{ needs.plan.outputs.digest }}", "digest", "${{ steps.plan.outputs.digest }}", "id", "plan"},
		".azure-pipelines/deploy.yml":  {"DIGEST", "$(planDigest)", "value", "$[ stageDependencies.plan.plan.outputs['plan.digest'] ]", "name", "plan"},
	}
	for _, f := range fs {
		way, deploys := ways[f.name]
		if !deploys {
			continue
		}
		seen := map[string]bool{}
		walk(f.tree, func(key string, v *yaml.Node) {
			seen[key+" "+v.Value] = true
			switch {
			case !shells[key]:
			case strings.Contains(v.Value, " --save-plan ") && !strings.HasSuffix(v.Value, " --outputs"):
				found.add(f, v, "the plan's digest is not handed over")
			case strings.Contains(v.Value, " up ") && !strings.Contains(v.Value, ` --plan-digest "$DIGEST" `):
				found.add(f, v, "what is applied is held to no digest")
			}
		})
		for i := 0; i < len(way); i += 2 {
			if !seen[way[i]+" "+way[i+1]] {
				found.add(f, nil, "the digest gets lost: there is no %s: %s", way[i], way[i+1])
			}
		}
	}
	return found
}

func TestDeploymentsAreHeldToTheDigestOfThePlan(t *testing.T) {
	all := both(t)
	holds(t, all, held)
	for _, where := range []string{".github/workflows/deploy.yml", ".azure-pipelines/deploy.yml"} {
		finds(t, all, held,
			planted{where, " --outputs", "", "not handed over"},
			planted{where, ` --plan-digest "$DIGEST"`, "", "held to no digest"},
		)
	}
	finds(t, all, held,
		planted{".github/workflows/deploy.yml", "        id: plan\n", "", "gets lost"},
		planted{".github/workflows/deploy.yml", "digest: ${{ steps.plan", "digests: ${{ steps.plan", "gets lost"},
		planted{".azure-pipelines/deploy.yml", "            name: plan\n", "", "gets lost"},
		planted{".azure-pipelines/deploy.yml", "['plan.digest']", "['digest']", "gets lost"},
	)
}
