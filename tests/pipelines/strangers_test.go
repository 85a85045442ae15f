package pipelines

import (
	"regexp"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// expression is what a system pastes into a value before it is used.
var expression = regexp.MustCompile(`(?s)\$\{\{(.*?)\}\}`)

// chosen are values of GitHub's contexts that nobody but GitHub chooses: numbers,
// commits, names of actions. All else of an event may say what a stranger wants.
var chosen = regexp.MustCompile(`^(github\.event\.(action|pull_request\.number|workflow_run\.(id|event|conclusion))|github\.(sha|ref|token|event_name|run_id))$`)

// freeText finds what may be a stranger's words in an expression, however it is spelled:
// capitals count for nothing, and a name can stand in brackets.
var freeText = regexp.MustCompile(`(?i)\b(?:github|parameters|variables)[\w.*'\[\]-]*|\btoJSON\([^)]*\)`)

// webhook are the values of a service hook that may be used: numbers. What the hook says
// beyond that anybody may have sent.
var webhook = regexp.MustCompile(`^parameters\.WebHook\.resource\.(id|definition\.id|pullRequestId|pullRequest\.pullRequestId)$`)

// strangersText wants what strangers have written (titles, branches, labels, comments)
// nowhere but in conditions and in the names of groups of jobs, which compare it: pasted
// into a shell it runs, as an input it chooses what is checked out or where files go, and
// as a name it is written to a log, where a runner obeys commands.
func strangersText(fs []file) (found faults) {
	for _, f := range fs {
		walk(f.tree, func(key string, v *yaml.Node) {
			if v.Kind != yaml.ScalarNode || key == "if" || key == "group" {
				return
			}
			for _, e := range expression.FindAllStringSubmatch(v.Value, -1) {
				for _, used := range freeText.FindAllString(e[1], -1) {
					if !chosen.MatchString(used) && !webhook.MatchString(used) {
						found.add(f, v, "%s: %s may be a stranger's words", key, used)
					}
				}
			}
		})
		walk(f.tree, func(key string, v *yaml.Node) {
			if key == "group" && strings.HasPrefix(f.name, ".azure-pipelines/") && strings.Contains(v.Value, "${{") {
				found.add(f, v, "which group of variables a stage has is said by nobody: %s", v.Value)
			}
		})
	}
	return found
}

func TestStrangersTextIsComparedAlone(t *testing.T) {
	all := both(t)
	holds(t, all, strangersText)
	finds(t, all, strangersText,
		planted{"preview.yml", "- name: Preview", "- name: Preview of ${{ github.event.pull_request.title }}", "a stranger's words"},
		planted{"preview.yml", "fetch-depth: 2", "ref: ${{ github.head_ref }}", "a stranger's words"},
		planted{"preview.yml", "fetch-depth: 2", "ref: ${{ github['head_ref'] }}", "a stranger's words"},
		planted{"preview.yml", "fetch-depth: 2", "ref: ${{ GitHub.Head_Ref }}", "a stranger's words"},
		planted{"preview.yml", "fetch-depth: 2", "ref: |\n            ${{\n            github.head_ref }}", "a stranger's words"},
		planted{"preview.yml", "name: preview\n", "name: preview\nrun-name: ${{ github.event.pull_request.head.ref }}\n", "a stranger's words"},
		planted{".github/workflows/environment.yml", "NAME: ${{ needs.decide.outputs.name }}", "NAME: ${{ github.event.comment.body }}", "a stranger's words"},
		planted{".github/workflows/environment.yml", "NAME: ${{ needs.decide.outputs.name }}", "NAME: ${{ toJSON(github.event) }}", "a stranger's words"},
		planted{"preview-comment.yml", "run-id: ${{ github.event.workflow_run.id }}", "run-id: ${{ github.event.workflow_run.head_branch }}", "a stranger's words"},
		planted{"comment.yml", "RUN: ${{ parameters.WebHook.resource.id }}", "RUN: ${{ parameters.WebHook.message.text }}", "a stranger's words"},
		planted{"comment.yml", "RUN: ${{ parameters.WebHook.resource.id }}", "RUN: ${{ parameters['WebHook'].message.text }}", "a stranger's words"},
		planted{"comment.yml", "RUN: ${{ parameters.WebHook.resource.id }}", "RUN: ${{ variables['Build.SourceVersionMessage'] }}", "a stranger's words"},
		planted{".azure-pipelines/environment.yml", "coalesce(parameters.WebHook.resource.pullRequest.pullRequestId,", "coalesce(parameters.WebHook.resource.comment.content,", "a stranger's words"},
		planted{".azure-pipelines/environment.yml", "- group: tandem-test-environments", "- group: ${{ parameters.WebHook.resource.id }}", "said by nobody"},
	)
}
