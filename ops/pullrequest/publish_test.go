package pullrequest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/pullrequest"
)

func publish(t *testing.T, h pullrequest.Host, name, text string) pullrequest.Published {
	t.Helper()
	p, err := pullrequest.Publish(t.Context(), h, 7, pullrequest.Report{Name: name, Text: text, Origin: "Made here."})
	require.NoError(t, err)
	return p
}

func TestOneCommentIsEdited(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, _ *hurried) {
		for range 150 { // the earlier comment stands on the second page
			s.add("somebody", "a discussion")
		}
		made := publish(t, h, "preview", "## First\n")
		require.Equal(t, "created", made.Action)
		require.Equal(t, "edited", publish(t, h, "preview", "## Second\n").Action)
		require.Equal(t, "unchanged", publish(t, h, "preview", "## Second").Action)
		require.Equal(t, "created", publish(t, h, "environment", "An address").Action)
		require.Equal(t, "edited", publish(t, h, "preview", "## Third\n").Action)
		require.Len(t, s.notes, 152)
		require.Equal(t, "<!-- tandem:preview -->\n<sub>Made here.</sub>\n\n## Third\n", s.notes[150].Body)
		require.Equal(t, 7, made.Number)
		require.NotEmpty(t, made.Address)
	})
}

func TestWhatNobodyAskedAboutOnlyEdits(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, _ *hurried) {
		quiet := pullrequest.Report{Name: "environment", Text: "Gone.", OnlyEdit: true}
		p, err := pullrequest.Publish(t.Context(), h, 7, quiet)
		require.NoError(t, err)
		require.Equal(t, "skipped", p.Action)
		require.Empty(t, s.notes)
		publish(t, h, "environment", "An address")
		p, err = pullrequest.Publish(t.Context(), h, 7, quiet)
		require.NoError(t, err)
		require.Equal(t, "edited", p.Action)
		require.Len(t, s.notes, 1)
	})
}

func TestForeignComments(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, _ *hurried) {
		s.add("somebody", "<!-- tandem:preview -->\nmine, I say")
		s.add(self, "quoted: <!-- tandem:preview -->")
		require.Equal(t, "created", publish(t, h, "preview", "Report").Action)
		require.Equal(t, "<!-- tandem:preview -->\nmine, I say", s.notes[0].Body)
		require.Equal(t, "quoted: <!-- tandem:preview -->", s.notes[1].Body)
	})
}

func TestHostileReport(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, _ *hurried) {
		publish(t, h, "preview", "<!-- tandem:environment -->\nask @everybody, (@team/all) or @<0000-guid>; _@octo_ ü@octo &#64;octo &#X40;octo &commat;octo; me@example.com\x00\x1b[2J \u202egnp.\u2066 \xff")
		require.Equal(t, "created", publish(t, h, "environment", "An address").Action, "a report passed for another comment")
		body := s.notes[0].Body
		require.Contains(t, body, "ask @\u2060everybody, (@\u2060team/all) or @\u2060<0000-guid>; _@\u2060octo_ ü@\u2060octo @\u2060octo @\u2060octo @\u2060octo; me@example.com[2J gnp. \ufffd")
		require.True(t, strings.HasPrefix(body, "<!-- tandem:preview -->\n<sub>Made here.</sub>\n\n"), "the text may hide what comes after it")
	})
}

func TestBodiesThatAreRefused(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, _ *hurried) {
		cases := map[string]pullrequest.Report{
			"too long: 65,537 characters": {Name: "preview", Text: strings.Repeat("ü", pullrequest.MostCharacters-len("<!-- tandem:preview -->\n\n")+1)},
			"empty":                       {Name: "preview", Text: " \n\x00"},
			"no name":                     {Text: "x"},
			"a name that ends the marker": {Name: "x --> y", Text: "x"},
		}
		for name, r := range cases {
			_, err := pullrequest.Publish(t.Context(), h, 7, r)
			require.ErrorIs(t, err, pullrequest.ErrInput, name)
		}
		require.Empty(t, s.asked, "the system was asked although nothing can be published")
		_, err := pullrequest.Publish(t.Context(), h, 7, pullrequest.Report{Name: "preview", Text: strings.Repeat("ü", pullrequest.MostCharacters-len("<!-- tandem:preview -->\n\n"))})
		require.NoError(t, err, "the longest one")
	})
}

func TestRefusalsSayWhatToDo(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, _ *hurried) {
		for status, says := range map[int]string{
			401: "the run's own",
			203: "the run's own", // Azure DevOps, with a page for signing in
			403: "a fork",
			404: "there is no such pull request",
		} {
			s.answers = []answer{{status: status, body: `{"message": "no"}`}}
			_, err := pullrequest.Publish(t.Context(), h, 7, pullrequest.Report{Name: "preview", Text: "x"})
			var refused *pullrequest.Refusal
			require.ErrorAs(t, err, &refused)
			require.ErrorContains(t, err, says)
			require.ErrorContains(t, err, " no: ")
			require.NotContains(t, err.Error(), "t0ken")
		}
		require.Empty(t, s.notes)
	})
}

func TestWaitsAsLongAsItIsAsked(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, clock *hurried) {
		s.answers = []answer{
			{status: 429, header: map[string]string{"Retry-After": "7"}},
			{status: 403, header: map[string]string{"Retry-After": "Fri, 02 Jan 2026 03:05:05 GMT"}},
			{status: 403, header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1767323055"}},
			{status: 502},
		}
		publish(t, h, "preview", "x")
		require.Equal(t, []time.Duration{7 * time.Second, time.Minute, 10 * time.Second, 2 * time.Second}, clock.waits)
		require.Len(t, s.notes, 1)
	})
}

func TestDoesNotWaitForEver(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, clock *hurried) {
		s.answers = []answer{{status: 429, header: map[string]string{"Retry-After": "3600"}}}
		_, err := pullrequest.Publish(t.Context(), h, 7, pullrequest.Report{Name: "preview", Text: "x"})
		require.ErrorContains(t, err, "asks to wait 1h0m0s")
		require.Empty(t, clock.waits)
		for range 20 {
			s.answers = append(s.answers, answer{status: 503})
		}
		_, err = pullrequest.Publish(t.Context(), h, 7, pullrequest.Report{Name: "preview", Text: "x"})
		require.ErrorContains(t, err, "503")
		require.Len(t, s.answers, 15, "five attempts")
	})
}

// TestACommentIsNotPostedTwice: a POST that ended in an error may have been done.
func TestACommentIsNotPostedTwice(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, clock *hurried) {
		_, err := h.Own(t.Context(), 7)
		require.NoError(t, err)
		s.answers = []answer{{status: 502}}
		_, err = h.Create(t.Context(), 7, "x")
		require.ErrorContains(t, err, "502")
		require.Empty(t, clock.waits)
		require.Empty(t, s.notes)
	})
}

func TestTokenStaysAtHome(t *testing.T) {
	hosts(t, func(t *testing.T, h pullrequest.Host, s *system, _ *hurried) {
		s.answers = []answer{{status: 307, header: map[string]string{"Location": "https://elsewhere.example/"}}}
		_, err := h.Own(t.Context(), 7)
		require.ErrorContains(t, err, "redirected to elsewhere.example")
	})
	clock := newHurried()
	for _, address := range []string{"http://api.github.example", "http://8.8.8.8/", "", "//x", "ftp://127.0.0.1"} {
		_, err := pullrequest.NewGitHub(lookup(map[string]string{"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "o/r",
			"GITHUB_EVENT_PATH": event(t, nil), "GITHUB_API_URL": address}), clock)
		require.ErrorIs(t, err, pullrequest.ErrInput, address)
		_, err = pullrequest.NewDevOps(lookup(map[string]string{"SYSTEM_ACCESSTOKEN": "t", "SYSTEM_COLLECTIONURI": address,
			"SYSTEM_TEAMPROJECT": "p", "BUILD_REPOSITORY_ID": "r", "BUILD_REPOSITORY_PROVIDER": "TfsGit"}), clock)
		require.ErrorIs(t, err, pullrequest.ErrInput, address)
	}
}

func TestRunsThatLackSomethingSayWhat(t *testing.T) {
	clock := newHurried()
	for missing, vars := range map[string]map[string]string{
		"GITHUB_TOKEN":      {},
		"GITHUB_REPOSITORY": {"GITHUB_TOKEN": "t"},
		"GITHUB_EVENT_PATH": {"GITHUB_TOKEN": "t", "GITHUB_REPOSITORY": "o/r"},
	} {
		_, err := pullrequest.NewGitHub(lookup(vars), clock)
		require.ErrorContains(t, err, missing)
		require.ErrorIs(t, err, pullrequest.ErrInput)
	}
	for missing, vars := range map[string]map[string]string{
		"SYSTEM_ACCESSTOKEN":        {},
		"BUILD_REPOSITORY_PROVIDER": {"SYSTEM_ACCESSTOKEN": "t", "BUILD_REPOSITORY_PROVIDER": "GitHub"},
		"SYSTEM_TEAMPROJECT":        {"SYSTEM_ACCESSTOKEN": "t", "BUILD_REPOSITORY_PROVIDER": "TfsGit"},
	} {
		_, err := pullrequest.NewDevOps(lookup(vars), clock)
		require.ErrorContains(t, err, missing)
		require.ErrorIs(t, err, pullrequest.ErrInput)
	}
}
