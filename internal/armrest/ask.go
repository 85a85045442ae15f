package armrest

import (
	"context"
	"net/http"
)

// AskWith is [Client.Ask] for actions that read by what they are given, such as
// whether a name is free.
func (c *Client) AskWith(ctx context.Context, id, apiVersion string, body map[string]any) (map[string]any, error) {
	resp, err := c.send(ctx, http.MethodPost, id, apiVersion, body)
	if err != nil {
		return nil, err
	}
	return decode(resp, http.StatusOK)
}
