package preview_test

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/preview"
	"github.com/tandem-platform/tandem/ops/system"
	"github.com/tandem-platform/tandem/policy/rule"
)

// comment renders an input as a comment.
func comment(t *testing.T, in preview.Input) string {
	t.Helper()
	text, err := preview.New(in).Markdown()
	require.NoError(t, err)
	inShape(t, text)
	return text
}

// TestWhatIsHiddenIsNotMended is about violations of the base that the head does not
// show, although they are still there.
func TestWhatIsHiddenIsNotMended(t *testing.T) {
	v := system.Violation{Rule: "TDM-SQL-001", Level: "mandatory", URN: "u", Resource: "server", Path: "tls"}
	blue := func() *system.Change { return &system.Change{Stack: "blue"} }

	r := preview.New(preview.Input{BaseViolations: []system.Violation{v}, Changes: []*system.Change{blue()}})
	require.Len(t, r.Policies.Mended, 1)

	r = preview.New(preview.Input{BaseViolations: []system.Violation{v}, Exempted: []system.Violation{v}, Changes: []*system.Change{blue()}})
	require.Empty(t, r.Policies.Mended)
	require.Len(t, r.Policies.Exempted, 1)
	require.Equal(t, preview.Attention, r.Verdict)
	require.Equal(t, []string{"policy TDM-SQL-001 is violated by server, which is newly exempted"}, r.Reasons)

	text := comment(t, preview.Input{Exempted: []system.Violation{v}, Changes: []*system.Change{blue()}})
	require.Contains(t, text, "| **newly exempted** | <code>TDM-SQL-001</code> (mandatory)")
	r = preview.New(preview.Input{BaseExempted: []system.Violation{v}, Exempted: []system.Violation{v}, Changes: []*system.Change{blue()}})
	require.Equal(t, preview.NoChange, r.Verdict, "the base had the exemption, too")

	waits := blue()
	waits.NotYetKnown = []system.Violation{{Rule: v.Rule, Level: "mandatory", URN: v.URN, Resource: v.Resource}}
	r = preview.New(preview.Input{BaseViolations: []system.Violation{v}, Changes: []*system.Change{waits}})
	require.Empty(t, r.Policies.Mended)
	require.Equal(t, preview.Attention, r.Verdict, "it may be violated as before")
	require.Equal(t, []string{"1 verdict of mandatory policies not given yet"}, r.Reasons)

	r = preview.New(preview.Input{BaseNotYetKnown: waits.NotYetKnown, Changes: []*system.Change{waits}})
	require.Equal(t, preview.NoChange, r.Verdict, "the base waits for it, too")
	require.Empty(t, r.Policies.NotYetKnown)

	for name, c := range map[string]*system.Change{"not at all": {Stack: "blue", Unavailable: "no"}, "over old outputs": {Stack: "blue", NotYetApplied: []string{"green"}}} {
		r = preview.New(preview.Input{BaseViolations: []system.Violation{v}, Changes: []*system.Change{c}})
		require.Empty(t, r.Policies.Mended, "what was previewed %s was not judged with all stacks", name)
	}
}

// TestANameAloneIsNoChange renames a resource by an alias: what policies say of it is
// neither new nor mended, and another resource of the old name is another one.
func TestANameAloneIsNoChange(t *testing.T) {
	of := func(urn, ruleID string) system.Violation {
		return system.Violation{Rule: ruleID, Level: "advisory", URN: urn, Resource: urn, Found: "as " + urn}
	}
	c := &system.Change{Stack: "blue", Renamed: map[string]string{"new": "old"},
		Violations: []system.Violation{of("new", "TDM-SQL-001")}, NotYetKnown: []system.Violation{of("new", "TDM-SQL-002")}}
	in := preview.Input{BaseViolations: []system.Violation{of("old", "TDM-SQL-001")}, BaseNotYetKnown: []system.Violation{of("old", "TDM-SQL-002")},
		BaseExempted: []system.Violation{of("old", "TDM-SQL-003")}, Exempted: []system.Violation{of("new", "TDM-SQL-003")}, Changes: []*system.Change{c}}
	r := preview.New(in)
	require.Equal(t, preview.Policies{Standing: c.Violations}, r.Policies)
	require.Equal(t, preview.NoChange, r.Verdict)

	c.Violations = append(c.Violations, of("old", "TDM-SQL-001"))
	require.Equal(t, c.Violations[1:], preview.New(in).Policies.New)
	c.Violations = nil
	require.Len(t, preview.New(in).Policies.Mended, 1)
	require.Equal(t, "old", in.BaseViolations[0].URN, "the input stays as it is")
}

// TestAPlaceMayBeViolatedMoreThanOnce is about rules that find several things at one
// property: what a list lacks, for example.
func TestAPlaceMayBeViolatedMoreThanOnce(t *testing.T) {
	lacks := func(what string) system.Violation {
		return system.Violation{Rule: "TDM-DR-001", Level: "advisory", URN: "u", Resource: "group", Path: "databases", Found: "without " + what}
	}
	for name, c := range map[string]struct{ before, after, standing, added, mended []string }{
		"one more":           {before: []string{"a"}, after: []string{"b", "a"}, standing: []string{"a"}, added: []string{"b"}},
		"one less":           {before: []string{"a", "b"}, after: []string{"b"}, standing: []string{"b"}, mended: []string{"a"}},
		"another":            {before: []string{"a"}, after: []string{"b"}, standing: []string{"b"}},
		"another and more":   {before: []string{"a"}, after: []string{"b", "c"}, standing: []string{"b"}, added: []string{"c"}},
		"the same one twice": {before: []string{"a"}, after: []string{"a", "a"}, standing: []string{"a", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			all := func(names []string) []system.Violation {
				var list []system.Violation
				for _, n := range names {
					list = append(list, lacks(n))
				}
				return list
			}
			r := preview.New(preview.Input{BaseViolations: all(c.before), Changes: []*system.Change{{Stack: "global", Violations: all(c.after)}}})
			require.Equal(t, preview.Policies{Standing: all(c.standing), New: all(c.added), Mended: all(c.mended)}, r.Policies)
			require.Equal(t, len(c.added) > 0, r.Verdict == preview.Attention, "%v", r.Reasons)
		})
	}
}

// TestTheOrderOfEventsDoesNotShow gives the same findings in another order, in which
// the engine may tell them.
func TestTheOrderOfEventsDoesNotShow(t *testing.T) {
	drift := []system.Step{{URN: "u1", Name: "a", Op: "delete"}, {URN: "u2", Name: "b", Op: "delete"}}
	lock := func(name string) system.Step {
		return system.Step{URN: name, Name: name, Op: "delete", Type: "azure-native:authorization:ManagementLockByScope"}
	}
	refused := []system.Refusal{{Check: system.CheckLock}}
	one := preview.Input{Refreshed: true, Changes: []*system.Change{{Stack: "blue", Lifted: []string{"a", "b", "a"}, Warnings: []string{"x", "y"}, Drift: drift,
		Steps: []system.Step{lock("a"), lock("b")}, Refusals: refused}}}
	two := preview.Input{Refreshed: true, Changes: []*system.Change{{Stack: "blue", Lifted: []string{"b", "a"}, Warnings: []string{"y", "x", "x"}, Drift: []system.Step{drift[1], drift[0]},
		Steps: []system.Step{lock("b"), lock("a")}, Refusals: refused}}}
	require.Equal(t, preview.New(one), preview.New(two))
	require.Equal(t, []string{"a", "b"}, preview.New(one).Lifted)
}

// TestSecretsDeepInsideHideTheirCounterparts is about a property that is told as a
// whole, of which only a part was, or becomes, secret; the parts are too short to
// be recognised elsewhere.
func TestSecretsDeepInsideHideTheirCounterparts(t *testing.T) {
	object := func(v any) any { return map[string]any{"pin": v, "open": "shown"} }
	for name, p := range map[string]system.Property{
		"a member":         {Old: object(preview.Secret), New: object("1234")},
		"a number":         {Old: object(1234.0), New: object(preview.Secret)},
		"a list":           {Old: []any{object(preview.Secret)}, New: []any{object("1234")}},
		"a list that grew": {Old: []any{object(preview.Secret)}, New: []any{"x", object("1234")}},
		"another shape":    {Old: object(preview.Secret), New: "1234"},
		"deep in a list":   {Old: []any{[]any{preview.Secret}}, New: []any{[]any{"1234"}}},
	} {
		t.Run(name, func(t *testing.T) {
			p.Path = "p"
			in := preview.Input{Changes: []*system.Change{{Stack: "blue", Steps: []system.Step{{Op: "update", Name: "a", Properties: []system.Property{p}}}}}}
			for _, shown := range renderings(t, preview.New(in)) {
				require.NotContains(t, shown, "1234")
			}
			if name == "a member" {
				require.Contains(t, comment(t, in), "shown")
			}
		})
	}
}

// TestWhatIsNewShowsAroundItsSecrets is about a property that is told as a whole and
// that there was not, or is no longer.
func TestWhatIsNewShowsAroundItsSecrets(t *testing.T) {
	settings := map[string]any{"pin": preview.Secret, "open": "shown"}
	for _, p := range []system.Property{{Path: "p", New: settings}, {Path: "p", Old: settings},
		{Path: "p", Old: map[string]any{}, New: map[string]any{"settings": settings}}} {
		in := preview.Input{Changes: []*system.Change{{Stack: "blue", Steps: []system.Step{{Op: "update", Name: "a", Properties: []system.Property{p}}}}}}
		require.Contains(t, comment(t, in), `"open":"shown","pin":"[secret]"`)
	}
}

// TestEncodedSecretsAreSecrets carries a secret as programs do.
func TestEncodedSecretsAreSecrets(t *testing.T) {
	const secret = "hunter2 & friends/ü"
	for _, text := range []string{
		base64.StdEncoding.EncodeToString([]byte(secret)), base64.URLEncoding.EncodeToString([]byte("user:" + secret)),
		base64.StdEncoding.EncodeToString([]byte("login:" + secret + "!")), url.QueryEscape(secret), url.PathEscape(secret),
		hex.EncodeToString([]byte(secret)), fmt.Sprintf("%X", secret),
	} {
		r := preview.New(everywhere("see " + text + " here"))
		r.Redact([]string{secret})
		for _, shown := range renderings(t, r) {
			require.NotContains(t, shown, text[10:len(text)-10], "of %s nothing but its ends is left", text)
		}
	}
}

// TestOneNameOfTwoLosses is about a permission that would hold for two resources.
func TestOneNameOfTwoLosses(t *testing.T) {
	lost := []system.Loss{{Name: "db", What: "database", Op: "delete"}}
	in := preview.Input{Base: preview.Source{Ref: "main"}, Changes: []*system.Change{{Stack: "blue", Losses: lost}, {Stack: "green", Losses: lost}}}
	require.Contains(t, comment(t, in), "preview --base main --allow-data-change blue/db --allow-data-change green/db`")
	in.Allowed = []string{"green/db"}
	r := preview.New(in)
	require.False(t, r.Losses[0].Allowed)
	require.True(t, r.Losses[1].Allowed)
	require.Equal(t, preview.Unsafe, r.Verdict)
	require.Contains(t, comment(t, in), "preview --base main --allow-data-change blue/db --allow-data-change green/db`", "what is allowed stays so")
}

// TestCommandsThatFollowAreWhole wants no command that is cut: it is there to be copied.
func TestCommandsThatFollowAreWhole(t *testing.T) {
	for _, n := range []int{1, 5, 8, 9, 500} {
		c := &system.Change{Stack: "blue"}
		for i := range n {
			c.Losses = append(c.Losses, system.Loss{Name: fmt.Sprintf("blue-storage-container-documents-of-%d", i), What: "blob container", Op: "delete"})
		}
		_, next, _ := strings.Cut(comment(t, preview.Input{Base: preview.Source{Ref: "main"}, Changes: []*system.Change{c}}), "Next: ")
		require.NotContains(t, next, "more characters", "%d losses", n)
		require.Contains(t, []int{0, n}, strings.Count(next, "--allow-data-change"), "all or none")
	}
}

// TestWhatFollowsALossIsNotUp wants no command that refuses.
func TestWhatFollowsALossIsNotUp(t *testing.T) {
	in := preview.Input{Allowed: []string{"db"}, Changes: []*system.Change{{Stack: "blue", Losses: []system.Loss{{Name: "db", What: "database", Op: "replace"}}}}}
	text := comment(t, in)
	require.NotContains(t, text, "tandem up`")
	require.Contains(t, text, "as allowed here; up refuses to lose data in any case")
	require.Contains(t, text, "what the provider does not say", "it is replaced, not left out of the program")
}

func TestImportsAreListed(t *testing.T) {
	in := preview.Input{Changes: []*system.Change{{Stack: "blue", Counts: system.Counts{Create: 1}, Steps: []system.Step{{Op: "import", Type: app, Name: "theirs", URN: "u"}}}}}
	require.Contains(t, comment(t, in), "import `theirs`")
	require.Equal(t, []string{"blue"}, preview.New(in).Blast.Stamps)
}

func TestRemarksAskForAttention(t *testing.T) {
	r := preview.New(preview.Input{Remarks: []string{"the base is ahead"}, Changes: []*system.Change{{Stack: "blue"}}})
	require.Equal(t, preview.Attention, r.Verdict)
	require.Equal(t, []string{"the base is ahead"}, r.Reasons)
}

// TestOnlyWhatWasRecordedTakesDriftBack lets a change hide behind the drift of the
// same property.
func TestOnlyWhatWasRecordedTakesDriftBack(t *testing.T) {
	drift := system.Step{URN: "u", Type: app, Name: "site", Op: "update", Properties: []system.Property{{Path: "siteConfig", Old: "a", New: "b"}, {Path: "secret", Old: preview.Secret, New: preview.Secret}}}
	for name, p := range map[string]system.Property{
		"another value":       {Path: "siteConfig", Old: "b", New: "c"},
		"a part of it":        {Path: "siteConfig.minTlsVersion", Old: "1.2", New: "1.0"},
		"a secret, any value": {Path: "secret", Old: preview.Secret, New: preview.Secret},
	} {
		step := system.Step{URN: "u", Type: app, Name: "site", Op: "update", Properties: []system.Property{p}}
		in := preview.Input{Refreshed: true, Changes: []*system.Change{{Stack: "blue", Counts: system.Counts{Update: 1}, Drift: []system.Step{drift}, Steps: []system.Step{step}}}}
		require.NotContains(t, comment(t, in), "takes back drift", name)
	}
	one, another := "key=first-secret;on", "key=other-secret;on"
	text := system.Step{URN: "u", Type: app, Name: "site", Op: "update", Properties: []system.Property{{Path: "p", Old: one, New: "edited"}}}
	step := system.Step{URN: "u", Type: app, Name: "site", Op: "update", Properties: []system.Property{{Path: "p", Old: "edited", New: another}}}
	r := preview.New(preview.Input{Refreshed: true, Changes: []*system.Change{{Stack: "blue", Drift: []system.Step{text}, Steps: []system.Step{step}}}})
	r.Redact([]string{"first-secret", "other-secret"})
	for _, shown := range renderings(t, r) {
		require.NotContains(t, shown, "takes back drift", "two secrets look alike")
	}
}

// TestAStampWithTwoApplicationsIsOneStamp counts stamps, of which one suffices, and
// not applications, of which a stamp needs all.
func TestAStampWithTwoApplicationsIsOneStamp(t *testing.T) {
	s := newTwo(true)
	want := preview.Assess(s.graph())
	s.add("azure-native:web:WebApp", "blue-admin", map[string]any{"location": "northeurope", "resourceGroupName": "rg-blue"})
	require.Equal(t, want, preview.Assess(s.graph()))
	s.add("azure-native:web:WebApp", "stray", map[string]any{"location": "northeurope", "resourceGroupName": rule.Unknown{}})
	require.False(t, preview.Assess(s.graph()).Known, "it cannot be told which stamp needs it")

	for _, first := range []bool{true, false} {
		s = newTwo(first)
		s.add("azure-native:web:AppServicePlan", "blue-admin-plan", map[string]any{"zoneRedundant": !first, "resourceGroupName": "rg-blue"})
		require.Equal(t, map[bool]int{true: 1, false: 0}[first], preview.Assess(s.graph()).Zonal, "of blue one plan stands in one zone")
	}
}

// TestADeleteLockThatGoesIsRefusedUntilItIsNamed is about locks that go on their own:
// not with the data, and not by the configuration.
func TestADeleteLockThatGoesIsRefusedUntilItIsNamed(t *testing.T) {
	lock := system.Step{Op: "delete", Type: "azure-native:authorization:ManagementLockByScope", Name: "blue-sql-lock", URN: "u"}
	c := &system.Change{Stack: "blue", Counts: system.Counts{Delete: 1}, Steps: []system.Step{lock}, Refusals: []system.Refusal{{Check: system.CheckLock, Evidence: "it would go"}}}
	in := preview.Input{Base: preview.Source{Ref: "main"}, Changes: []*system.Change{c}}
	r := preview.New(in)
	require.Equal(t, preview.Unsafe, r.Verdict)
	require.Equal(t, []string{"delete lock blue-sql-lock would be deleted", "protection is lifted: blue-sql-lock"}, r.Reasons)
	require.Contains(t, comment(t, in), "--base main --allow-data-change blue-sql-lock`")

	c.Refusals, in.Allowed = nil, []string{"blue-sql-lock"}
	require.Equal(t, preview.Attention, preview.New(in).Verdict)
	require.Contains(t, comment(t, in), "`go run ./cmd/tandem up --allow-data-change blue-sql-lock`")

	in.Allowed = []string{"blue/blue-sql-lock"}
	r = preview.New(in)
	require.Len(t, r.Losses, 1, "named with its stack")
	require.True(t, r.Losses[0].Allowed)

	in.Allowed = nil
	require.Empty(t, preview.New(in).Losses, "the configuration lifts it")
}
