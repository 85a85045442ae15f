package armrest

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
)

// apiSubscriptions is the version in which a subscription is read.
const apiSubscriptions = "2022-12-01"

// Now asks what time it is in Azure, to the second: the Date header of an answer.
func (c *Client) Now(ctx context.Context) (time.Time, error) {
	id := "/subscriptions/" + c.Subscription()
	resp, err := c.send(ctx, http.MethodGet, id, apiSubscriptions, nil)
	if err != nil {
		return time.Time{}, err
	}
	runtime.Drain(resp)
	now, err := http.ParseTime(resp.Header.Get("Date"))
	if err != nil {
		return time.Time{}, fmt.Errorf("GET %s: the answer does not say when it was given: %w", id, err)
	}
	return now, nil
}
