package web

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/entra"
	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// pageSize is how many items a page has at most, and unless $top says less.
const pageSize = 100

// collection serves GET of what a path that ends in a type lists: the nested
// resources of a resource, or those of a resource group or subscription.
func (s *Server) collection(a *arrived) *arm.Error {
	if a.r.Method != http.MethodGet {
		return arm.MethodNotAllowed(a.r.Method, a.r.URL.Path)
	}
	item := a.path.ID
	if len(item.Types) == 0 && item.Namespace == "" || a.path.Namespace == "Microsoft.Resources" && !strings.Contains(a.r.URL.Path, "/providers/") {
		return arm.InvalidRequestURI(a.r.URL.Path)
	}
	item.Types = append(slices.Clone(item.Types), a.path.Rest)
	item.Names = append(slices.Clone(item.Names), "")
	item, refused := s.known(a, item)
	if refused != nil {
		return refused
	}
	var found []*store.Resource
	err := s.o.Store.View(func(tx store.Tx) error {
		c := s.call(a, tx, item)
		c.ID = strings.TrimRight(c.ID, "/")
		c.Parent = item.Parent()
		if refused = s.core.Authorize(c, "read"); refused == nil {
			found, refused = s.core.List(c, item)
		}
		return nil
	})
	if err != nil {
		return arm.Internal(err.Error())
	}
	if refused != nil {
		return refused
	}
	if s.core.Lookup(item.Type()).Single && len(found) == 1 {
		s.answer(a.w, a.r, http.StatusOK, found[0].Body)
		return nil
	}
	return s.page(a, found)
}

// resources serves GET .../resources of a subscription or a resource group.
func (s *Server) resources(a *arrived) *arm.Error {
	if a.r.Method != http.MethodGet {
		return arm.MethodNotAllowed(a.r.Method, a.r.URL.Path)
	}
	match, refused := rp.ParseFilter(queryParam(a.r, "$filter"))
	if refused != nil {
		return refused
	}
	var found []*store.Resource
	err := s.o.Store.View(func(tx store.Tx) error {
		scope := a.path.ID
		if scope.ResourceGroup != "" {
			if _, ok := tx.Get(scope.GroupID()); !ok {
				refused = arm.ResourceGroupNotFound(scope.ResourceGroup)
				return nil
			}
		}
		for _, r := range tx.Descendants(scope.String()) {
			id, err := arm.ParseID(r.ID)
			if err == nil && !id.Nested() && !id.Extension() && id.ResourceGroup != "" && r.Type != arm.TypeResourceGroup && match(r) {
				found = append(found, rp.Summary(r))
			}
		}
		return nil
	})
	if err != nil {
		return arm.Internal(err.Error())
	}
	if refused != nil {
		return refused
	}
	slices.SortFunc(found, func(x, y *store.Resource) int { return strings.Compare(arm.Key(x.ID), arm.Key(y.ID)) })
	return s.page(a, found)
}

// page answers the part of a list that $top and $skipToken ask for.
func (s *Server) page(a *arrived, all []*store.Resource) *arm.Error {
	size := pageSize
	if top := queryParam(a.r, "$top"); top != "" {
		n, err := strconv.Atoi(top)
		if err != nil || n < 1 {
			return arm.InvalidSkipToken("$top", top)
		}
		size = min(n, pageSize)
	}
	if token := queryParam(a.r, "$skipToken"); token != "" {
		last, err := base64.RawURLEncoding.DecodeString(token)
		if err != nil {
			return arm.InvalidSkipToken("$skipToken", token)
		}
		i := 0
		for i < len(all) && arm.Key(all[i].ID) <= string(last) {
			i++
		}
		all = all[i:]
	}
	value := make([]any, 0, min(size, len(all)))
	for _, r := range all[:min(size, len(all))] {
		value = append(value, r.Body)
	}
	doc := map[string]any{"value": value}
	if len(all) > size {
		doc["nextLink"] = nextLink(a.r, base64.RawURLEncoding.EncodeToString([]byte(arm.Key(all[size-1].ID))))
	}
	s.answer(a.w, a.r, http.StatusOK, doc)
	return nil
}

func nextLink(r *http.Request, token string) string {
	q := url.Values{}
	for k, v := range r.URL.Query() {
		if !strings.EqualFold(k, "$skipToken") {
			q[k] = v
		}
	}
	q.Set("$skipToken", token)
	return "https://" + r.Host + r.URL.Path + "?" + q.Encode()
}

// ownPath finds what ARM itself answers, nil when a provider does.
func (s *Server) ownPath(a *arrived) func(*arrived) *arm.Error {
	p := a.path
	rest := strings.ToLower(p.Rest)
	bare := !strings.Contains(strings.ToLower(a.r.URL.Path), "/providers/")
	switch {
	case p.Subscription == "" && (rest == "subscriptions" || rest == "tenants"):
		return s.tenantList
	case rest == "providers" && bare, p.Namespace != "" && len(p.Types) == 0 && (p.Rest == "" || isRegistration(rest)):
		return s.providers
	case p.Subscription == "" || !bare:
		return nil
	case p.ResourceGroup == "" && p.Rest == "":
		return s.subscription
	case p.ResourceGroup == "" && rest == "resourcegroups":
		return s.groups
	case p.ResourceGroup == "" && rest == "locations":
		return s.locations
	case rest == "resources":
		return s.resources
	}
	return nil
}

func isRegistration(action string) bool { return action == "register" || action == "unregister" }

// groups lists the resource groups.
func (s *Server) groups(a *arrived) *arm.Error {
	if a.r.Method != http.MethodGet {
		return arm.MethodNotAllowed(a.r.Method, a.r.URL.Path)
	}
	if refused := s.versioned(a, arm.TypeResourceGroup); refused != nil {
		return refused
	}
	match, refused := rp.ParseFilter(queryParam(a.r, "$filter"))
	if refused != nil {
		return refused
	}
	var found []*store.Resource
	err := s.o.Store.View(func(tx store.Tx) error {
		for _, r := range tx.All(arm.TypeResourceGroup) {
			if match(r) {
				found = append(found, r)
			}
		}
		return nil
	})
	if err != nil {
		return arm.Internal(err.Error())
	}
	return s.page(a, found)
}

func (s *Server) subscriptionDoc() (map[string]any, *arm.Error) {
	var tags map[string]any
	err := s.o.Store.View(func(tx store.Tx) (err error) {
		tags, err = rp.SubscriptionTags(tx, entra.SubscriptionID)
		return err
	})
	if err != nil {
		return nil, arm.Internal(err.Error())
	}
	doc := map[string]any{
		"id": "/subscriptions/" + entra.SubscriptionID, "subscriptionId": entra.SubscriptionID,
		"tenantId": entra.TenantID, "displayName": "Sandbox", "state": "Enabled",
		"authorizationSource":  "RoleBased",
		"subscriptionPolicies": map[string]any{"locationPlacementId": "Public_2014-09-01", "quotaId": "Sandbox", "spendingLimit": "Off"},
	}
	if len(tags) > 0 {
		doc["tags"] = tags
	}
	return doc, nil
}
