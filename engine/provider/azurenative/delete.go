package azurenative

import (
	"context"
	"fmt"
	"net/http"

	"github.com/tandem-platform/tandem/engine/provider/arm"
	"github.com/tandem-platform/tandem/engine/provider/protocol"
	"github.com/tandem-platform/tandem/engine/provider/values"
)

// Delete removes the resource and waits until it is gone. What exists as long
// as its parent does is set back to what Azure had made it.
func (p *Provider) Delete(ctx context.Context, req protocol.DeleteRequest) error {
	t, err := typeOf(req.Type)
	if err != nil {
		return err
	}
	version := t.APIVersion(values.Known(req.Inputs))
	request := arm.Request{Method: http.MethodDelete, Path: req.ID, Query: arm.Versioned(version)}
	if s, ok := singletonOf(req.ID); ok {
		if s.reset == nil {
			return nil
		}
		request.Method, request.Body = http.MethodPut, s.reset
	}
	if t.ARMType() == "Microsoft.Web/sites" {
		request.Query.Set("deleteEmptyServerFarm", "false") // the plan is a resource of its own
	}
	resp, err := p.client.Do(ctx, request)
	if arm.IsNotFound(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := p.client.Wait(ctx, request, resp); err != nil && !arm.IsNotFound(err) {
		return fmt.Errorf("deleting %s: %w", req.ID, err)
	}
	return nil
}
