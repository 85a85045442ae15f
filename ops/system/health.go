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

// BuildHeader is the header by which an application may tell, in the answer of its
// stamp's health path, which build of it answers: a text that no two images share, such
// as the revision that it was built from. It is optional (docs/architecture.md).
const BuildHeader = "Tandem-Build"

// Answer is what a health path answers: its status, and the build if it is told.
type Answer struct {
	Status int
	Build  string
}

// Running is what runs in a stamp: the image that its web app is to run, and the build
// that answers; each is "" where it is not told.
type Running struct{ Image, Build string }

// Health waits until a stamp can be relied on.
type Health struct {
	Reader Reader
	Clock  clockwork.Clock
	// Limit is how long to wait.
	Limit time.Duration
	// Probe gets a URL. It is nil where no data plane answers; then what ARM says of
	// the app has to do.
	Probe func(ctx context.Context, url string) (Answer, error)
	// Before is what ran in the stamp before it was deployed.
	Before Running
	// Say is told what is known of the image that answers; nil is nobody.
	Say func(text string)
}

// Running is what runs in a stamp now, as far as it is told.
func (h Health) Running(ctx context.Context, l Layout, stamp string) Running {
	_, now := h.look(ctx, l, stamp)
	return now
}

// Wait returns when ARM calls the stamp's web app running and available, and
// its health path has answered 200 for a while through the stamp's own endpoint
// at the edge. If the web app has another image than before, and the path tells which
// build answers, it must be another one, too. The error says what was missing last.
func (h Health) Wait(ctx context.Context, l Layout, stamp string) error {
	deadline := h.Clock.Now().Add(h.Limit)
	var since time.Time // of the first good look in a row
	for {
		missing, running := h.look(ctx, l, stamp)
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
				h.tell(stamp, running)
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

// tell says which image answers, or that it is not known.
func (h Health) tell(stamp string, now Running) {
	if h.Say == nil {
		return
	}
	switch {
	case now.Build == "":
		h.Say(fmt.Sprintf("%s is healthy, image not told: its health path names no build (%s)", stamp, BuildHeader))
	case h.Before.Build == "" || now.Image == h.Before.Image:
		h.Say(fmt.Sprintf("%s is healthy: build %s answers", stamp, now.Build))
	default:
		h.Say(fmt.Sprintf("%s is healthy: build %s answers, before it was %s", stamp, now.Build, h.Before.Build))
	}
}

// look says what a stamp lacks to be healthy, "" when nothing, and what runs there.
func (h Health) look(ctx context.Context, l Layout, stamp string) (missing string, now Running) {
	var at StampLayout
	for _, s := range l.Stamps {
		if s.Stamp == stamp {
			at = s
		}
	}
	app, ok, err := h.Reader.Get(ctx, at.App, apiWeb)
	now.Image = armdoc.Text(app, "tags", topology.TagImage)
	switch {
	case err != nil:
		return fmt.Sprintf("its web app cannot be read: %v", err), now
	case !ok:
		return "its web app does not exist: " + at.App, now
	case armdoc.Text(app, "properties", "state") != "Running":
		return fmt.Sprintf("its web app is %q: %s", armdoc.Text(app, "properties", "state"), at.App), now
	}
	if a := armdoc.Text(app, "properties", "availabilityState"); a != "" && a != "Normal" {
		return fmt.Sprintf("its web app is available as %q: %s", a, at.App), now
	}
	if h.Probe == nil {
		return "", now
	}
	edge, ok, err := h.Reader.Get(ctx, at.Endpoint, apiEdge)
	switch {
	case err != nil:
		return fmt.Sprintf("its endpoint at the edge cannot be read: %v", err), now
	case !ok:
		return "its endpoint at the edge does not exist, so that nobody is served by it and nothing can be asked there" +
			" (--stamps together deploys side by side): " + at.Endpoint, now
	}
	url := "https://" + armdoc.Text(edge, "properties", "hostName") + topology.StampHealthPath
	answer, err := h.Probe(ctx, url)
	now.Build = answer.Build
	switch {
	case err != nil:
		return fmt.Sprintf("%s does not answer: %v", url, err), now
	case answer.Status != http.StatusOK:
		return fmt.Sprintf("%s answers %d", url, answer.Status), now
	case now.Build != "" && now.Build == h.Before.Build && now.Image != h.Before.Image:
		return fmt.Sprintf("%s is still answered by build %s, which ran before the image was changed", url, now.Build), now
	}
	return "", now
}
