package armrest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
)

// Error is a refusal by Azure, in one line: status, code and message.
type Error struct {
	Status  int
	Code    string
	Message string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message) }

// IsNotFound reports whether an error says that what was asked for is not there. That
// there is no such subscription says nothing of what lies in it, and is another error.
func IsNotFound(err error) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Status == http.StatusNotFound && refused.Code != "SubscriptionNotFound"
}

// refusal turns the SDK's many-line error into an [Error]; other errors stay
// as they are.
func refusal(err error) error {
	var response *azcore.ResponseError
	if !errors.As(err, &response) {
		return err
	}
	e := &Error{Status: response.StatusCode, Code: response.ErrorCode, Message: http.StatusText(response.StatusCode)}
	if response.RawResponse == nil || response.RawResponse.Body == nil {
		return e
	}
	raw, readErr := io.ReadAll(response.RawResponse.Body)
	var body struct {
		Error struct {
			Message string `json:"message"`
		} `json:"error"`
	}
	if readErr == nil && json.Unmarshal(raw, &body) == nil && body.Error.Message != "" {
		e.Message = body.Error.Message
	}
	return e
}
