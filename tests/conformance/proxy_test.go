package conformance

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/arm"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/cdn/armcdn/v2"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/sandbox"
)

// TestPublicHostNamesByProxy uses clients that know nothing but Azure's public
// cloud and a proxy.
func TestPublicHostNamesByProxy(t *testing.T) {
	w := start(t, sandbox.Options{ProxyListen: "127.0.0.1:0"})
	proxy, err := url.Parse(w.env["HTTPS_PROXY"])
	require.NoError(t, err)
	client := trusting(t, w.env["SSL_CERT_FILE"])
	client.Transport.(*http.Transport).Proxy = http.ProxyURL(proxy)

	core := azcore.ClientOptions{Transport: client, Retry: policy.RetryOptions{MaxRetries: -1}}
	cred, err := azidentity.NewClientSecretCredential(w.env["ARM_TENANT_ID"], w.env["ARM_CLIENT_ID"], w.env["ARM_CLIENT_SECRET"],
		&azidentity.ClientSecretCredentialOptions{ClientOptions: core})
	require.NoError(t, err)
	options := &arm.ClientOptions{ClientOptions: core}
	groups := made(armresources.NewResourceGroupsClient(subscription, cred, options))
	sent := armresources.ResourceGroup{Location: new(string)}
	*sent.Location = region
	_, err = groups.CreateOrUpdate(w.Context(), group, sent, nil)
	require.NoError(t, err)

	profiles := made(armcdn.NewProfilesClient(subscription, cred, options))
	sku := armcdn.SKUNamePremiumAzureFrontDoor
	where := "global"
	begun, err := profiles.BeginCreate(w.Context(), group, profile, armcdn.Profile{Location: &where, SKU: &armcdn.SKU{Name: &sku}}, nil)
	require.NoError(t, err)
	_, err = done(begun, nil)
	require.NoError(t, err)
	require.NoError(t, gone(groups.BeginDelete(w.Context(), group, nil)))
	_, err = groups.Get(w.Context(), group, nil)
	wantRefusal(t, err, http.StatusNotFound, "ResourceGroupNotFound")

	resp, err := client.Get("https://example.com/")
	if err == nil {
		require.NoError(t, resp.Body.Close())
	}
	require.Error(t, err, "the proxy stands in for Azure alone")
}
