package arm_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/jonboulle/clockwork"

	"github.com/tandem-platform/tandem/engine/provider/arm"
)

const vault = "/subscriptions/s/resourceGroups/g/providers/Microsoft.KeyVault/vaults/v"

// steppingClock lets no one wait: a timer moves the clock on to its own end.
type steppingClock struct {
	*clockwork.FakeClock
	mu    sync.Mutex
	waits []time.Duration
}

func (c *steppingClock) NewTimer(d time.Duration) clockwork.Timer {
	c.mu.Lock()
	c.waits = append(c.waits, d)
	c.mu.Unlock()
	timer := c.FakeClock.NewTimer(d)
	c.Advance(d)
	return timer
}

type fixedToken struct{}

func (fixedToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	return azcore.AccessToken{Token: "token", ExpiresOn: time.Now().Add(time.Hour)}, nil
}

// answer is one scripted reply.
type answer struct {
	status int
	header map[string]string
	body   string
}

// script serves answers per "METHOD path", in order; the last one repeats.
type script struct {
	mu      sync.Mutex
	answers map[string][]answer
	seen    []string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := r.Method + " " + r.URL.Path
	s.seen = append(s.seen, key)
	list := s.answers[key]
	if len(list) == 0 {
		http.Error(w, "no answer for "+key, http.StatusTeapot)
		return
	}
	if len(list) > 1 {
		s.answers[key] = list[1:]
	}
	for name, value := range list[0].header {
		w.Header().Set(name, strings.ReplaceAll(value, "HOST", "https://"+r.Host))
	}
	w.WriteHeader(list[0].status)
	if _, err := fmt.Fprint(w, list[0].body); err != nil {
		panic(err)
	}
}

func start(t *testing.T, answers map[string][]answer) (*arm.Client, *script, *steppingClock) {
	t.Helper()
	s := &script{answers: answers}
	server := httptest.NewTLSServer(s)
	t.Cleanup(server.Close)
	clock := &steppingClock{FakeClock: clockwork.NewFakeClock()}
	client, err := arm.NewClient(server.URL, server.URL, fixedToken{}, arm.Options{HTTP: server.Client(), Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	return client, s, clock
}

func put(path string) arm.Request {
	return arm.Request{Method: http.MethodPut, Path: path, Query: arm.Versioned("1"), Body: map[string]any{}}
}

// TestRetries: what may go away by itself is tried again, after the delay that
// the service names, else after 20 seconds and then twice as long each time.
func TestRetries(t *testing.T) {
	busy := `{"error":{"code":"AnotherOperationInProgress","message":"wait"}}`
	cases := map[string]struct {
		answers []answer
		waits   []time.Duration
		status  int // of the error in the end; 0 for none
	}{
		"throttled, delay in seconds": {
			answers: []answer{{429, map[string]string{"Retry-After": "7"}, ""}, {200, nil, "{}"}},
			waits:   []time.Duration{7 * time.Second},
		},
		"unavailable, delay in milliseconds": {
			answers: []answer{{503, map[string]string{"retry-after-ms": "30", "Retry-After": "1"}, ""}, {200, nil, "{}"}},
			waits:   []time.Duration{30 * time.Millisecond},
		},
		"errors without a delay": {
			answers: []answer{{500, nil, ""}, {502, nil, ""}, {408, nil, ""}, {200, nil, "{}"}},
			waits:   []time.Duration{20 * time.Second, 40 * time.Second, 80 * time.Second},
		},
		"another operation in progress": {
			answers: []answer{{409, nil, busy}, {201, nil, "{}"}},
			waits:   []time.Duration{20 * time.Second},
		},
		"another conflict is final": {
			answers: []answer{{409, nil, `{"error":{"code":"Conflict","message":"no"}}`}},
			status:  409,
		},
		"a bad request is final": {
			answers: []answer{{400, nil, `{"error":{"code":"Bad","message":"no"}}`}},
			status:  400,
		},
		"patience has an end": {
			answers: []answer{{500, nil, ""}},
			waits:   []time.Duration{20 * time.Second, 40 * time.Second, 80 * time.Second, 160 * time.Second},
			status:  500,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			client, _, clock := start(t, map[string][]answer{"PUT " + vault: c.answers})
			_, err := client.Do(t.Context(), put(vault))
			var refused *arm.Error
			switch {
			case c.status == 0 && err != nil:
				t.Fatal(err)
			case c.status != 0 && (!errors.As(err, &refused) || refused.Status != c.status):
				t.Fatalf("got %v, want status %d", err, c.status)
			}
			if !slices.Equal(clock.waits, c.waits) {
				t.Errorf("waited %v, want %v", clock.waits, c.waits)
			}
		})
	}
}

// TestErrorNamesEverything: an error has ARM's code, its message with the
// details, and the id.
func TestErrorNamesEverything(t *testing.T) {
	body := `{"error":{"code":"InvalidTemplate","message":"wrong","details":[{"code":"Sku","message":"no such sku"}]}}`
	client, _, _ := start(t, map[string][]answer{"PUT " + vault: {{400, map[string]string{"x-ms-request-id": "r1"}, body}}})
	_, err := client.Do(t.Context(), put(vault))
	want := "PUT " + vault + ": 400 InvalidTemplate: wrong; Sku: no such sku (request r1)"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestLongRunning: operations are followed by Azure-AsyncOperation, by
// Location or by the provisioning state, at the service's pace or at 10
// seconds for writes and 30 for deletes.
func TestLongRunning(t *testing.T) {
	poll := "/subscriptions/s/operations/1"
	running := answer{200, nil, `{"status":"InProgress"}`}
	cases := map[string]struct {
		method  string
		answers map[string][]answer
		waits   []time.Duration
		code    string // of the error; "" for success
	}{
		"PUT by Azure-AsyncOperation": {
			method: "PUT",
			answers: map[string][]answer{
				"PUT " + vault: {{201, map[string]string{"Azure-AsyncOperation": "HOST" + poll, "retry-after-ms": "40"}, "{}"}},
				"GET " + poll:  {running, {200, nil, `{"status":"Succeeded"}`}},
			},
			waits: []time.Duration{40 * time.Millisecond, 10 * time.Second},
		},
		"PUT fails by Azure-AsyncOperation": {
			method: "PUT",
			answers: map[string][]answer{
				"PUT " + vault: {{201, map[string]string{"Azure-AsyncOperation": "HOST" + poll}, "{}"}},
				"GET " + poll:  {{200, nil, `{"status":"Failed","error":{"code":"SkuNotAvailable","message":"none left"}}`}},
			},
			waits: []time.Duration{10 * time.Second},
			code:  "SkuNotAvailable",
		},
		"PUT by Location": {
			method: "PUT",
			answers: map[string][]answer{
				"PUT " + vault: {{202, map[string]string{"Location": "HOST" + poll}, ""}},
				"GET " + poll:  {{202, map[string]string{"Retry-After": "3"}, ""}, {200, nil, "{}"}},
			},
			waits: []time.Duration{10 * time.Second, 3 * time.Second},
		},
		"PUT by provisioning state": {
			method: "PUT",
			answers: map[string][]answer{
				"PUT " + vault: {{201, nil, `{"properties":{"provisioningState":"Creating"}}`}},
				"GET " + vault: {
					{200, nil, `{"properties":{"provisioningState":"Creating"}}`},
					{200, nil, `{"properties":{"provisioningState":"Succeeded"}}`},
				},
			},
			waits: []time.Duration{10 * time.Second, 10 * time.Second},
		},
		"PUT fails by provisioning state": {
			method: "PUT",
			answers: map[string][]answer{
				"PUT " + vault: {{200, nil, `{"properties":{"provisioningState":"Failed"}}`}},
			},
			code: "OperationFailed",
		},
		"DELETE by Location, gone meanwhile": {
			method: "DELETE",
			answers: map[string][]answer{
				"DELETE " + vault: {{202, map[string]string{"Location": "HOST" + poll}, ""}},
				"GET " + poll:     {{202, nil, ""}, {404, nil, ""}},
			},
			waits: []time.Duration{30 * time.Second, 30 * time.Second},
		},
		"POST by both headers": {
			method: "POST",
			answers: map[string][]answer{
				"POST " + vault: {{202, map[string]string{
					"Azure-AsyncOperation": "HOST" + poll, "Location": "HOST/subscriptions/s/results/1", "retry-after-ms": "5",
				}, ""}},
				"GET " + poll:                    {{200, map[string]string{"retry-after-ms": "5"}, `{"status":"Succeeded"}`}},
				"GET /subscriptions/s/results/1": {{200, nil, `{"value":1}`}},
			},
			waits: []time.Duration{5 * time.Millisecond, 5 * time.Millisecond},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			client, _, clock := start(t, c.answers)
			req := arm.Request{Method: c.method, Path: vault, Query: arm.Versioned("1")}
			resp, err := client.Do(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.Wait(t.Context(), req, resp)
			var refused *arm.Error
			switch {
			case c.code == "" && err != nil:
				t.Fatal(err)
			case c.code != "" && (!errors.As(err, &refused) || refused.Code != c.code):
				t.Fatalf("got %v, want code %s", err, c.code)
			}
			if !slices.Equal(clock.waits, c.waits) {
				t.Errorf("waited %v, want %v", clock.waits, c.waits)
			}
		})
	}
}

// TestTokensStayHome: a polling address outside the endpoint gets no request.
func TestTokensStayHome(t *testing.T) {
	client, _, _ := start(t, map[string][]answer{
		"PUT " + vault: {{201, map[string]string{"Azure-AsyncOperation": "https://elsewhere.example/poll"}, "{}"}},
	})
	resp, err := client.Do(t.Context(), put(vault))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Wait(t.Context(), put(vault), resp)
	if err == nil || !strings.Contains(err.Error(), "lies outside") {
		t.Errorf("got %v, want a refusal", err)
	}
	if _, err := arm.NewClient("http://127.0.0.1", "x", fixedToken{}, arm.Options{}); err == nil {
		t.Error("an endpoint without TLS was accepted")
	}
}

// TestCancelledWait: cancelling ends the wait, and the write that had begun is
// not torn down.
func TestCancelledWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut {
			cancel() // while the service is at work
		}
		w.Header().Set("Location", "https://"+r.Host+"/subscriptions/s/operations/1")
		w.WriteHeader(http.StatusAccepted)
	}))
	defer server.Close()
	client, err := arm.NewClient(server.URL, server.URL, fixedToken{}, arm.Options{HTTP: server.Client()})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := client.Do(ctx, put(vault))
	if err != nil {
		t.Fatalf("the write was torn down: %v", err)
	}
	if _, err := client.Wait(ctx, put(vault), resp); !errors.Is(err, context.Canceled) {
		t.Errorf("waiting ended with %v, want the cancellation", err)
	}
}
