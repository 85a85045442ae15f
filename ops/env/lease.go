package env

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/topology"
)

// How long a claim counts unless it is renewed, how often its holder renews it, and how
// long one try may take.
const (
	claimLife  = 15 * time.Minute
	claimRenew = 4 * time.Minute
	claimTry   = time.Minute
)

// errEnded says that a claim is not to be renewed: it may be another machine's turn.
var errEnded = errors.New("it has ended, or somebody has removed it")

// The tags of a claim, beside system and environment.
const (
	tagHolder = "holder"
	tagHome   = "home"
	tagUntil  = "until"
)

// Claim says who works on an environment. A claim is a deployment of the subscription
// with an empty template: ARM keeps it in its history, it costs nothing and makes
// nothing, and it can be made before there is any resource group.
type Claim struct {
	Identity topology.Identity
	Location string // where ARM keeps it
	Holder   string // who it is, for people
	// Home tells holders apart. Its own lock keeps two commands of one home apart, so
	// that a claim of the same home is one of a process that is gone.
	Home string
	// Settle is how long ARM may take to show others what was written.
	Settle time.Duration
}

// ClaimedError says that another machine works on an environment.
type ClaimedError struct {
	Name, Holder, ID string
	Until            time.Time
}

// Error names the holder, and what to do if it is gone.
func (e *ClaimedError) Error() string {
	return fmt.Sprintf("environment %s is in use by %s: wait for it to end; its claim ends at %s unless it is renewed; "+
		"if it is gone for certain: az deployment sub delete --name %s", e.Name, e.Holder, e.Until.UTC().Format(time.RFC3339), lastPart(e.ID))
}

// LostError is the cause with which a context ends whose lease could not be renewed.
type LostError struct {
	Name  string
	Cause error
}

// Error says what was lost.
func (e *LostError) Error() string {
	return fmt.Sprintf("the claim on environment %s could not be renewed, so that another machine may work on it now: %v", e.Name, e.Cause)
}

// Unwrap returns why.
func (e *LostError) Unwrap() error { return e.Cause }

// Lease is a claim that holds.
type Lease struct {
	az    Azure
	claim Claim
	id    string
	clock clockwork.Clock
	until time.Time // by clock
	ends  time.Time // by Azure's
	stop  chan struct{}
	done  chan struct{}
}

// Acquire claims an environment for one machine. Every claim is an object of its own:
// one writes one's own first and reads the others' then, so that of two who come at
// once at least one sees the other and gives way; perhaps both do. ARM has no lock that
// can be taken in one step without a resource group. The error of an environment that
// is claimed is a [*ClaimedError]. The context that comes back ends when the lease is
// lost; its cause is a [*LostError] then.
func Acquire(ctx context.Context, az Azure, c Claim, clock clockwork.Clock) (context.Context, *Lease, error) {
	if err := c.otherThan(ctx, az, ""); err != nil {
		return ctx, nil, err
	}
	suffix := make([]byte, 4)
	_, _ = rand.Read(suffix) // it never fails
	l := &Lease{az: az, claim: c, clock: clock, until: clock.Now().Add(claimLife), stop: make(chan struct{}), done: make(chan struct{}),
		id: deploymentsOf(az) + "/lease." + c.Identity.System + "." + c.Identity.Environment + "." + hex.EncodeToString(suffix)}
	if err := l.write(ctx); err != nil {
		return ctx, nil, errors.Join(err, l.remove(ctx))
	}
	if c.Settle > 0 {
		select {
		case <-ctx.Done():
			return ctx, nil, errors.Join(ctx.Err(), l.remove(ctx))
		case <-clock.After(c.Settle):
		}
	}
	if err := c.otherThan(ctx, az, l.id); err != nil {
		return ctx, nil, errors.Join(err, l.remove(ctx))
	}
	ctx, lose := context.WithCancelCause(ctx)
	go l.keep(ctx, lose)
	return ctx, l, nil
}

func deploymentsOf(az Azure) string {
	return "/subscriptions/" + az.Subscription() + "/providers/Microsoft.Resources/deployments"
}

// otherThan refuses where a claim holds that is not one's own, and removes those that
// hold no more.
func (c Claim) otherThan(ctx context.Context, az Azure, own string) error {
	found, now, err := claimsOf(ctx, az, c.Identity.System)
	if err != nil {
		return err
	}
	for _, doc := range found {
		tags, id := texts(doc, "tags"), armdoc.Text(doc, "id")
		until := moment(tags[tagUntil])
		switch {
		case tags[topology.TagEnvironment] != c.Identity.Environment, lastPart(id) == lastPart(own):
		case tags[tagHome] == c.Home || !until.After(now):
			if err := az.Delete(ctx, id, apiDeployments); err != nil {
				return fmt.Errorf("claim of %s, which holds no more: %w", tags[tagHolder], err)
			}
		default:
			return &ClaimedError{Name: c.Identity.Environment, Holder: cmp.Or(tags[tagHolder], "another machine"), ID: id, Until: *until}
		}
	}
	return nil
}

// write writes the claim, with a new end by Azure's time, unless it may have ended
// before it is written.
func (l *Lease) write(ctx context.Context) error {
	now, err := l.az.Now(ctx)
	if err != nil {
		return fmt.Errorf("what time it is in Azure: %w", err)
	}
	if !l.ends.IsZero() && !now.Before(l.ends.Add(-claimTry)) {
		return errEnded
	}
	until, ends := l.clock.Now().Add(claimLife), now.Add(claimLife)
	err = l.az.Put(ctx, l.id, apiDeployments, map[string]any{
		"location": l.claim.Location,
		"tags": map[string]string{
			topology.TagSystem: l.claim.Identity.System, topology.TagEnvironment: l.claim.Identity.Environment,
			tagHolder: shortened(l.claim.Holder), tagHome: l.claim.Home, tagUntil: ends.UTC().Format(time.RFC3339),
		},
		"properties": map[string]any{"mode": "Incremental", "template": map[string]any{
			"$schema":        "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#",
			"contentVersion": "1.0.0.0", "resources": []any{},
		}},
	})
	if err != nil {
		return fmt.Errorf("claim on environment %s: %w", l.claim.Identity.Environment, err)
	}
	l.until, l.ends = until, ends
	return nil
}

// maxTag is how long a tag's value may be, in characters.
const maxTag = 256

func shortened(s string) string {
	if runes := []rune(s); len(runes) > maxTag {
		return string(runes[:maxTag])
	}
	return s
}

// keep renews the claim until it is released. What cannot be renewed in time is lost.
func (l *Lease) keep(ctx context.Context, lose context.CancelCauseFunc) {
	defer close(l.done)
	defer lose(nil)
	ticker := l.clock.NewTicker(claimRenew)
	defer ticker.Stop()
	for {
		select {
		case <-l.stop:
			return
		case <-ticker.Chan():
		}
		err := l.renew(ctx)
		if errors.Is(err, errEnded) || err != nil && !l.clock.Now().Before(l.until.Add(-claimRenew)) {
			lose(&LostError{Name: l.claim.Identity.Environment, Cause: err})
			<-l.stop
			return
		}
	}
}

// renew writes the claim again as long as it is there and holds: a machine that slept,
// or whose claim was removed, does not take back what may be another one's by now. What
// an interrupted command still does is done under the claim, and a try that hangs ends.
func (l *Lease) renew(ctx context.Context) error {
	ctx, cancel := clockwork.WithTimeout(context.WithoutCancel(ctx), l.clock, claimTry)
	defer cancel()
	_, there, err := l.az.Get(ctx, l.id, apiDeployments)
	if err != nil {
		return fmt.Errorf("claim on environment %s: %w", l.claim.Identity.Environment, err)
	}
	if !there {
		return errEnded
	}
	return l.write(ctx)
}

// Release gives the environment free. It works in a context that has ended, too.
func (l *Lease) Release(ctx context.Context) error {
	close(l.stop)
	<-l.done
	return l.remove(ctx)
}

func (l *Lease) remove(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	if err := l.az.Delete(ctx, l.id, apiDeployments); err != nil {
		return fmt.Errorf("the claim on environment %s stays until %s: %w", l.claim.Identity.Environment, l.until.UTC().Format(time.RFC3339), err)
	}
	return nil
}

// claimsOf lists the claims of a system's environments, by name, with what time it is
// in Azure.
func claimsOf(ctx context.Context, az Azure, system string) (claims []map[string]any, now time.Time, err error) {
	if now, err = az.Now(ctx); err != nil {
		return nil, now, fmt.Errorf("what time it is in Azure: %w", err)
	}
	if claims, err = az.List(ctx, deploymentsOf(az), apiDeployments); err != nil {
		return nil, now, fmt.Errorf("who works on environments: %w", err)
	}
	claims = slices.DeleteFunc(claims, func(doc map[string]any) bool {
		tags := texts(doc, "tags")
		return tags[topology.TagSystem] != system || moment(tags[tagUntil]) == nil
	})
	slices.SortFunc(claims, func(a, b map[string]any) int { return cmp.Compare(armdoc.Text(a, "id"), armdoc.Text(b, "id")) })
	return claims, now, nil
}

// Claims says who works on which environments of a system, by name. Claims of one's own
// home say nothing: its lock does.
func Claims(ctx context.Context, az Azure, system, home string) (map[string]string, error) {
	found, now, err := claimsOf(ctx, az, system)
	holders := map[string]string{}
	for _, doc := range found {
		if tags := texts(doc, "tags"); tags[tagHome] != home && moment(tags[tagUntil]).After(now) {
			holders[tags[topology.TagEnvironment]] = cmp.Or(tags[tagHolder], "another machine")
		}
	}
	return holders, err
}

// ForgetEnded removes the claims of a system that hold no more, of environments that
// nobody works on again.
func ForgetEnded(ctx context.Context, az Azure, system string) error {
	found, now, err := claimsOf(ctx, az, system)
	errs := []error{err}
	for _, doc := range found {
		if !moment(texts(doc, "tags")[tagUntil]).After(now) {
			errs = append(errs, az.Delete(ctx, armdoc.Text(doc, "id"), apiDeployments))
		}
	}
	return errors.Join(errs...)
}
