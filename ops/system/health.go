package system

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/topology"
)

// How a stamp's health is watched.
const (
	// healthPause is the time between two looks.
	healthPause = 5 * time.Second
	// HealthSettled is for how long the health path must answer 200 without a
	// break: App Service starts the new container beside the old one, so that the
	// first answers after a deployment are the old one's
	// (https://learn.microsoft.com/azure/app-service/deploy-best-practices). It is
	// longer than a container has to start (230 s unless it is set otherwise:
	// https://learn.microsoft.com/azure/app-service/reference-app-settings), so that
	// one which does not start has failed by then.
	HealthSettled = 5 * time.Minute
)

// Health waits until a stamp can be relied on.
type Health struct {
	Reader Reader
	Clock  clockwork.Clock
	// Limit is how long to wait.
	Limit time.Duration
	// Probe gets a URL and returns the status of the answer. It is nil where no
	// data plane answers; then what ARM says of the app has to do.
	Probe func(ctx context.Context, url string) (status int, err error)
}

// Wait returns when ARM calls the stamp's web app running and available, and
// its health path has answered 200 for a while through the stamp's own endpoint
// at the edge. The error says what was missing last.
func (h Health) Wait(ctx context.Context, l Layout, stamp string) error {
	deadline := h.Clock.Now().Add(h.Limit)
	var since time.Time // of the first good look in a row
	for {
		missing := h.look(ctx, l, stamp)
		now := h.Clock.Now()
		switch {
		case missing != "":
			since = time.Time{}
		case h.Probe == nil:
			return nil
		case since.IsZero():
			since = now
		}
		if !since.IsZero() {
			if now.Sub(since) >= HealthSettled {
				return nil
			}
			missing = fmt.Sprintf("it has been healthy for %s only, and %s are asked for", now.Sub(since).Round(time.Second), HealthSettled)
		}
		if !now.Add(healthPause).Before(deadline) {
			return fmt.Errorf("%s (waited %s)", missing, h.Limit)
		}
		select {
		case <-ctx.Done():
			return errors.Join(errors.New(missing), ctx.Err())
		case <-h.Clock.After(healthPause):
		}
	}
}

// look says what a stamp lacks to be healthy, "" when nothing.
func (h Health) look(ctx context.Context, l Layout, stamp string) string {
	var at StampLayout
	for _, s := range l.Stamps {
		if s.Stamp == stamp {
			at = s
		}
	}
	app, ok, err := h.Reader.Get(ctx, at.App, apiWeb)
	switch {
	case err != nil:
		return fmt.Sprintf("its web app cannot be read: %v", err)
	case !ok:
		return "its web app does not exist: " + at.App
	case armdoc.Text(app, "properties", "state") != "Running":
		return fmt.Sprintf("its web app is %q: %s", armdoc.Text(app, "properties", "state"), at.App)
	}
	if a := armdoc.Text(app, "properties", "availabilityState"); a != "" && a != "Normal" {
		return fmt.Sprintf("its web app is available as %q: %s", a, at.App)
	}
	if h.Probe == nil {
		return ""
	}
	edge, ok, err := h.Reader.Get(ctx, at.Endpoint, apiEdge)
	switch {
	case err != nil:
		return fmt.Sprintf("its endpoint at the edge cannot be read: %v", err)
	case !ok:
		return "its endpoint at the edge does not exist, so that nobody is served by it and nothing can be asked there" +
			" (--stamps together deploys side by side): " + at.Endpoint
	}
	url := "https://" + armdoc.Text(edge, "properties", "hostName") + topology.StampHealthPath
	status, err := h.Probe(ctx, url)
	switch {
	case err != nil:
		return fmt.Sprintf("%s does not answer: %v", url, err)
	case status != http.StatusOK:
		return fmt.Sprintf("%s answers %d", url, status)
	}
	return ""
}
