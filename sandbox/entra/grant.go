package entra

import (
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
)

const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// token answers the client credentials grant, by secret or by assertion.
func (a *Authority) token(w http.ResponseWriter, r *http.Request, audience func(*http.Request) (string, *loginError)) {
	if r.Method != http.MethodPost {
		writeLogin(w, postOnly())
		return
	}
	if err := r.ParseForm(); err != nil {
		writeLogin(w, badAssertion(err.Error()))
		return
	}
	aud, refused := audience(r)
	if refused == nil {
		refused = a.grant(w, r, aud)
	}
	if refused != nil {
		writeLogin(w, refused)
	}
}

func (a *Authority) grant(w http.ResponseWriter, r *http.Request, audience string) *loginError {
	switch grant := r.PostForm.Get("grant_type"); grant {
	case "client_credentials":
	case "":
		return missingParameter("grant_type")
	default:
		return unsupportedGrant(grant)
	}
	client, secret, basic := r.BasicAuth()
	if !basic {
		client, secret = r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	}
	if client == "" {
		return missingParameter("client_id")
	}
	p, refused := a.authenticate(client, secret, r.PostForm.Get("client_assertion"), r.PostForm.Get("client_assertion_type"))
	if refused != nil {
		return refused
	}
	raw, err := a.Issue(p.AppID, p.ObjectID, audience)
	if err != nil {
		return refuseLogin(500, "server_error", 90033, "%v", err)
	}
	seconds := int(tokenLifetime.Seconds())
	expires := a.now().Add(tokenLifetime).Unix()
	reply := map[string]any{"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": raw}
	if r.PostForm.Get("resource") != "" { // version 1 answers strings
		reply["expires_in"], reply["ext_expires_in"] = strconv.Itoa(seconds), strconv.Itoa(seconds)
		reply["expires_on"], reply["resource"] = strconv.FormatInt(expires, 10), audience
	}
	w.Header().Set("Cache-Control", "no-store")
	writeJSON(w, http.StatusOK, reply)
	return nil
}

// Principal is who a token speaks for.
type Principal struct{ AppID, ObjectID string }

// authenticate finds the principal of a client and checks its credential.
func (a *Authority) authenticate(client, secret, assertion, kind string) (Principal, *loginError) {
	if assertion != "" {
		if kind != assertionType {
			return Principal{}, badAssertion("client_assertion_type must be " + assertionType)
		}
		return a.byAssertion(client, assertion)
	}
	if secret == "" {
		return Principal{}, noCredential()
	}
	if strings.EqualFold(client, ClientID) {
		if subtle.ConstantTimeCompare([]byte(secret), []byte(a.clientSecret)) != 1 {
			return Principal{}, wrongSecret(client)
		}
		return Principal{AppID: ClientID, ObjectID: ObjectID}, nil
	}
	return a.bySecret(client, secret)
}

// scopeAudience is the audience that version 2's scope parameter asks for.
func scopeAudience(r *http.Request) (string, *loginError) {
	var audience string
	for scope := range strings.FieldsSeq(r.PostForm.Get("scope")) {
		switch scope {
		case "openid", "profile", "offline_access":
			continue
		}
		resource, ok := strings.CutSuffix(scope, "/.default")
		if !ok || audience != "" {
			return "", badScope(r.PostForm.Get("scope"))
		}
		audience = resource
	}
	if audience == "" {
		return "", missingParameter("scope")
	}
	return checkAudience(audience)
}

// resourceAudience is the audience that version 1's resource parameter asks for.
func resourceAudience(r *http.Request) (string, *loginError) {
	resource := r.PostForm.Get("resource")
	if resource == "" {
		return "", missingParameter("resource")
	}
	return checkAudience(resource)
}

// checkAudience refuses what is no resource identifier. Which resources exist
// in the tenant is not modelled.
func checkAudience(resource string) (string, *loginError) {
	if !strings.Contains(resource, "://") && len(resource) != len(ClientID) {
		return "", unknownResource(resource)
	}
	return resource, nil
}
