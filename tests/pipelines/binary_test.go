package pipelines

import (
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// runsItsOwn wants every job to build the command from what it has checked out before it
// runs it, and to run that: what lies where the binary goes is nobody else's.
func runsItsOwn(fs []file) (found faults) {
	for _, f := range fs {
		if strings.Contains(f.name, "/steps/") {
			continue // read where it is used
		}
		walk(f.tree, func(key string, steps *yaml.Node) {
			if key != "steps" {
				return
			}
			built := "" // how what was built is run
			for _, step := range unfolded(fs, f, steps.Content) {
				script := value(step, "run") + value(step, "bash") + value(step, "inputs", "inlineScript")
				switch {
				case at(step, "checkout") != nil, strings.HasPrefix(value(step, "uses"), "actions/checkout@"), strings.HasPrefix(script, "git checkout"):
					built = ""
				case script == builds("RUNNER_TEMP"):
					built = runs("RUNNER_TEMP")
				case script == builds("AGENT_TEMPDIRECTORY"):
					built = runs("AGENT_TEMPDIRECTORY")
				case strings.HasPrefix(script, "exec ") && (built == "" || !strings.HasPrefix(script, built)):
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
	all := both(t)
	holds(t, all, runsItsOwn)
	build := "      - name: Build\n        run: " + builds("RUNNER_TEMP") + "\n"
	checkout := "      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2\n"
	finds(t, all, runsItsOwn,
		planted{"preview.yml", build, "", "was not built"},
		planted{"preview.yml", build, build + checkout, "was not built"},
		planted{"preview.yml", "./cmd/tandem\n", "./cmd/other\n", "was not built"},
		planted{"preview.yml", runs("RUNNER_TEMP"), runs("AGENT_TEMPDIRECTORY"), "was not built"},
		planted{".azure-pipelines/reap.yml", "      - template: steps/tandem.yml\n", "", "was not built"},
		planted{".azure-pipelines/steps/tandem.yml", "./cmd/tandem", "./cmd/other", "was not built"},
		planted{".azure-pipelines/environment.yml", "                - template: steps/go.yml\n                - bash: go build -o \"$AGENT_TEMPDIRECTORY/tandem\" ./cmd/tandem\n", "                - bash: go version\n", "was not built"},
	)
}

// failuresCount wants a step that fails to fail its job, but for the build of released
// code: the step after it fails then, and what it leaves says so on the pull request.
func failuresCount(fs []file) (found faults) {
	allowed := 0
	for _, f := range fs {
		walk(f.tree, func(key string, steps *yaml.Node) {
			if key != "steps" {
				return
			}
			for i, step := range steps.Content {
				if at(step, "continue-on-error") == nil && at(step, "continueOnError") == nil {
					continue
				}
				next := ""
				if i+1 < len(steps.Content) {
					next = value(steps.Content[i+1], "run") + value(steps.Content[i+1], "inputs", "inlineScript")
				}
				if !strings.HasPrefix(value(step, "run")+value(step, "bash"), "go build ") || !strings.Contains(next, " env up ") {
					found.add(f, step, "a step that fails does not fail its job")
					continue
				}
				allowed++
			}
		})
		for _, j := range entries(at(f.tree, "jobs")) {
			if at(j.value, "continue-on-error") != nil {
				found.add(f, j.value, "a job that fails does not fail its run")
			}
		}
	}
	if allowed != 2 {
		found = append(found, "released code that does not compile leaves nothing to comment on")
	}
	return found
}

func TestFailuresFailTheirJobs(t *testing.T) {
	all := both(t)
	holds(t, all, failuresCount)
	finds(t, all, failuresCount,
		planted{"deploy.yml", "      - name: Build\n", "      - name: Build\n        continue-on-error: true\n", "does not fail its job"},
		planted{".azure-pipelines/deploy.yml", "            displayName: Plan\n", "            displayName: Plan\n            continueOnError: true\n", "does not fail its job"},
		planted{".github/workflows/environment.yml", "        continue-on-error: true", "        # nothing", "nothing to comment on"},
		planted{"check.yml", "    timeout-minutes: 60\n", "    timeout-minutes: 60\n    continue-on-error: true\n", "does not fail its run"},
	)
}
