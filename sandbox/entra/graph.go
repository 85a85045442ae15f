package entra

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// Graph's own name, and the address at which a client found it through the
// resource manager's metadata.
func graphAudiences(r *http.Request) []string { return []string{AudienceGraph, base(r)} }

// graphCall is one request to Graph after authentication and parsing.
type graphCall struct {
	method string
	segs   []string // of the path after the version
	query  url.Values
	body   map[string]any
	base   string // https://host/v1.0
	// caller is who asks, by object id; empty for the sandbox's own client.
	caller string
	tx     store.Tx
}

// graphReply is what a request comes to.
type graphReply struct {
	status int
	body   any
}

// Graph serves Microsoft Graph, v1.0 and beta alike.
func (a *Authority) Graph(w http.ResponseWriter, r *http.Request) {
	claims, refused := a.Verify(r.Header.Get("Authorization"), graphAudiences(r))
	if refused != nil {
		writeGraphError(w, &graphError{status: 401, code: "InvalidAuthenticationToken", message: refused.Message})
		return
	}
	c, fault := parseGraph(r)
	if fault != nil {
		writeGraphError(w, fault)
		return
	}
	if !strings.EqualFold(claims.AppID, ClientID) {
		c.caller = claims.ObjectID
	}
	reply, fault := a.serveGraph(c)
	switch {
	case fault != nil:
		writeGraphError(w, fault)
	case reply.body == nil:
		w.WriteHeader(reply.status)
	default:
		writeJSON(w, reply.status, reply.body)
	}
}

// keyedByAppID is the path form applications(appId='...').
var keyedByAppID = regexp.MustCompile(`^(applications|servicePrincipals)\(appId='([^']+)'\)$`)

func parseGraph(r *http.Request) (*graphCall, *graphError) {
	segs := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	c := &graphCall{method: r.Method, query: r.URL.Query()}
	version := "v1.0"
	if len(segs) > 0 && (segs[0] == "v1.0" || segs[0] == "beta") {
		version, segs = segs[0], segs[1:]
	}
	c.segs, c.base = segs, base(r)+"/"+version
	if len(segs) == 0 || segs[0] == "" {
		return nil, graphNoSegment(r.URL.Path)
	}
	switch r.Method {
	case http.MethodPost, http.MethodPatch, http.MethodPut:
	default:
		return c, nil
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return nil, badRequest("Unable to read JSON request payload: %v", err)
	}
	if len(raw) == 0 {
		c.body = map[string]any{}
		return c, nil
	}
	if err := json.Unmarshal(raw, &c.body); err != nil {
		return nil, badRequest("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format: %v", err)
	}
	return c, nil
}

// serveGraph runs a request in one transaction: what is refused changes nothing.
func (a *Authority) serveGraph(c *graphCall) (reply graphReply, fault *graphError) {
	run := func(tx store.Tx) error {
		c.tx = tx
		if err := resolveKey(c); err != nil {
			return err
		}
		if fault = c.allowed(); fault != nil {
			return fault
		}
		if reply, fault = a.routeGraph(c); fault == nil {
			fault = c.own(reply)
		}
		if fault != nil {
			return fault
		}
		return nil
	}
	var err error
	if c.method == http.MethodGet || c.method == http.MethodPost && strings.HasPrefix(last(c.segs), "get") {
		err = a.store.View(run)
	} else {
		err = a.commit(c.method, "/"+strings.Join(c.segs, "/"), run)
	}
	var known *graphError
	switch {
	case err == nil:
		return reply, nil
	case errors.As(err, &known):
		return graphReply{}, known
	}
	return graphReply{}, &graphError{status: 500, code: "InternalServerError", message: "The sandbox could not serve the request: " + err.Error()}
}

func last(segs []string) string { return segs[len(segs)-1] }

// resolveKey replaces applications(appId='...') by the object's id.
func resolveKey(c *graphCall) error {
	m := keyedByAppID.FindStringSubmatch(c.segs[0])
	if m == nil {
		return nil
	}
	all, err := everyObject(c.tx, m[1])
	if err != nil {
		return err
	}
	id := m[2]
	for _, o := range all {
		if strings.EqualFold(o.text("appId"), m[2]) {
			id = o.id()
		}
	}
	c.segs = append([]string{m[1], id}, c.segs[1:]...)
	return nil
}

// routeGraph dispatches. Cases: single documents; the deleted items; a
// collection; one object; what hangs on an object.
func (a *Authority) routeGraph(c *graphCall) (graphReply, *graphError) {
	switch c.segs[0] {
	case "organization", "domains":
		return c.tenantDocs()
	case "directory":
		return c.deletedItems()
	case "directoryObjects":
		return c.directoryObjects()
	case "me":
		return graphReply{}, badRequest("/me request is only valid with delegated authentication flow.")
	}
	k, ok := kinds[c.segs[0]]
	if !ok {
		return graphReply{}, graphNoSegment(c.segs[0])
	}
	switch len(c.segs) {
	case 1:
		return c.collection(k)
	case 2:
		return c.single(k, c.segs[1])
	}
	return a.hanging(c, k)
}

// hanging serves what hangs on an object: credentials, owners, members, roles.
func (a *Authority) hanging(c *graphCall, k *kind) (graphReply, *graphError) {
	o, err := findObject(c.tx, k, c.segs[1])
	if err != nil {
		return graphReply{}, err
	}
	switch part := c.segs[2]; {
	case part == "federatedIdentityCredentials" && k.name == "applications":
		return c.federated(o)
	case part == "addPassword" || part == "removePassword":
		return a.password(c, k, o)
	case part == "owners" || part == "members" && k.name == "groups":
		return c.links(k, o, part)
	case part == "transitiveMembers" && k.name == "groups":
		return c.transitiveMembers(o)
	case part == "appRoleAssignedTo" || part == "appRoleAssignments":
		return c.appRoles(k, o, part)
	case part == "memberOf" || part == "transitiveMemberOf":
		return c.memberOf(o)
	}
	return graphReply{}, graphNoSegment(c.segs[2])
}
