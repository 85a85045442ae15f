package federation_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/federation"
)

// runner hands out tokens that live for five minutes, as GitHub's does; it can refuse.
type runner struct {
	clock clockwork.Clock

	mu      sync.Mutex
	asked   int
	refuses int // so many requests from now on
	life    time.Duration
	said    []string
}

func newRunner(clock clockwork.Clock) *runner { return &runner{clock: clock, life: 5 * time.Minute} }

func (r *runner) ask(context.Context) (string, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.asked++; r.refuses > 0 {
		r.refuses--
		return "", errors.New("no breath")
	}
	return token(r.asked, r.clock.Now().Add(r.life)), nil
}

// refuse makes it refuse so many requests.
func (r *runner) refuse(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuses = n
}

func (r *runner) say(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, fmt.Sprintf(format, args...))
}

func (r *runner) heard() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.said...)
}

// token is the nth token, as far as a session reads it.
func token(n int, expires time.Time) string {
	claims := fmt.Sprintf(`{"n":%d,"exp":%d}`, n, expires.Unix())
	return "e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".signature"
}

// claims reads a token.
func claims(t *testing.T, text string) (n int, expires time.Time) {
	t.Helper()
	parts := strings.Split(text, ".")
	require.Len(t, parts, 3, "half a token: %q", text)
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	require.NoError(t, err)
	var c struct{ N, Exp int64 }
	require.NoError(t, json.Unmarshal(raw, &c))
	return int(c.N), time.Unix(c.Exp, 0)
}

func inFile(t *testing.T, s *federation.Session) (n int, expires time.Time) {
	t.Helper()
	raw, err := os.ReadFile(s.File())
	require.NoError(t, err)
	return claims(t, string(raw))
}

func start(t *testing.T, r *runner) *federation.Session {
	t.Helper()
	s, err := federation.Start(t.Context(), federation.Options{Ask: r.ask, Dir: t.TempDir(), Clock: r.clock, Say: r.say})
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// pass lets time pass, in steps that are shorter than what is waited for; between two
// of them everybody who woke up has gone to sleep again.
func pass(t *testing.T, clock *clockwork.FakeClock, d time.Duration, look func()) {
	t.Helper()
	const step = time.Second
	for range d / step {
		require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
		clock.Advance(step)
		require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
		look()
	}
}

// TestTheFileIsAlwaysFresh: whoever reads the file in a deployment of forty minutes
// finds a token that Entra still takes, and does not find it changed by the second.
func TestTheFileIsAlwaysFresh(t *testing.T) {
	clock := clockwork.NewFakeClock()
	r := newRunner(clock)
	s := start(t, r)
	pass(t, clock, 40*time.Minute, func() {
		_, expires := inFile(t, s)
		require.GreaterOrEqual(t, expires.Sub(clock.Now()), 5*time.Minute/3)
	})
	require.Equal(t, 17, r.asked, "every two and a half minutes")
	require.Empty(t, r.heard())
}

// TestARunnerOutOfBreathIsAskedAgain: refusals that end before the token does harm nobody.
func TestARunnerOutOfBreathIsAskedAgain(t *testing.T) {
	clock := clockwork.NewFakeClock()
	r := newRunner(clock)
	s := start(t, r)
	r.refuse(5) // 2, 4, 8, 16 and 30 seconds: a minute
	pass(t, clock, 10*time.Minute, func() {
		_, expires := inFile(t, s)
		require.True(t, expires.After(clock.Now()), "an expired token lies there")
	})
	require.Equal(t, []string{"the login is not renewed, and is tried again: no breath", "the login is renewed again"}, r.heard())
}

// TestALongRefusalEnds: the token expires, nobody is handed it any more, and the session
// goes on asking.
func TestALongRefusalEnds(t *testing.T) {
	clock := clockwork.NewFakeClock()
	r := newRunner(clock)
	s := start(t, r)
	r.refuse(12)
	pass(t, clock, 6*time.Minute, func() {})
	status, text := ask(t, s, "", "")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, text, "no breath")
	pass(t, clock, 6*time.Minute, func() {})
	status, _ = ask(t, s, "", "")
	require.Equal(t, http.StatusOK, status)
	_, expires := inFile(t, s)
	require.True(t, expires.After(clock.Now()))
}

// ask asks the endpoint as the providers do; a key or an audience goes in place of the
// right one.
func ask(t *testing.T, s *federation.Session, key, audience string) (int, string) {
	t.Helper()
	address, right := s.Endpoint()
	if key == "" {
		key = right
	}
	if audience == "" {
		audience = "api://AzureADTokenExchange"
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"?audience="+audience, nil)
	require.NoError(t, err)
	req.Header.Set("Authorization", "Bearer "+key)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer func() { require.NoError(t, resp.Body.Close()) }()
	var body struct{ Value string }
	if resp.StatusCode == http.StatusOK {
		require.NoError(t, json.NewDecoder(resp.Body).Decode(&body))
		return resp.StatusCode, body.Value
	}
	raw := make([]byte, 500)
	n, _ := resp.Body.Read(raw)
	return resp.StatusCode, string(raw[:n])
}

func TestTheEndpointAnswersItsOwnOnly(t *testing.T) {
	clock := clockwork.NewFakeClock()
	r := newRunner(clock)
	s := start(t, r)
	status, first := ask(t, s, "", "")
	require.Equal(t, http.StatusOK, status)
	n, _ := claims(t, first)
	require.Equal(t, 1, n)
	status, _ = ask(t, s, "guessed", "")
	require.Equal(t, http.StatusUnauthorized, status)
	status, _ = ask(t, s, "", "sts.amazonaws.com")
	require.Equal(t, http.StatusForbidden, status)
	pass(t, clock, 3*time.Minute, func() {})
	_, later := ask(t, s, "", "")
	n, _ = claims(t, later)
	require.Equal(t, 2, n, "what is handed out is what the file holds")
	address, _ := s.Endpoint()
	require.True(t, strings.HasPrefix(address, "http://127.0.0.1:"), "others can reach %s", address)
}

func TestNothingIsLeft(t *testing.T) {
	dir := t.TempDir()
	r := newRunner(clockwork.NewFakeClock())
	ctx, cancel := context.WithCancel(t.Context())
	s, err := federation.Start(ctx, federation.Options{Ask: r.ask, Dir: dir, Clock: r.clock, Say: r.say})
	require.NoError(t, err)
	info, err := os.Stat(s.File())
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	info, err = os.Stat(filepath.Dir(s.File()))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o700), info.Mode().Perm())
	cancel() // what runs is not interrupted by the first Ctrl-C, and goes on logging in
	status, _ := ask(t, s, "", "")
	require.Equal(t, http.StatusOK, status)
	require.NoError(t, s.Close())
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
	address, _ := s.Endpoint()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	resp, err := http.DefaultClient.Do(req)
	if err == nil {
		err = resp.Body.Close()
		t.Error("the endpoint still answers", err)
	}
}

// TestSessionsThatDoNotBegin: what the runner hands out is no use, or it hands out
// nothing; after some attempts that is said, and nothing is left.
func TestSessionsThatDoNotBegin(t *testing.T) {
	cases := map[string]struct {
		ask  func(clock clockwork.Clock) (string, error)
		says string
	}{
		"refused":    {func(clockwork.Clock) (string, error) { return "", errors.New("not allowed") }, "not allowed"},
		"no JWT":     {func(clockwork.Clock) (string, error) { return "x", nil }, "it is no JWT"},
		"no claims":  {func(clockwork.Clock) (string, error) { return "a.!.c", nil }, "its claims"},
		"no end":     {func(clockwork.Clock) (string, error) { return "e30.e30.e30", nil }, "does not say when it ends"},
		"wrong time": {func(c clockwork.Clock) (string, error) { return token(1, c.Now().Add(-time.Hour)), nil }, "look at the clock"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			clock, dir := clockwork.NewFakeClock(), t.TempDir()
			asked := 0
			done := make(chan error, 1)
			go func() {
				_, err := federation.Start(t.Context(), federation.Options{Dir: dir, Clock: clock, Ask: func(context.Context) (string, error) {
					asked++
					return c.ask(clock)
				}})
				done <- err
			}()
			for _, pause := range []time.Duration{2, 4, 8} {
				require.NoError(t, clock.BlockUntilContext(t.Context(), 1))
				clock.Advance(pause * time.Second)
			}
			require.ErrorContains(t, <-done, c.says)
			require.Equal(t, 4, asked)
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
}
