package entra

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/store"
)

const typeUserAssigned = "Microsoft.ManagedIdentity/userAssignedIdentities"

// ManagedIdentity serves the token endpoint that App Service offers to the
// apps that run on it: GET /MSI/token?resource=...&api-version=2019-08-01 with
// the header X-IDENTITY-HEADER. client_id, principal_id and mi_res_id choose a
// user-assigned identity of the subscription; without one the token is that of
// the sandbox's own client.
// Source: https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference.
func (a *Authority) ManagedIdentity(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	switch {
	case r.Method != http.MethodGet:
		refuseMSI(w, http.StatusMethodNotAllowed, "the endpoint only answers GET")
		return
	case subtle.ConstantTimeCompare([]byte(r.Header.Get("X-IDENTITY-HEADER")), []byte(a.msiHeader)) != 1:
		refuseMSI(w, http.StatusUnauthorized, "the X-IDENTITY-HEADER header is missing or wrong")
		return
	case q.Get("api-version") != "2019-08-01":
		refuseMSI(w, http.StatusBadRequest, "the api-version must be 2019-08-01")
		return
	case q.Get("resource") == "":
		refuseMSI(w, http.StatusBadRequest, "the resource parameter is missing")
		return
	}
	p, ok := a.chosenIdentity(q.Get("client_id"), firstOf(q.Get("principal_id"), q.Get("object_id")), firstOf(q.Get("mi_res_id"), q.Get("msi_res_id")))
	if !ok {
		refuseMSI(w, http.StatusBadRequest, "no managed identity was found for the specified id")
		return
	}
	raw, err := a.Issue(p.AppID, p.ObjectID, q.Get("resource"))
	if err != nil {
		refuseMSI(w, http.StatusInternalServerError, err.Error())
		return
	}
	writeJSON(w, http.StatusOK, map[string]any{
		"access_token": raw, "token_type": "Bearer", "resource": q.Get("resource"), "client_id": p.AppID,
		"expires_on": strconv.FormatInt(a.now().Add(tokenLifetime).Unix(), 10),
	})
}

func refuseMSI(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]any{"statusCode": status, "message": message})
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// chosenIdentity finds the identity that a request names by one of three ids.
func (a *Authority) chosenIdentity(clientID, principalID, resourceID string) (p Principal, ok bool) {
	if clientID == "" && principalID == "" && resourceID == "" || strings.EqualFold(clientID, ClientID) {
		return Principal{AppID: ClientID, ObjectID: ObjectID}, true
	}
	identities, err := a.identities()
	if err != nil {
		return p, false
	}
	for id, have := range identities {
		if (clientID == "" || strings.EqualFold(have.AppID, clientID)) &&
			(principalID == "" || strings.EqualFold(have.ObjectID, principalID)) &&
			(resourceID == "" || strings.EqualFold(id, resourceID)) {
			return have, true
		}
	}
	return p, false
}

// identities are the user-assigned identities by resource id.
func (a *Authority) identities() (map[string]Principal, error) {
	out := map[string]Principal{}
	err := a.store.View(func(tx store.Tx) error {
		for _, r := range tx.All(typeUserAssigned) {
			props, _ := r.Body["properties"].(map[string]any)
			client, _ := props["clientId"].(string)
			object, _ := props["principalId"].(string)
			out[r.ID] = Principal{AppID: client, ObjectID: object}
		}
		return nil
	})
	return out, err
}
