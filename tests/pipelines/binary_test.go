package pipelines

import (
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// runsItsOwn wants every job to build the command from what it has checked out, once,
// before it runs it: what lies where the binary goes is nobody else's.
func runsItsOwn(fs []file) (found faults) {
	for _, f := range fs {
		if strings.Contains(f.name, "/steps/") {
			continue // read where it is used
		}
		walk(f.tree, func(key string, steps *yaml.Node) {
			if key != "steps" {
				return
			}
			built := false
			for _, step := range unfolded(fs, f, steps.Content) {
				script := value(step, "run") + value(step, "bash") + value(step, "inputs", "inlineScript")
				switch {
				case at(step, "checkout") != nil, strings.HasPrefix(value(step, "uses"), "actions/checkout@"), strings.HasPrefix(script, "git checkout"):
					built = false
				case script == builds("RUNNER_TEMP"), script == builds("AGENT_TEMPDIRECTORY"):
					built = true
				case strings.HasPrefix(script, "exec ") && !built:
					found.add(f, step, "the command was not built from what is checked out: %s", script)
				}
			}
		})
	}
	return found
}

// unfolded are the steps with those of templates in place.
func unfolded(fs []file, f file, steps []*yaml.Node) (all []*yaml.Node) {
	for _, step := range steps {
		template := value(step, "template")
		if template == "" {
			all = append(all, step)
			continue
		}
		for _, other := range fs {
			if list := at(other.tree, "steps"); list != nil && other.name == filepath.ToSlash(filepath.Join(filepath.Dir(f.name), template)) {
				all = append(all, list.Content...)
			}
		}
	}
	return all
}

func TestJobsRunWhatTheyHaveBuilt(t *testing.T) {
	all := append(workflows(t), azurePipelines(t)...)
	holds(t, all, runsItsOwn)
	build := "      - name: Build\n        run: " + builds("RUNNER_TEMP") + "\n"
	checkout := "      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2\n"
	finds(t, all, runsItsOwn,
		planted{"preview.yml", build, "", "was not built"},
		planted{"preview.yml", build, build + checkout, "was not built"},
		planted{"preview.yml", "./cmd/tandem\n", "./cmd/other\n", "was not built"},
		planted{".azure-pipelines/reap.yml", "      - template: steps/tandem.yml\n", "", "was not built"},
		planted{".azure-pipelines/steps/tandem.yml", "./cmd/tandem", "./cmd/other", "was not built"},
		planted{".azure-pipelines/environment.yml", "                - template: steps/go.yml\n                - bash: go build -o \"$AGENT_TEMPDIRECTORY/tandem\" ./cmd/tandem\n", "                - bash: go version\n", "was not built"},
	)
}
