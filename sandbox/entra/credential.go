package entra

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// bucketFederated holds federated credentials under "<application>/<id>".
const bucketFederated = "graph-federatedIdentityCredentials"

// maxFederated is how many federated credentials an application may have.
const maxFederated = 20

// federated serves .../federatedIdentityCredentials of an application.
func (c *graphCall) federated(app object) (graphReply, *graphError) {
	all, err := federatedOf(c.tx, app.id())
	if err != nil {
		return graphReply{}, broken(err)
	}
	const kind = "federatedIdentityCredentials"
	if len(c.segs) == 3 {
		switch c.method {
		case http.MethodGet:
			return c.list(kind, all)
		case http.MethodPost:
			cred, fault := c.newFederated(all, object{"id": uuid.NewString()})
			if fault != nil {
				return graphReply{}, fault
			}
			return graphReply{status: http.StatusCreated, body: c.entity(kind, cred)}, saveFederated(c.tx, app, cred)
		}
		return graphReply{}, graphMethod(c.method)
	}
	i := slices.IndexFunc(all, func(f object) bool { return strings.EqualFold(f.id(), c.segs[3]) || f.text("name") == c.segs[3] })
	if i < 0 {
		return graphReply{}, graphNotFound(c.segs[3])
	}
	switch c.method {
	case http.MethodGet:
		return graphReply{status: http.StatusOK, body: c.entity(kind, all[i])}, nil
	case http.MethodDelete:
		c.tx.DeleteDoc(bucketFederated, strings.ToLower(app.id())+"/"+all[i].id())
		return graphReply{status: http.StatusNoContent}, nil
	case http.MethodPatch:
		if name := object(c.body).text("name"); name != "" && name != all[i].text("name") {
			return graphReply{}, readOnlyProperty("name")
		}
		cred, fault := c.newFederated(slices.Delete(slices.Clone(all), i, i+1), all[i])
		if fault != nil {
			return graphReply{}, fault
		}
		return graphReply{status: http.StatusNoContent}, saveFederated(c.tx, app, cred)
	}
	return graphReply{}, graphMethod(c.method)
}

// newFederated lays the body over base and checks it against the others.
// Source: https://learn.microsoft.com/graph/api/resources/federatedidentitycredential.
func (c *graphCall) newFederated(others []object, base object) (object, *graphError) {
	for name, v := range c.body {
		switch name {
		case "name", "issuer", "subject", "audiences", "description", "claimsMatchingExpression":
			base[name] = v
		case "id", "@odata.context", "@odata.id":
		default:
			return nil, invalidProperty(name)
		}
	}
	for _, name := range []string{"name", "issuer", "subject"} {
		if base.text(name) == "" {
			return nil, missingValue(name, "federatedIdentityCredential")
		}
	}
	if len(base.texts("audiences")) != 1 {
		return nil, badRequest("The property 'audiences' of a federated identity credential must have exactly one value.")
	}
	if !strings.HasPrefix(base.text("issuer"), "https://") {
		return nil, badRequest("The property 'issuer' of a federated identity credential must be an https URL.")
	}
	if len(others) >= maxFederated {
		return nil, badRequest("Too many federated identity credentials: the limit of an application is %d.", maxFederated)
	}
	for _, o := range others {
		switch {
		case o.text("name") == base.text("name"):
			return nil, sameKey("FederatedIdentityCredential with name %s already exists.", base.text("name"))
		case o.text("issuer") == base.text("issuer") && o.text("subject") == base.text("subject"):
			return nil, sameFederation(base.text("issuer"), base.text("subject"))
		}
	}
	return base, nil
}

func saveFederated(tx store.Tx, app, cred object) *graphError {
	if err := tx.PutDoc(bucketFederated, strings.ToLower(app.id())+"/"+cred.id(), cred); err != nil {
		return broken(err)
	}
	return nil
}

func federatedOf(tx store.Tx, app string) ([]object, error) {
	var out []object
	for _, key := range tx.Docs(bucketFederated) {
		if !strings.HasPrefix(key, strings.ToLower(app)+"/") {
			continue
		}
		var f object
		if _, err := tx.Doc(bucketFederated, key, &f); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// secretLifetime is how long a secret lives whose end nobody states.
const secretLifetime = 2 * 365 * 24 * time.Hour

// password serves addPassword and removePassword. The secret is shown once;
// the sandbox keeps its hash.
func (a *Authority) password(c *graphCall, k *kind, o object) (graphReply, *graphError) {
	if c.method != http.MethodPost {
		return graphReply{}, graphMethod(c.method)
	}
	list, _ := o["passwordCredentials"].([]any)
	if c.segs[2] == "removePassword" {
		keyID := object(c.body).text("keyId")
		kept := slices.DeleteFunc(list, func(v any) bool { return strings.EqualFold(object(asObject(v)).text("keyId"), keyID) })
		if len(kept) == len(list) {
			return graphReply{}, badRequest("No password credential found with keyId: %s", keyID)
		}
		o["passwordCredentials"] = kept
		return graphReply{status: http.StatusNoContent}, save(c.tx, k, o)
	}
	wanted := object(asObject(c.body["passwordCredential"]))
	secret := randomHex() + "~" + randomHex()
	end := wanted.text("endDateTime")
	if end == "" {
		end = c.tx.Now().Add(secretLifetime).UTC().Format(time.RFC3339)
	}
	cred := map[string]any{"keyId": uuid.NewString(), "displayName": wanted["displayName"], "hint": secret[:3],
		"startDateTime": c.tx.Now().UTC().Format(time.RFC3339), "endDateTime": end, "secretText": nil}
	o["passwordCredentials"] = append(list, cred)
	hashes := asObject(o["$secrets"])
	if hashes == nil {
		hashes = map[string]any{}
	}
	hashes[cred["keyId"].(string)] = hashOf(secret)
	o["$secrets"] = hashes
	if fault := save(c.tx, k, o); fault != nil {
		return graphReply{}, fault
	}
	shown := object{}
	for name, v := range cred {
		shown[name] = v
	}
	shown["secretText"] = secret
	return graphReply{status: http.StatusOK, body: shown}, nil
}

func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawStdEncoding.EncodeToString(sum[:])
}

// registered is an application with its service principal.
type registered struct {
	app       object
	principal Principal
	federated []object
}

// registration finds an application by client id.
func (a *Authority) registration(client string) (found registered, refused *loginError) {
	err := a.store.View(func(tx store.Tx) error {
		apps, err := everyObject(tx, "applications")
		if err != nil {
			return err
		}
		principals, err := everyObject(tx, "servicePrincipals")
		if err != nil {
			return err
		}
		same := func(o object) bool { return strings.EqualFold(o.text("appId"), client) }
		i, j := slices.IndexFunc(apps, same), slices.IndexFunc(principals, same)
		switch {
		case i < 0:
			refused = unknownApplication(client)
			return nil
		case j < 0:
			refused = noServicePrincipal(client)
			return nil
		}
		found.app = apps[i]
		found.principal = Principal{AppID: apps[i].text("appId"), ObjectID: principals[j].id()}
		found.federated, err = federatedOf(tx, apps[i].id())
		return err
	})
	if err != nil {
		return found, refuseLogin(500, "server_error", 90033, "%v", err)
	}
	return found, refused
}

// bySecret finds the principal of an application that has the secret as a
// password credential.
func (a *Authority) bySecret(client, secret string) (Principal, *loginError) {
	r, refused := a.registration(client)
	if refused != nil {
		return Principal{}, refused
	}
	hashes := object(asObject(r.app["$secrets"]))
	list, _ := r.app["passwordCredentials"].([]any)
	for _, v := range list {
		cred := object(asObject(v))
		if hashes.text(cred.text("keyId")) != hashOf(secret) {
			continue
		}
		if end, err := time.Parse(time.RFC3339, cred.text("endDateTime")); err == nil && a.now().After(end) {
			return Principal{}, expiredSecret(client)
		}
		return r.principal, nil
	}
	return Principal{}, wrongSecret(client)
}

// byAssertion finds the principal that a token of another issuer stands for:
// of an application or a user-assigned identity with a federated credential of
// the same issuer, subject and audience. The signature is checked when the
// issuer is the sandbox itself; foreign issuers are taken at their word.
func (a *Authority) byAssertion(client, assertion string) (Principal, *loginError) {
	var claims jwt.RegisteredClaims
	if _, _, err := jwt.NewParser().ParseUnverified(assertion, &claims); err != nil {
		return Principal{}, badAssertion(err.Error())
	}
	if claims.Issuer == issuerV2 || claims.Issuer == issuer(TenantID) {
		if _, refused := a.parse(assertion); refused != nil {
			return Principal{}, badAssertion("its signature is not that of its issuer")
		}
	}
	now := a.now()
	if claims.ExpiresAt == nil || !claims.ExpiresAt.After(now) || claims.NotBefore != nil && claims.NotBefore.After(now.Add(time.Minute)) {
		return Principal{}, expiredAssertion()
	}
	principal, trusted, refused := a.trustedBy(client)
	if refused != nil {
		return Principal{}, refused
	}
	trusted = slices.DeleteFunc(trusted, func(f object) bool { return f.text("issuer") != claims.Issuer })
	if len(trusted) == 0 {
		return Principal{}, unknownIssuer(claims.Issuer)
	}
	trusted = slices.DeleteFunc(trusted, func(f object) bool { return f.text("subject") != claims.Subject })
	if len(trusted) == 0 {
		return Principal{}, unknownSubject(claims.Subject)
	}
	for _, want := range trusted[0].texts("audiences") {
		if slices.Contains(claims.Audience, want) {
			return principal, nil
		}
	}
	return Principal{}, unknownAudience(strings.Join(claims.Audience, ","))
}

// trustedBy are the federated credentials of a client.
func (a *Authority) trustedBy(client string) (Principal, []object, *loginError) {
	if strings.EqualFold(client, ClientID) {
		return Principal{AppID: ClientID, ObjectID: ObjectID}, ownFederation(), nil
	}
	identities, err := a.identities()
	if err != nil {
		return Principal{}, nil, refuseLogin(500, "server_error", 90033, "%v", err)
	}
	for id, p := range identities {
		if strings.EqualFold(p.AppID, client) {
			return p, a.federatedOfIdentity(id), nil
		}
	}
	r, refused := a.registration(client)
	return r.principal, r.federated, refused
}

// FederatedSubject is the subject for which the sandbox's own client accepts
// tokens that the sandbox itself issued, so that OIDC can be tried without a
// foreign issuer.
const FederatedSubject = ObjectID

// ExchangeAudience is the audience of tokens that are exchanged.
const ExchangeAudience = "api://AzureADTokenExchange"

func ownFederation() []object {
	return []object{{"issuer": issuer(TenantID), "subject": FederatedSubject, "audiences": []any{ExchangeAudience}}}
}

func (a *Authority) federatedOfIdentity(id string) []object {
	var out []object
	err := a.store.View(func(tx store.Tx) error {
		for _, r := range tx.Children(id, typeUserAssigned+"/federatedIdentityCredentials") {
			out = append(out, object(asObject(r.Body["properties"])))
		}
		return nil
	})
	if err != nil {
		return nil
	}
	return out
}
