// Package arm is the wire vocabulary of Azure Resource Manager: resource ids,
// regions and errors. It holds no behaviour.
//
// Every refusal of the sandbox is an [Error] built by one constructor that
// names its code, its status and its source.
package arm

import (
	"errors"
	"fmt"
)

// Error is an ARM error as it goes over the wire:
// {"error":{"code":..., "message":..., "target":..., "details":[...]}}.
type Error struct {
	Status  int      `json:"-"`
	Code    string   `json:"code"`
	Message string   `json:"message"`
	Target  string   `json:"target,omitempty"`
	Details []*Error `json:"details,omitempty"`
	// RetryAfterSeconds is sent as the Retry-After header when it is not 0.
	RetryAfterSeconds int `json:"-"`
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%d %s: %s", e.Status, e.Code, e.Message) }

// AsError finds the ARM error in err.
func AsError(err error) (*Error, bool) {
	var e *Error
	ok := errors.As(err, &e)
	return e, ok
}

func refuse(status int, code, format string, args ...any) *Error {
	return &Error{Status: status, Code: code, Message: fmt.Sprintf(format, args...)}
}
