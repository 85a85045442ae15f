package pullrequest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/pullrequest"
)

func TestEnvironmentText(t *testing.T) {
	cases := map[string]struct{ answer, text string }{
		"up": {`{"version": 1, "command": "env up", "addresses": {"app": "https://a.z01.azurefd.net", "sql": "fog.database.windows.net"},
			"environment": {"name": "pr7", "state": "up", "revision": "0123456789ab", "expires": "2026-01-02T03:04:05+01:00"}}`,
			"### Test environment pr7\n\n| | |\n|---|---|\n| app | https://a.z01.azurefd.net |\n| sql | fog.database.windows.net |\n" +
				"| state | up |\n| revision | 0123456789ab |\n| expires | 2026-01-02 02:04 UTC |\n\n" +
				"It is taken down when the pull request is closed, by `/env down`, or when it expires.\n"},
		"hostile": {`{"version": 1, "command": "env up", "addresses": {"app": "https://a/|x](javascript:x)", "b|c": "d"},
			"environment": {"name": "<img>", "state": "up\n# x", "revision": "main"}}`,
			"### Test environment (not shown: unexpected form)\n\n| | |\n|---|---|\n| app | (not shown: unexpected form) |\n" +
				"| state | (not shown: unexpected form) |\n| revision | (not shown: unexpected form) |\n\n" +
				"It is taken down when the pull request is closed, by `/env down`, or when it expires.\n"},
		"failed":     {`{"version": 1, "command": "env up", "error": "no\n` + "```" + `\nroom"}`, "### Test environment: `tandem env up` failed\n\n````text\nno\n```\nroom\n````\n"},
		"taken down": {`{"version": 1, "command": "env down", "executed": true}`, "### Test environment: taken down\n\nNothing of it is left.\n"},
		"no answer":  {" \n", "### Test environment: failed\n\nThe command gave no answer; its run says why.\n"},
		"refused": {`{"version": 1, "command": "pr environment", "action": "refused", "reason": "name the commit"}`,
			"### Test environment: refused\n\n```text\nname the commit\n```\n"},
		"nobody asks":     {`{"version": 1, "command": "pr environment", "action": "none", "reason": "x"}`, ""},
		"planned":         {`{"version": 1, "command": "env down", "executed": false}`, ""},
		"another command": {`{"version": 1, "command": "status"}`, ""},
		"later version":   {`{"version": 2, "command": "env up"}`, ""},
		"no JSON":         {`tandem: interrupted`, ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			text, err := pullrequest.EnvironmentText([]byte(c.answer))
			if c.text == "" {
				require.ErrorIs(t, err, pullrequest.ErrInput)
			} else {
				require.NoError(t, err)
			}
			require.Equal(t, c.text, text)
		})
	}
}
