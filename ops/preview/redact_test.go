package preview_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/rule"
)

// planted is a secret of two lines with characters that strings escape.
const planted = "first-line-of-a-secret\nsecond \"line\" <of> it"

// everywhere is an input with a text in every place that takes one.
func everywhere(text string) preview.Input {
	v := system.Violation{Rule: "TDM-SQL-001", Title: "t", Level: "mandatory", URN: "urn:" + text, Resource: text, Path: text, Found: text, Want: text}
	step := system.Step{URN: "urn:" + text, Type: "a:b:" + text, Name: text, Op: "update", Properties: []system.Property{
		{Path: text, Old: text, New: map[string]any{text: []any{"in " + text, map[string]any{"deep": text}}}}}}
	c := &system.Change{Stack: "global", Unavailable: text, Steps: []system.Step{step}, Drift: []system.Step{step}, Warnings: []string{text}, Recovered: []string{text},
		Losses: []system.Loss{{Name: text, What: "database", Op: "replace", Forces: []string{text}, Roots: []string{text}}}, Lifted: []string{text},
		Violations: []system.Violation{v}, NotYetKnown: []system.Violation{v}, Refusals: []system.Refusal{{Check: "x", Evidence: text}}, Unfinished: text}
	group := &rule.Resource{URN: step.URN, Type: "azure-native:resources:ResourceGroup", Props: map[string]any{"resourceGroupName": "rg", "tags": map[string]any{"stamp": text}}}
	other, exempted := v, v
	other.Rule, exempted.Rule = "TDM-SQL-002", "TDM-SQL-003"
	return preview.Input{Refreshed: true, Changes: []*system.Change{c}, BaseViolations: []system.Violation{other, v}, Exempted: []system.Violation{exempted}, Remarks: []string{text},
		After:   rule.NewGraph([]*rule.Resource{group}, false),
		Failure: &preview.Failure{Phase: "preview", Message: "panic: " + text}}
}

// TestNoSecretReachesAnyFormat plants a secret in every text of a report, as it
// is and as programs quote it.
func TestNoSecretReachesAnyFormat(t *testing.T) {
	quoted, err := json.Marshal(planted)
	require.NoError(t, err)
	for _, text := range []string{planted, string(quoted), "before " + planted + " after", strings.ReplaceAll(planted, "\n", "\r\n")} {
		r := preview.New(everywhere(text))
		r.Redact([]string{"", "x", planted})
		for _, shown := range renderings(t, r) {
			for _, never := range []string{"first-line-of", "<of>", `\u003cof`, "&#60;of"} {
				require.NotContains(t, shown, never)
			}
			require.Contains(t, shown, "secret")
		}
	}
}

func renderings(t *testing.T, r *preview.Report) []string {
	t.Helper()
	comment, err := r.Markdown()
	require.NoError(t, err)
	text, err := r.Text()
	require.NoError(t, err)
	model, err := json.Marshal(r)
	require.NoError(t, err)
	return []string{comment, text, string(model)}
}

// TestAWordThatIsCalledSecretTurnsNoVerdict lets a program call the report's own
// words secret.
func TestAWordThatIsCalledSecretTurnsNoVerdict(t *testing.T) {
	in := preview.Input{Changes: []*system.Change{{Stack: "global", Counts: system.Counts{Delete: 1}, Losses: []system.Loss{{Name: "database", What: "database", Op: "delete"}}}}}
	r := preview.New(in)
	r.Redact([]string{"unsafe", "verdict", "delete", "database", "global", "mandatory", "preview"})
	require.Equal(t, preview.Unsafe, r.Verdict)
	require.Equal(t, "delete", r.Losses[0].Op)
	require.False(t, r.Losses[0].Allowed)
	require.Equal(t, 1, r.Counts.Delete)
}

// TestWhatBecomesSecretWasOneBefore masks the plain side of a property, too.
func TestWhatBecomesSecretWasOneBefore(t *testing.T) {
	for _, p := range []system.Property{{Path: "p", Old: "hunter2-plain", New: preview.Secret}, {Path: "p", Old: preview.Secret, New: "hunter2-plain"}} {
		step := []system.Step{{Op: "update", Name: "a", Properties: []system.Property{p}}}
		r := preview.New(preview.Input{Refreshed: true, Changes: []*system.Change{{Stack: "blue", Steps: step, Drift: step}}})
		for _, shown := range renderings(t, r) {
			require.NotContains(t, shown, "hunter2")
		}
	}
	r := preview.New(preview.Input{Changes: []*system.Change{{Stack: "blue", Steps: []system.Step{{Op: "update", Name: "a",
		Properties: []system.Property{{Path: "p", Old: preview.Secret, New: preview.Unknown}, {Path: "q", New: preview.Secret}}}}}}})
	comment, err := r.Markdown()
	require.NoError(t, err)
	require.Contains(t, comment, "`p`: (secret) → (not yet known)")
	require.Contains(t, comment, "`q`: not set → (secret)")
}

// TestKeysInsideOfConnectionStringsAreSecrets looks for the part that opens the door.
func TestKeysInsideOfConnectionStringsAreSecrets(t *testing.T) {
	for secret, part := range map[string]string{
		"InstrumentationKey=5f23d431-2b0d;IngestionEndpoint=https://x":         "5f23d431-2b0d",
		"DefaultEndpointsProtocol=https;AccountKey=c2VjcmV0LWtleQ==;Blob=x":    "c2VjcmV0LWtleQ==",
		"https://st.blob.core.windows.net/c?sv=2022&sig=abcdef%2Bghi&se=never": "abcdef%2Bghi",
		"Server=tcp:x;User Id=u;Password=hunter2-long":                         "hunter2-long",
	} {
		r := preview.New(everywhere("see " + part))
		r.Redact([]string{secret})
		for _, shown := range renderings(t, r) {
			require.NotContains(t, shown, part)
		}
	}
}

// TestRedactionKeepsTheShape redacts random reports by pieces of their own texts.
func TestRedactionKeepsTheShape(t *testing.T) {
	for seed := range uint64(10) {
		r := preview.New(random(rand.New(rand.NewPCG(seed, 3)), 20))
		r.Redact([]string{"<details>", "</details></summary>", "plain-name", "| b |\n|---|"})
		comment, err := r.Markdown()
		require.NoError(t, err)
		inShape(t, comment)
	}
}
