// Package arm is the wire vocabulary of Azure Resource Manager: resource ids,
// errors, long-running-operation states. It holds no behaviour.
package arm

import "fmt"

// Error is an ARM error as it goes over the wire:
// {"error":{"code":..., "message":..., "target":..., "details":[...]}}.
// Every refusal of the sandbox is built by one constructor that names its code,
// status and source.
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
