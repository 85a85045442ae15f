package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/entra"
	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/store"
)

const (
	statusSegment  = "operationStatuses"
	resultsSegment = "operationResults"
)

// pollEvery is how soon clients are asked to poll again.
const pollEvery = 15 * time.Millisecond

// operationPath recognises .../providers/NS/locations/L/operationStatuses/ID
// and .../operationResults/ID.
func operationPath(p arm.Path) (id, kind string, ok bool) {
	if len(p.Types) != 2 || p.Rest != "" || p.Types[0] != "locations" {
		return "", "", false
	}
	if p.Types[1] != statusSegment && p.Types[1] != resultsSegment {
		return "", "", false
	}
	return p.Names[1], p.Types[1], true
}

func operationURL(a *arrived, op *rp.Operation, segment string) string {
	ns, _, _ := strings.Cut(op.Type, "/")
	return "https://" + a.r.Host + "/subscriptions/" + entra.SubscriptionID + "/providers/" + ns + "/locations/" +
		op.Location + "/" + segment + "/" + op.ID + "?api-version=" + op.APIVersion
}

// announce tells the client where to ask how the operation goes.
func (s *Server) announce(a *arrived, op *rp.Operation) {
	h := a.w.Header()
	if op.Style == rp.AsyncHeader {
		h.Set("Azure-AsyncOperation", operationURL(a, op, statusSegment))
	}
	h.Set("Location", operationURL(a, op, resultsSegment))
	setPollAfter(h, pollEvery)
}

// operation answers a poll.
func (s *Server) operation(a *arrived, id, kind string) *arm.Error {
	if a.r.Method != http.MethodGet {
		return arm.MethodNotAllowed(a.r.Method, a.r.URL.Path)
	}
	var op *rp.Operation
	var out rp.Outcome
	var refused *arm.Error
	err := s.o.Store.View(func(tx store.Tx) error {
		found, ok, err := rp.FindOperation(tx, id)
		op = found
		switch {
		case err != nil:
			return err
		case !ok:
			refused = arm.OperationNotFound(id)
		case kind == resultsSegment && op.Done():
			out, refused = s.core.Result(tx, op, entra.TenantID)
		}
		return nil
	})
	switch {
	case err != nil:
		return arm.Internal(err.Error())
	case refused != nil:
		return refused
	case kind == statusSegment:
		if !op.Done() {
			setPollAfter(a.w.Header(), pollEvery)
		}
		s.answer(a.w, a.r, http.StatusOK, op.Document(a.r.URL.Path))
	case !op.Done():
		a.w.Header().Set("Location", operationURL(a, op, resultsSegment))
		setPollAfter(a.w.Header(), pollEvery)
		s.answer(a.w, a.r, http.StatusAccepted, nil)
	default:
		s.answer(a.w, a.r, out.Status, out.Body)
	}
	return nil
}
