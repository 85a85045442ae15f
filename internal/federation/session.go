package federation

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"
)

// Bounds of waiting. A token is renewed when half of its life has passed; a renewal that
// failed is tried again after firstPause, then after twice as long, up to longestPause.
const (
	firstPause   = 2 * time.Second
	longestPause = 30 * time.Second
	// startAttempts is how often the runner is asked for the first token.
	startAttempts = 4
)

// Options is what a session needs.
type Options struct {
	// Ask asks the runner for a federated token.
	Ask func(context.Context) (string, error)
	// Dir is where the session makes its folder; "" is the system's for temporary files.
	Dir   string
	Clock clockwork.Clock
	// Say is told when a renewal fails, and when one works again.
	Say func(format string, args ...any)
}

// Session keeps a federated token fresh until it is closed.
type Session struct {
	options Options
	dir     string
	end     context.CancelFunc
	ended   sync.WaitGroup
	relay   *relay

	mu      sync.Mutex
	token   string
	renewAt time.Time // half of the token's life is over
	expires time.Time
	failed  bool // the last renewal
}

// Start gets a first token, and renews it from then on. The error says what the runner
// refuses; nothing is left behind then. That ctx ends later does not end the session:
// operations that are not interrupted go on logging in.
func Start(ctx context.Context, o Options) (*Session, error) {
	dir, err := os.MkdirTemp(o.Dir, "tandem-login-") // for the owner alone
	if err != nil {
		return nil, fmt.Errorf("folder for the federated token: %w", err)
	}
	living, end := context.WithCancel(context.WithoutCancel(ctx))
	s := &Session{options: o, dir: dir, end: end}
	if err := s.begin(ctx); err != nil {
		end()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if s.relay, err = startRelay(living, s); err != nil {
		end()
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	s.ended.Go(func() { s.keep(living) })
	return s, nil
}

// begin gets the first token, in several attempts: a runner may be out of breath.
func (s *Session) begin(ctx context.Context) error {
	pause := firstPause
	for attempt := 1; ; attempt++ {
		err := s.renew(ctx)
		if err == nil || attempt == startAttempts {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-s.options.Clock.After(pause):
			pause *= 2
		}
	}
}

// File is the path of the file that holds the token.
func (s *Session) File() string { return filepath.Join(s.dir, "token") }

// Endpoint is the address of the endpoint that hands out tokens as GitHub's runners do,
// and the key that it wants.
func (s *Session) Endpoint() (address, key string) { return s.relay.address, s.relay.key }

// Close ends the renewal and removes the file.
func (s *Session) Close() error {
	s.end()
	err := s.relay.close()
	s.ended.Wait()
	s.mu.Lock() // whoever still renews for a request has done so
	defer s.mu.Unlock()
	return errors.Join(err, os.RemoveAll(s.dir))
}

// keep renews the token until the session ends.
func (s *Session) keep(ctx context.Context) {
	wait := s.untilRenewal()
	for pause := firstPause; ; {
		select {
		case <-ctx.Done():
			return
		case <-s.options.Clock.After(wait):
		}
		if _, err := s.current(ctx); err == nil {
			wait, pause = s.untilRenewal(), firstPause
			continue
		}
		wait, pause = pause, min(2*pause, longestPause)
	}
}

func (s *Session) untilRenewal() time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.renewAt.Sub(s.options.Clock.Now())
}

// current is the token, renewed if it is time. The error says why it could not be
// renewed; the token is then the old one, "" once it has expired.
func (s *Session) current(ctx context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.options.Clock.Now().Before(s.renewAt) {
		return s.token, nil
	}
	err := s.renewLocked(ctx)
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	if failed := err != nil; failed != s.failed {
		s.failed = failed
		if failed {
			s.options.Say("the login is not renewed, and is tried again: %v", err)
		} else {
			s.options.Say("the login is renewed again")
		}
	}
	if !s.options.Clock.Now().Before(s.expires) {
		return "", err
	}
	return s.token, err
}

func (s *Session) renew(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.renewLocked(ctx)
}

// renewLocked asks for a token and writes it in one step: a reader finds the old one or
// the new one.
func (s *Session) renewLocked(ctx context.Context) error {
	token, err := s.options.Ask(ctx)
	if err != nil {
		return err
	}
	expires, err := expiry(token)
	if err != nil {
		return fmt.Errorf("the runner's federated token: %w", err)
	}
	now := s.options.Clock.Now()
	life := expires.Sub(now)
	if life <= 0 {
		return fmt.Errorf("the runner's federated token has expired at %s, and it is %s: look at the clock of the machine that runs this",
			expires.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
	}
	draft := s.File() + ".new"
	if err := os.WriteFile(draft, []byte(token), 0o600); err != nil {
		return fmt.Errorf("keep the federated token: %w", err)
	}
	if err := os.Rename(draft, s.File()); err != nil {
		return fmt.Errorf("keep the federated token: %w", err)
	}
	s.token, s.expires, s.renewAt = token, expires, now.Add(life/2)
	return nil
}

// expiry reads when a token ends. Its signature is Entra's to check.
func expiry(token string) (time.Time, error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return time.Time{}, fmt.Errorf("it is no JWT: %d parts", len(parts))
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return time.Time{}, fmt.Errorf("its claims: %w", err)
	}
	var claims struct {
		Expires float64 `json:"exp"` // seconds since 1970
	}
	if err := json.Unmarshal(raw, &claims); err != nil {
		return time.Time{}, fmt.Errorf("its claims: %w", err)
	}
	if claims.Expires <= 0 {
		return time.Time{}, errors.New("it does not say when it ends")
	}
	return time.Unix(int64(claims.Expires), 0), nil
}
