package system_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

// at is an hour of the day on which the histories of these tests happened.
func at(hour int) time.Time { return time.Date(2026, 11, 20, hour, 0, 0, 0, time.UTC) }

func recorded(name, id string, inputs map[string]any) system.Standing {
	return system.Standing{URN: "urn:" + name, Type: "azure-native:web:WebApp", Name: name, ID: id, Inputs: inputs}
}

// histories are three revisions in blue, two in green, and one in global, which
// tells nothing of its resources.
func histories() map[string][]system.Deployed {
	app := func(image string) []system.Standing {
		return []system.Standing{recorded("app", "1", map[string]any{"image": image, "__defaults": image}), recorded("plan", "1", map[string]any{"sku": "P1"})}
	}
	last := append(app("b")[:1], recorded("plan", "2", map[string]any{"sku": "P2"}), recorded("vault", "1", nil))
	return map[string][]system.Deployed{
		"blue": {{Time: at(1), Revision: "aaaaaaa1", ImageDigest: "a", Resources: app("a")}, {Time: at(3), Revision: "bbbbbbb2", ImageDigest: "b", Resources: app("b")},
			{Time: at(5), Revision: "ccccccc3-modified", ImageDigest: "b", Resources: last}},
		"green":  {{Time: at(2), Revision: "aaaaaaa1", ImageDigest: "a", Resources: app("a")}, {Time: at(4), Revision: "bbbbbbb2", ImageDigest: "b", Resources: app("a")[1:]}},
		"global": {{Time: at(2), Revision: "aaaaaaa1", Changes: map[string]int{"create": 9}}, {Time: at(6), Revision: "ccccccc3", Changes: map[string]int{"update": 2, "same": 7}}},
	}
}

func bare(revision string) string { return strings.TrimSuffix(revision, "-modified") }

func changed(t *testing.T, from system.Moment, to *system.Moment) map[string]system.StackSince {
	t.Helper()
	s, err := system.Changed([]string{"blue", "green", "global"}, histories(), from, to, bare)
	require.NoError(t, err)
	byStack := map[string]system.StackSince{}
	for _, st := range s.Stacks {
		byStack[st.Stack] = st
	}
	return byStack
}

func TestChangedSinceARevision(t *testing.T) {
	s := changed(t, system.Moment{Asked: "v1", Revision: "aaaaaaa1"}, nil)
	require.Equal(t, "aaaaaaa1", s["blue"].From.Revision)
	require.Equal(t, "ccccccc3-modified", s["blue"].To.Revision)
	require.Equal(t, 2, s["blue"].Deployments)
	require.Equal(t, []system.Difference{
		{Op: "update", Type: "azure-native:web:WebApp", Name: "app", Properties: []string{"image"}},
		{Op: "replace", Type: "azure-native:web:WebApp", Name: "plan", Properties: []string{"sku"}},
		{Op: "create", Type: "azure-native:web:WebApp", Name: "vault"},
	}, s["blue"].Resources)
	require.Equal(t, map[string]int{"delete": 1}, s["green"].Counts)
	require.Nil(t, s["global"].Resources, "the backend tells none")
	require.Equal(t, map[string]int{"update": 2}, s["global"].Counts)
}

// A stack that never had a revision counts with what it had when the others got it.
func TestChangedSinceARevisionThatOneStackNeverHad(t *testing.T) {
	s := changed(t, system.Moment{Asked: "HEAD~1", Revision: "bbbbbbb2"}, nil)
	require.Equal(t, "bbbbbbb2", s["blue"].From.Revision)
	require.Equal(t, 0, s["green"].Deployments)
	require.Empty(t, s["green"].Resources)
	require.Equal(t, "aaaaaaa1", s["global"].From.Revision)
}

func TestChangedBetweenTimes(t *testing.T) {
	s := changed(t, system.Moment{Asked: "early", Time: at(0)}, &system.Moment{Asked: "noon", Time: at(3)})
	require.Nil(t, s["blue"].From, "nothing stood")
	require.Equal(t, "bbbbbbb2", s["blue"].To.Revision)
	require.Equal(t, map[string]int{"create": 2}, s["blue"].Counts)
	require.Equal(t, map[string]int{"create": 9}, s["global"].Counts)
	modified := changed(t, system.Moment{Asked: "c", Revision: "ccccccc"}, nil)
	require.Equal(t, "ccccccc3-modified", modified["blue"].From.Revision, "a beginning of a hash, whatever was changed")
}

func TestChangedUntilNothingStands(t *testing.T) {
	h := histories()
	h["blue"] = append(h["blue"], system.Deployed{Time: at(9), Revision: "ccccccc3", Resources: []system.Standing{}, Gone: true})
	s, err := system.Changed([]string{"blue"}, h, system.Moment{Asked: "5", Time: at(5)}, nil, bare)
	require.NoError(t, err)
	require.Nil(t, s.Stacks[0].To)
	require.Equal(t, map[string]int{"delete": 3}, s.Stacks[0].Counts)
}

func TestChangedRefuses(t *testing.T) {
	stacks := []string{"blue", "green", "global"}
	_, err := system.Changed(stacks, histories(), system.Moment{Asked: "v9", Revision: "9999999"}, nil, bare)
	var unknown *system.UnknownMomentError
	require.True(t, errors.As(err, &unknown))
	require.Equal(t, []string{"ccccccc3", "ccccccc3-modified", "bbbbbbb2", "aaaaaaa1"}, unknown.Known)
	require.ErrorContains(t, err, "v9 was never deployed here")
	_, err = system.Changed(stacks, nil, system.Moment{Asked: "7d", Time: at(0)}, nil, bare)
	require.ErrorContains(t, err, "nothing has been deployed")
	_, err = system.Changed(stacks, histories(), system.Moment{Asked: "c", Revision: "ccccccc3"}, &system.Moment{Asked: "a", Revision: "aaaaaaa1"}, bare)
	require.ErrorContains(t, err, "exchange them")
}
