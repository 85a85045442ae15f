package entra

import (
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"strings"
)

// Login serves the authority: /{tenant}/oauth2/v2.0/token and the discovery
// documents around it.
func (a *Authority) Login(w http.ResponseWriter, r *http.Request) {
	tenant, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	rest = strings.TrimRight(rest, "/")
	switch {
	case rest == "discovery/instance":
		a.instanceDiscovery(w, r)
		return
	case !knownTenant(tenant):
		writeLogin(w, unknownTenant(tenant))
		return
	}
	switch rest {
	case "v2.0/.well-known/openid-configuration":
		a.openIDConfiguration(w, r, issuerV2, "/v2.0")
	case ".well-known/openid-configuration":
		a.openIDConfiguration(w, r, issuer(TenantID), "")
	case "discovery/v2.0/keys", "discovery/keys":
		writeJSON(w, http.StatusOK, map[string]any{"keys": []any{a.jwk()}})
	case "oauth2/v2.0/token":
		a.token(w, r, scopeAudience)
	case "oauth2/token":
		a.token(w, r, resourceAudience)
	default:
		writeLogin(w, noEndpoint(r.URL.Path))
	}
}

// IsLogin tells whether a path on a shared host belongs to the authority.
func IsLogin(path string) bool {
	_, rest, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if !ok {
		return false
	}
	for _, p := range []string{"oauth2/", "v2.0/.well-known/", ".well-known/", "discovery/"} {
		if strings.HasPrefix(rest, p) {
			return true
		}
	}
	return false
}

const issuerV2 = "https://login.microsoftonline.com/" + TenantID + "/v2.0"

func knownTenant(t string) bool {
	switch strings.ToLower(t) {
	case TenantID, "common", "organizations", "adfs":
		return true
	}
	return false
}

func base(r *http.Request) string { return "https://" + r.Host }

// instanceDiscovery tells clients that whatever authority they ask about is one.
func (a *Authority) instanceDiscovery(w http.ResponseWriter, r *http.Request) {
	hosts := []string{"login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"}
	metadata := []any{map[string]any{
		"preferred_network": hosts[0], "preferred_cache": "login.windows.net", "aliases": hosts,
	}}
	if !isAzureHost(r.Host) {
		metadata = append(metadata, map[string]any{
			"preferred_network": r.Host, "preferred_cache": r.Host, "aliases": []string{r.Host},
		})
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"tenant_discovery_endpoint": base(r) + "/" + TenantID + "/v2.0/.well-known/openid-configuration",
		"api-version":               "1.1",
		"metadata":                  metadata,
	})
}

func isAzureHost(host string) bool {
	return strings.HasSuffix(host, ".microsoftonline.com") || strings.HasSuffix(host, ".windows.net") || strings.HasSuffix(host, ".microsoft.com")
}

func (a *Authority) openIDConfiguration(w http.ResponseWriter, r *http.Request, iss, version string) {
	root := base(r) + "/" + TenantID
	writeJSON(w, http.StatusOK, map[string]any{
		"issuer":                                iss,
		"token_endpoint":                        root + "/oauth2" + version + "/token",
		"authorization_endpoint":                root + "/oauth2" + version + "/authorize",
		"device_authorization_endpoint":         root + "/oauth2" + version + "/devicecode",
		"jwks_uri":                              root + "/discovery" + version + "/keys",
		"token_endpoint_auth_methods_supported": []string{"client_secret_post", "client_secret_basic", "private_key_jwt"},
		"id_token_signing_alg_values_supported": []string{"RS256"},
		"response_types_supported":              []string{"token"},
		"subject_types_supported":               []string{"pairwise"},
		"tenant_region_scope":                   "WW",
		"cloud_instance_name":                   "microsoftonline.com",
		"msgraph_host":                          "graph.microsoft.com",
	})
}

func (a *Authority) jwk() map[string]any {
	return map[string]any{
		"kty": "RSA", "use": "sig", "alg": "RS256", "kid": a.keyID, "x5t": a.keyID,
		"n":      base64.RawURLEncoding.EncodeToString(a.key.N.Bytes()),
		"e":      base64.RawURLEncoding.EncodeToString(big.NewInt(int64(a.key.E)).Bytes()),
		"issuer": issuerV2,
	}
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "the sandbox could not encode its answer: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // a client that went away is no error of the server
}
