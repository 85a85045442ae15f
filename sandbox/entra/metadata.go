package entra

import (
	"net/http"
	"strings"
)

// Metadata serves /metadata/endpoints: what clients read to find the services
// of a cloud. Versions before 2022 answer a list of clouds, later ones one
// cloud, as https://management.azure.com/metadata/endpoints does.
func Metadata(w http.ResponseWriter, r *http.Request) {
	version := r.URL.Query().Get("api-version")
	switch {
	case version == "":
		writeJSON(w, http.StatusBadRequest, map[string]any{"error": map[string]any{
			"code":    "MissingApiVersionParameter",
			"message": "The api-version query parameter (?api-version=) is required for all requests.",
		}})
	case version == "2015-01-01":
		writeJSON(w, http.StatusOK, map[string]any{
			"galleryEndpoint": base(r), "graphEndpoint": base(r), "portalEndpoint": base(r),
			"authentication": map[string]any{"loginEndpoint": base(r), "audiences": audiences()},
		})
	case version < "2022":
		writeJSON(w, http.StatusOK, []any{cloud(r)})
	default:
		writeJSON(w, http.StatusOK, cloud(r))
	}
}

func audiences() []string { return []string{AudienceCore + "/", AudienceManagement} }

func cloud(r *http.Request) map[string]any {
	login, manage, graph := base(r), base(r), base(r)
	if isAzureHost(r.Host) || strings.HasSuffix(r.Host, ".azure.com") {
		login, manage, graph = "https://login.microsoftonline.com", AudienceManagement, AudienceGraph
	}
	return map[string]any{
		"name": "AzureCloud",
		"authentication": map[string]any{
			"loginEndpoint": login, "audiences": audiences(), "tenant": "common", "identityProvider": "AAD",
		},
		"resourceManager":          manage,
		"microsoftGraphResourceId": graph + "/",
		"graph":                    graph + "/",
		"graphAudience":            AudienceGraph + "/",
		"activeDirectoryDataLake":  "https://datalake.azure.net/",
		"batch":                    "https://batch.core.windows.net/",
		"media":                    "https://rest.media.azure.net",
		"portal":                   "https://portal.azure.com",
		"sqlManagement":            "https://management.core.windows.net:8443/",
		"vmImageAliasDoc":          "https://raw.githubusercontent.com/Azure/azure-rest-api-specs/main/arm-compute/quickstart-templates/aliases.json",
		"gallery":                  "https://gallery.azure.com/",
		"suffixes": map[string]any{
			"storage": "core.windows.net", "keyVaultDns": "vault.azure.net", "sqlServerHostname": "database.windows.net",
			"acrLoginServer": "azurecr.io", "azureFrontDoorEndpointSuffix": "azurefd.net", "mysqlServerEndpoint": "mysql.database.azure.com",
			"postgresqlServerEndpoint": "postgres.database.azure.com", "synapseAnalytics": "dev.azuresynapse.net",
			"storageSyncEndpointSuffix": "afs.azure.net", "attestationEndpoint": "attest.azure.net", "mhsmDns": "managedhsm.azure.net",
			"azureDataLakeStoreFileSystem": "azuredatalakestore.net", "azureDataLakeAnalyticsCatalogAndJob": "azuredatalakeanalytics.net",
			"mariadbServerEndpoint": "mariadb.database.azure.com",
		},
	}
}
