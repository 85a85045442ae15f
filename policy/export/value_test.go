package export_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
)

const mark = "4dabf18193072939515e22adb298388d"

func TestValueReadsWhatTheEngineWrites(t *testing.T) {
	for name, c := range map[string]struct {
		raw  string
		want any
	}{
		"unknown text":   {`"04da6b54-80e4-46f7-96ec-b56ff0331ba9"`, rule.Unknown{}},
		"unknown list":   {`["6a19a0b0-7e62-4c92-b797-7f8e31da9cc2"]`, []any{rule.Unknown{}}},
		"another guid":   {`"00000000-0000-4000-8000-000000000000"`, "00000000-0000-4000-8000-000000000000"},
		"secret":         {`{"` + mark + `":"1b47061264138c4ac30d75fd1eb44270","value":{"a":1}}`, rule.Secret{Value: map[string]any{"a": 1.0}}},
		"plain secret":   {`{"` + mark + `":"1b47061264138c4ac30d75fd1eb44270","plaintext":"\"s\""}`, rule.Secret{Value: "s"}},
		"sealed secret":  {`{"` + mark + `":"1b47061264138c4ac30d75fd1eb44270","ciphertext":"x"}`, rule.Secret{Value: rule.Unknown{}}},
		"unknown output": {`{"` + mark + `":"d0e6a833031e9bbcd3f4e8bde6ca49a4","secret":true}`, rule.Unknown{}},
		"secret output":  {`{"` + mark + `":"d0e6a833031e9bbcd3f4e8bde6ca49a4","value":2,"secret":true}`, rule.Secret{Value: 2.0}},
		"reference":      {`{"` + mark + `":"5cf8f73096256a8f31e491e813e4eb8e","urn":"u","id":"/a/b"}`, "/a/b"},
		"new reference":  {`{"` + mark + `":"5cf8f73096256a8f31e491e813e4eb8e","urn":"u","id":""}`, rule.Unknown{}},
		"component":      {`{"` + mark + `":"5cf8f73096256a8f31e491e813e4eb8e","urn":"u"}`, nil},
		"asset":          {`{"` + mark + `":"c44067f5952c0a294b673a41bacd8c17","text":"x"}`, nil},
		"null":           {`null`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var raw any
			require.NoError(t, json.Unmarshal([]byte(c.raw), &raw))
			require.Equal(t, c.want, export.Value(raw))
		})
	}
}

func TestRawIsTheInverseOfValue(t *testing.T) {
	value := map[string]any{
		"text": "x", "number": 1.5, "switch": true, "nothing": nil, "unknown": rule.Unknown{},
		"secret": rule.Secret{Value: []any{"a", rule.Unknown{}, map[string]any{"b": false}}},
	}
	require.Equal(t, value, export.Value(export.Raw(value)))
}
