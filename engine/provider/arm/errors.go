package arm

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// Error is a refusal by the service, with its own code and message.
type Error struct {
	Method    string
	ID        string // the resource's id, or the path that was asked for
	Status    int
	Code      string
	Message   string
	RequestID string
}

// Error names the request, the service's code and its message.
func (e *Error) Error() string {
	text := fmt.Sprintf("%s %s: %d", e.Method, e.ID, e.Status)
	if e.Code != "" {
		text += " " + e.Code
	}
	if e.Message != "" {
		text += ": " + e.Message
	}
	if e.RequestID != "" {
		text += " (request " + e.RequestID + ")"
	}
	return text
}

// IsNotFound reports whether err is the service's 404.
func IsNotFound(err error) bool {
	var refused *Error
	return errors.As(err, &refused) && refused.Status == http.StatusNotFound
}

// detail is the error object of ARM and Graph.
type detail struct {
	Code    string   `json:"code"`
	Message string   `json:"message"`
	Details []detail `json:"details"`
}

// refusal makes an Error of an answer that is none of the expected ones.
func refusal(method, id string, status int, header http.Header, body []byte) *Error {
	e := &Error{Method: method, ID: id, Status: status, RequestID: header.Get("x-ms-request-id")}
	var wrapped struct {
		Error *detail `json:"error"`
		detail
	}
	if json.Unmarshal(body, &wrapped) == nil {
		d := wrapped.Error
		if d == nil {
			d = &wrapped.detail
		}
		e.Code, e.Message = d.Code, d.text()
	}
	if e.Code == "" && e.Message == "" {
		e.Message = strings.TrimSpace(string(body[:min(len(body), 500)]))
	}
	return e
}

// text is the message with those of the details that add something to it.
func (d *detail) text() string {
	text := d.Message
	for i := range d.Details {
		inner := d.Details[i].text()
		if inner == "" || strings.Contains(text, inner) {
			continue
		}
		if d.Details[i].Code != "" {
			inner = d.Details[i].Code + ": " + inner
		}
		if text != "" {
			text += "; "
		}
		text += inner
	}
	return text
}
