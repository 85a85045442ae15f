package system_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/ops/system"
)

// standing is a system of which blue serves.
func standing(edit func(*system.Status)) system.Status {
	s := system.Status{Intent: system.Intent{Active: "blue"}, Edge: system.EdgeStatus{Deployed: true},
		Stamps: []system.StampStatus{{Stamp: "blue", Role: "Primary", Intent: "active"}, {Stamp: "green", Role: "Secondary", Intent: "standby"}}}
	edit(&s)
	return s
}

func TestTakeTurns(t *testing.T) {
	roles := func(blue, green string) func(*system.Status) {
		return func(s *system.Status) { s.Stamps[0].Role, s.Stamps[1].Role = blue, green }
	}
	for name, c := range map[string]struct {
		edit          func(*system.Status)
		first, second string
		gated         bool
		refused       string
	}{
		"blue serves":            {roles("Primary", "Secondary"), "green", "blue", true, ""},
		"nobody answers":         {roles("unknown", "unknown"), "", "", false, "no SQL server tells which one is the failover group's primary"},
		"one is new, one silent": {roles("none", "unknown"), "", "", false, "record in tandem:roleOverride why"},
		"nobody answers, overridden": {func(s *system.Status) {
			roles("unknown", "unknown")(s)
			s.Intent.Override = "confirmed by Azure"
		}, "green", "blue", true, ""},
		"nobody answers, green is out": {func(s *system.Status) {
			roles("unknown", "unknown")(s)
			s.Intent.Out, s.Stamps[1].Intent = "green", "out"
		}, "green", "blue", false, ""},
		"the secondary tells": {roles("unknown", "Secondary"), "green", "blue", true, ""},
		"no group yet":        {roles("none", "none"), "green", "blue", true, ""},
		"fact is green":       {roles("Secondary", "Primary"), "", "", false, "blue's SQL server is the secondary"},
		"the peer is primary": {roles("unknown", "Primary"), "", "", false, "green's SQL server is the primary"},
		"both are primary":    {roles("Primary", "Primary"), "", "", false, "green's SQL server is the primary"},
		"the edge is silent":  {func(s *system.Status) { s.Edge = system.EdgeStatus{Unread: "403 Forbidden"} }, "", "", false, "cannot be read: 403 Forbidden"},
		"no global layer":     {func(s *system.Status) { s.Edge.Deployed = false }, "", "", false, ""},
		"green is out":        {func(s *system.Status) { s.Intent.Out, s.Stamps[1].Intent = "green", "out" }, "green", "blue", false, ""},
		"lost with its role": {func(s *system.Status) {
			roles("Primary", "Primary")(s)
			s.Intent.Out, s.Stamps[1].Intent = "green", "out"
		}, "green", "blue", false, ""},
		"green serves": {func(s *system.Status) {
			roles("Secondary", "Primary")(s)
			s.Intent.Active = "green"
			s.Stamps[0].Intent, s.Stamps[1].Intent = "standby", "active"
		}, "blue", "green", true, ""},
		"a stamp is all new":   {roles("Primary", "none"), "green", "blue", true, ""},
		"the server is silent": {roles("Primary", "unknown"), "green", "blue", true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := standing(c.edit)
			turns, note, err := system.TakeTurns(s)
			if c.refused != "" {
				require.ErrorIs(t, err, system.ErrUnsafe)
				require.ErrorContains(t, err, c.refused)
				return
			}
			require.NoError(t, err)
			require.NotEmpty(t, note)
			if c.first == "" {
				require.Nil(t, turns)
			} else {
				require.Equal(t, []string{c.first, c.second}, []string{turns.First, turns.Second})
			}
			require.Equal(t, c.gated, turns.Gated(s))
		})
	}
}

// inTurn is a system of which both stamps change, with a gate.
func inTurn(gate error) (*fake, system.Deps) {
	f := newFake()
	for _, stack := range []string{"blue", "green", "global"} {
		f.deployed[stack], f.changes[stack] = true, system.Counts{Update: 1}
	}
	d := f.deps(false)
	d.Turns = &system.Turns{First: "green", Second: "blue", Gate: func(_ context.Context, stamp string) error {
		if err := f.note("health", stamp); err != nil {
			return err
		}
		return gate
	}}
	return f, d
}

// That the global layer cannot be read does not make it one that is not there.
func TestUnreadGlobalLayerIsTold(t *testing.T) {
	a, l := deployed(t)
	a.fails[l.Global.Group] = errors.New("503")
	s := assess(t, a, l)
	require.False(t, s.Edge.Deployed)
	_, _, err := system.TakeTurns(s)
	require.ErrorIs(t, err, system.ErrUnsafe)
	require.ErrorContains(t, err, "cannot be read: 503")
}

// only keeps the calls that change something, and the gate.
func only(log []string) []string {
	var kept []string
	for _, call := range log {
		if call[:2] == "up" || call[:6] == "health" {
			kept = append(kept, call)
		}
	}
	return kept
}

func TestIdleStampGoesFirst(t *testing.T) {
	f, d := inTurn(nil)
	var told []string
	d.Turns.Deploys = func(c *system.Change) { told = append(told, c.Stack) }
	_, err := system.Up(t.Context(), d, system.ProductionTiers(), system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"up green", "health green", "up blue", "up global"}, only(*f.log))
	require.Equal(t, []string{"green", "blue", "global"}, told)
	require.Contains(t, (*f.log)[:2], "preview blue", "both are previewed before anything changes")
}

func TestSickIdleStampSparesTheOther(t *testing.T) {
	sick := errors.New("its web app is \"Stopped\"")
	f, d := inTurn(sick)
	_, err := system.Up(t.Context(), d, system.ProductionTiers(), system.Options{})
	require.ErrorIs(t, err, sick)
	require.NotErrorIs(t, err, system.ErrUnsafe, "it is a failure, and no refusal")
	require.ErrorContains(t, err, "stamp blue, which serves, and the global layer were left as they are")
	require.ErrorContains(t, err, "run the same command again")
	require.NotContains(t, err.Error(), "a new plan")
	require.ErrorContains(t, &system.UnhealthyError{Planned: true}, "in this home; elsewhere a new plan has to be made")
	require.Equal(t, []string{"up green", "health green"}, only(*f.log))

	// Run again, it goes on where it stopped, and asks for the health first.
	*f.log, f.changes["green"] = nil, system.Counts{}
	d.Turns.Gate = func(_ context.Context, stamp string) error { return f.note("health", stamp) }
	_, err = system.Up(t.Context(), d, system.ProductionTiers(), system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"health green", "up blue", "up global"}, only(*f.log))
}

// Previews, a question and a gate take minutes, in which somebody may fail over: then
// the stamp whose turn was first serves, and the turns are not what they were.
func TestTurnsAreTakenAgain(t *testing.T) {
	for name, again := range map[string]func() (*system.Turns, error){
		"another stamp is idle": func() (*system.Turns, error) { return &system.Turns{First: "blue", Second: "green"}, nil },
		"nobody serves":         func() (*system.Turns, error) { return nil, nil },
		"it is refused": func() (*system.Turns, error) {
			_, _, err := system.TakeTurns(standing(func(s *system.Status) { s.Stamps[0].Role = "Secondary" }))
			return nil, err
		},
	} {
		for _, c := range []struct {
			looks     int  // the look that finds it
			unchanged bool // the first one has nothing to do
			says      string
			calls     []string
		}{
			{1, false, "nothing was changed", nil},
			{2, false, "only green had been applied before", []string{"up green", "health green"}},
			{1, true, "nothing was changed", []string{"health green"}},
		} {
			f, d := inTurn(nil)
			if c.unchanged {
				f.changes["green"] = system.Counts{}
			}
			d.Turns.Again = func(context.Context) (*system.Turns, error) {
				if c.looks--; c.looks > 0 {
					return d.Turns, nil
				}
				return again()
			}
			_, err := system.Up(t.Context(), d, system.ProductionTiers(), system.Options{})
			require.ErrorIs(t, err, system.ErrUnsafe, name)
			require.ErrorContains(t, err, c.says, name)
			require.Equal(t, c.calls, only(*f.log), name)
		}
	}
	f, d := inTurn(nil)
	d.Turns.Again = func(context.Context) (*system.Turns, error) { return d.Turns, nil }
	_, err := system.Up(t.Context(), d, system.ProductionTiers(), system.Options{})
	require.NoError(t, err)
	require.Contains(t, *f.log, "up blue")
}

func TestNobodyWaitsForNothing(t *testing.T) {
	f, d := inTurn(errors.New("sick"))
	f.changes["blue"] = system.Counts{}
	_, err := system.Up(t.Context(), d, system.ProductionTiers(), system.Options{})
	require.NoError(t, err)
	require.Equal(t, []string{"up green", "up global"}, only(*f.log))
}

func TestFailedIdleStampSparesTheOther(t *testing.T) {
	f, d := inTurn(nil)
	f.fails["up green"] = errors.New("conflict")
	_, err := system.Up(t.Context(), d, system.ProductionTiers(), system.Options{})
	require.ErrorContains(t, err, "conflict")
	require.Equal(t, []string{"up green"}, only(*f.log))
}

// layoutOf is a layout of the stamp green alone.
func layoutOf() system.Layout {
	return system.Layout{Stamps: []system.StampLayout{{Stamp: "green", App: "/app", Endpoint: "/endpoint"}}}
}

// green is a reader of that stamp, whose web app is in a state.
func green(state, available string) *azure {
	return &azure{docs: map[string]map[string]any{
		"/app":      {"properties": map[string]any{"state": state, "availabilityState": available}},
		"/endpoint": {"properties": map[string]any{"hostName": "green.example"}},
	}}
}

func TestHealthByARMAlone(t *testing.T) {
	h := system.Health{Reader: green("Running", "Normal"), Clock: clockwork.NewFakeClock(), Limit: time.Second}
	require.NoError(t, h.Wait(t.Context(), layoutOf(), "green"))
	for want, a := range map[string]*azure{
		`its web app is "Stopped"`:              green("Stopped", ""),
		`its web app is available as "Limited"`: green("Running", "Limited"),
		"its web app does not exist":            {},
		"cannot be read: 503":                   {fails: map[string]error{"/app": errors.New("503")}},
	} {
		h.Reader = a
		require.ErrorContains(t, h.Wait(t.Context(), layoutOf(), "green"), want)
	}
}

func TestHealthNeedsTheEdge(t *testing.T) {
	h := system.Health{Clock: clockwork.NewFakeClock(), Limit: time.Second, Probe: answers(200)}
	gone := green("Running", "Normal")
	delete(gone.docs, "/endpoint")
	silent := green("Running", "Normal")
	silent.fails = map[string]error{"/endpoint": errors.New("503")}
	for want, a := range map[string]*azure{"its endpoint at the edge does not exist": gone, "its endpoint at the edge cannot be read: 503": silent} {
		h.Reader = a
		require.ErrorContains(t, h.Wait(t.Context(), layoutOf(), "green"), want)
	}
}

// answers is a health path that always answers so.
func answers(status int) func(context.Context, string) (system.Answer, error) {
	return func(context.Context, string) (system.Answer, error) { return system.Answer{Status: status}, nil }
}

// wait runs a gate, moving the clock on whenever it sleeps.
func wait(t *testing.T, h system.Health, clock *clockwork.FakeClock) error {
	t.Helper()
	done := make(chan error)
	go func() { done <- h.Wait(t.Context(), layoutOf(), "green") }()
	for {
		ctx, cancel := context.WithCancel(t.Context())
		slept := make(chan struct{})
		go func() {
			if clock.BlockUntilContext(ctx, 1) == nil {
				close(slept)
			}
		}()
		select {
		case err := <-done:
			cancel()
			return err
		case <-slept:
			cancel()
			clock.Advance(5 * time.Second)
		}
	}
}

func TestHealthPathMustSettle(t *testing.T) {
	clock := clockwork.NewFakeClock()
	began := clock.Now()
	var urls []string
	// 200 from the old container, then the new one starts.
	statuses := []int{200, 200, 503, 503}
	h := system.Health{Reader: green("Running", "Normal"), Clock: clock, Limit: 15 * time.Minute,
		Probe: func(_ context.Context, url string) (system.Answer, error) {
			urls = append(urls, url)
			if len(statuses) == 0 {
				return system.Answer{Status: 200}, nil
			}
			status := statuses[0]
			statuses = statuses[1:]
			return system.Answer{Status: status}, nil
		}}
	require.NoError(t, wait(t, h, clock))
	require.Equal(t, "https://green.example/healthz/stamp", urls[0])
	require.Equal(t, 20*time.Second+system.HealthSettled, clock.Now().Sub(began), "counted from the first look after the last failure, the fourth")
	require.Greater(t, system.HealthSettled, 230*time.Second, "a container that does not start is given up after this long")
}

func TestHealthHasALimit(t *testing.T) {
	clock := clockwork.NewFakeClock()
	h := system.Health{Reader: green("Running", ""), Clock: clock, Limit: time.Minute}
	for want, probe := range map[string]func(context.Context, string) (system.Answer, error){
		"https://green.example/healthz/stamp answers 302 (waited 1m0s)": answers(302),
		"does not answer: refused":                                      func(context.Context, string) (system.Answer, error) { return system.Answer{}, errors.New("refused") },
		"it has been healthy for 55s only, and 5m0s are asked for":      answers(200),
	} {
		h.Probe = probe
		require.ErrorContains(t, wait(t, h, clock), want)
	}
}

// An application that tells which build answers is held to it; of one that does not,
// it is said that nothing is known.
func TestHealthTellsWhichImageAnswers(t *testing.T) {
	const image, old = "sha256:2", "sha256:1"
	for name, c := range map[string]struct {
		before  system.Running
		builds  []string // the last one stays
		wants   string
		says    string
		settles time.Duration
	}{
		"nothing is told":           {system.Running{Image: old}, []string{""}, "", "green is healthy, image not told", system.HealthSettled},
		"the new one answers":       {system.Running{Image: old, Build: "a"}, []string{"b"}, "", "build b answers, before it was a", system.HealthSettled},
		"the old one answers first": {system.Running{Image: old, Build: "a"}, []string{"a", "a", "b"}, "", "build b answers, before it was a", system.HealthSettled + 10*time.Second},
		"the old one answers":       {system.Running{Image: old, Build: "a"}, []string{"a"}, "is still answered by build a, which ran before the image was changed", "", 0},
		"the image is the same":     {system.Running{Image: image, Build: "a"}, []string{"a"}, "", "green is healthy: build a answers", system.HealthSettled},
		"nothing was told before":   {system.Running{Image: old}, []string{"a"}, "", "green is healthy: build a answers", system.HealthSettled},
	} {
		t.Run(name, func(t *testing.T) {
			clock, said := clockwork.NewFakeClock(), ""
			began := clock.Now()
			reader := green("Running", "Normal")
			reader.docs["/app"]["tags"] = map[string]any{"image": image}
			h := system.Health{Reader: reader, Clock: clock, Limit: 15 * time.Minute, Before: c.before, Say: func(text string) { said = text },
				Probe: func(context.Context, string) (system.Answer, error) {
					build := c.builds[0]
					if len(c.builds) > 1 {
						c.builds = c.builds[1:]
					}
					return system.Answer{Status: 200, Build: build}, nil
				}}
			require.Equal(t, system.Running{Image: image}, system.Health{Reader: reader}.Running(t.Context(), layoutOf(), "green"))
			err := wait(t, h, clock)
			if c.wants != "" {
				require.ErrorContains(t, err, c.wants)
				return
			}
			require.NoError(t, err)
			require.Contains(t, said, c.says)
			require.Equal(t, c.settles, clock.Now().Sub(began))
		})
	}
}
