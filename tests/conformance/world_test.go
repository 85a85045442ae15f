// Package conformance drives the sandbox with the Azure SDK's own clients,
// over HTTPS, and so holds it to what these clients expect of Azure.
package conformance

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/sandbox"
)

const (
	subscription = sandbox.SubscriptionID
	group        = "conformance"
	region       = "westeurope"
	otherRegion  = "northeurope"
	groupID      = "/subscriptions/" + subscription + "/resourceGroups/" + group

	groupVersion = "2022-09-01"
)

// patience bounds every request with its polling.
const patience = time.Minute

// world is one sandbox and what a client needs to use it.
type world struct {
	testing.TB
	env     map[string]string
	http    *http.Client
	cloud   cloud.Configuration
	cred    azcore.TokenCredential
	version string // api-version that clients are told to use; "" is their own
}

// newWorld starts a sandbox with one resource group.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := start(t, sandbox.Options{})
	w.have(groupID, groupVersion, map[string]any{"location": region})
	return w
}

func start(t testing.TB, o sandbox.Options) *world {
	t.Helper()
	s, err := sandbox.Start(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	w := &world{TB: t, env: s.Env()}
	w.http = trusting(t, w.env["SSL_CERT_FILE"])
	w.cloud = cloud.Configuration{
		ActiveDirectoryAuthorityHost: w.env["ARM_ACTIVE_DIRECTORY_AUTHORITY_HOST"],
		Services: map[cloud.ServiceName]cloud.ServiceConfiguration{cloud.ResourceManager: {
			Endpoint: w.env["ARM_RESOURCE_MANAGER_ENDPOINT"], Audience: w.env["ARM_RESOURCE_MANAGER_AUDIENCE"],
		}},
	}
	w.cred = w.secret(w.env["ARM_CLIENT_SECRET"])
	return w
}

// trusting is a client that trusts the authorities of a file and no others.
func trusting(t testing.TB, file string) *http.Client {
	t.Helper()
	raw, err := os.ReadFile(file)
	require.NoError(t, err)
	pool, found := x509.NewCertPool(), 0
	for text := range strings.SplitAfterSeq(string(raw), pemEnd) {
		if authority := authority(t, text); authority != nil {
			pool.AddCert(authority)
			found++
		}
	}
	require.NotZero(t, found, "%s holds no certificate", file)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

const pemEnd = "-----END CERTIFICATE-----"

// authorities are those that were read, by their text: a sandbox's file also holds the
// system's, which are many and the same for all.
var authorities sync.Map

// authority reads the certificate of a text that ends with it; nil is none.
func authority(t testing.TB, text string) *x509.Certificate {
	t.Helper()
	if known, found := authorities.Load(text); found {
		return known.(*x509.Certificate)
	}
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil
	}
	read, err := x509.ParseCertificate(block.Bytes)
	require.NoError(t, err)
	authorities.Store(text, read)
	return read
}

// secret is the sandbox's own client with a secret.
func (w *world) secret(secret string) azcore.TokenCredential {
	w.Helper()
	cred, err := azidentity.NewClientSecretCredential(w.env["ARM_TENANT_ID"], w.env["ARM_CLIENT_ID"], secret,
		&azidentity.ClientSecretCredentialOptions{ClientOptions: w.core(), DisableInstanceDiscovery: true})
	require.NoError(w, err)
	return cred
}

// core are options of clients that know no ARM. Nothing is tried twice, so
// that a fault of the sandbox shows at once.
func (w *world) core() azcore.ClientOptions {
	return azcore.ClientOptions{Cloud: w.cloud, Transport: w.http, Retry: policy.RetryOptions{MaxRetries: -1}}
}

// arm are options of ARM clients.
func (w *world) arm() *arm.ClientOptions {
	o := &arm.ClientOptions{ClientOptions: w.core()}
	o.APIVersion = w.version
	return o
}

// own is arm for clients that are told the api-version with each call.
func (w *world) own() *arm.ClientOptions { return &arm.ClientOptions{ClientOptions: w.core()} }

// made is a client whose constructor can only fail by its arguments.
func made[T any](client T, err error) T {
	if err != nil {
		panic(err)
	}
	return client
}

// have makes sure that a resource exists, whatever its type; id may be
// relative to the resource group. It returns the full id.
func (w *world) have(id, version string, body any) string {
	w.Helper()
	id = full(id)
	_, err := w.put(id, version, body)
	require.NoError(w, err, "prerequisite %s", id)
	return id
}

// full completes an id that is relative to the resource group.
func full(id string) string {
	if id[0] == '/' {
		return id
	}
	return groupID + "/providers/" + id
}

// client is azcore's ARM client, for types without one of their own.
func (w *world) client() *arm.Client {
	return made(arm.NewClient("conformance", "v1.0.0", w.cred, w.own()))
}

// request builds a request for azcore's client.
func (w *world) request(method, id, version string) (*policy.Request, error) {
	req, err := runtime.NewRequest(w.Context(), method, runtime.JoinPaths(w.client().Endpoint(), id))
	if err != nil {
		return nil, err
	}
	req.Raw().URL.RawQuery = "api-version=" + version
	return req, nil
}

// put writes any resource through azcore and waits for its end.
func (w *world) put(id, version string, body any) (map[string]any, error) {
	req, err := w.request(http.MethodPut, id, version)
	if err != nil {
		return nil, err
	}
	if err := runtime.MarshalAsJSON(req, body); err != nil {
		return nil, err
	}
	return w.finish(req, http.StatusOK, http.StatusCreated, http.StatusAccepted)
}

// finish sends a request that may be the beginning of an operation.
func (w *world) finish(req *policy.Request, expected ...int) (map[string]any, error) {
	pipeline := w.client().Pipeline()
	resp, err := pipeline.Do(req)
	if err != nil {
		return nil, err
	}
	if !runtime.HasStatusCode(resp, expected...) {
		return nil, runtime.NewResponseError(resp)
	}
	poller, err := runtime.NewPoller[map[string]any](resp, pipeline, nil)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(w.Context(), patience)
	defer cancel()
	return poller.PollUntilDone(ctx, nil)
}
