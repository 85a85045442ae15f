package armrest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/armrest"
)

func TestKindOfCredentials(t *testing.T) {
	who := map[string]string{"AZURE_CLIENT_ID": "c", "AZURE_TENANT_ID": "t", "AZURE_SUBSCRIPTION_ID": "s"}
	for want, more := range map[string]map[string]string{
		armrest.KindSecret:  {"ARM_CLIENT_SECRET": "x"},
		armrest.KindManaged: {"ARM_USE_MSI": "true"},
		armrest.KindCLI:     {"ARM_USE_CLI": "true"},
		armrest.KindDefault: {},
		armrest.KindFederated: {"ARM_USE_OIDC": "true", "ACTIONS_ID_TOKEN_REQUEST_URL": "https://example.com",
			"ACTIONS_ID_TOKEN_REQUEST_TOKEN": "y"},
	} {
		for name, value := range who {
			more[name] = value
		}
		e, err := armrest.Read(lookup(more))
		require.NoError(t, err)
		require.Equal(t, want, e.Kind())
	}
}
