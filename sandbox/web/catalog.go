package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
	"github.com/tandem-platform/tandem/sandbox/entra"
	"github.com/tandem-platform/tandem/sandbox/rp"
	"github.com/tandem-platform/tandem/sandbox/store"
)

// getOnly refuses every other verb.
func getOnly(a *arrived) *arm.Error {
	if a.r.Method != http.MethodGet {
		return arm.MethodNotAllowed(a.r.Method, a.r.URL.Path)
	}
	return nil
}

// tenantList answers /subscriptions and /tenants.
func (s *Server) tenantList(a *arrived) *arm.Error {
	if refused := getOnly(a); refused != nil {
		return refused
	}
	item, refused := s.subscriptionDoc()
	if refused != nil {
		return refused
	}
	if strings.EqualFold(a.path.Rest, "tenants") {
		item = map[string]any{"id": "/tenants/" + entra.TenantID, "tenantId": entra.TenantID,
			"displayName": "Sandbox", "tenantCategory": "Home", "countryCode": "DE"}
	}
	s.answer(a.w, a.r, http.StatusOK, map[string]any{"value": []any{item}})
	return nil
}

func (s *Server) subscription(a *arrived) *arm.Error {
	if refused := getOnly(a); refused != nil {
		return refused
	}
	doc, refused := s.subscriptionDoc()
	if refused == nil {
		s.answer(a.w, a.r, http.StatusOK, doc)
	}
	return refused
}

func (s *Server) locations(a *arrived) *arm.Error {
	if refused := getOnly(a); refused != nil {
		return refused
	}
	var value []any
	for _, name := range arm.Regions() {
		value = append(value, map[string]any{
			"id": a.path.String() + "/locations/" + name, "name": name, "type": "Region",
			"displayName": arm.RegionTitle(name), "regionalDisplayName": arm.RegionTitle(name),
			"metadata": map[string]any{"regionType": "Physical"},
		})
	}
	s.answer(a.w, a.r, http.StatusOK, map[string]any{"value": value})
	return nil
}

// providers answers .../providers, .../providers/NS and the registration of a
// provider with the subscription.
func (s *Server) providers(a *arrived) *arm.Error {
	byNamespace := map[string][]string{}
	for _, t := range s.o.Schema.Types() {
		ns, _, _ := strings.Cut(t, "/")
		byNamespace[ns] = append(byNamespace[ns], t)
	}
	names := make([]string, 0, len(byNamespace))
	for ns := range byNamespace {
		names = append(names, ns)
	}
	slices.Sort(names)
	if a.path.Namespace == "" || a.path.Namespace == "Microsoft.Resources" && strings.EqualFold(a.path.Rest, "providers") {
		return s.providerList(a, names, byNamespace)
	}
	i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, a.path.Namespace) })
	if i < 0 {
		return arm.InvalidResourceNamespace(a.path.Namespace)
	}
	ns := names[i]
	if a.path.Rest != "" {
		if refused := s.register(a, ns); refused != nil {
			return refused
		}
	} else if refused := getOnly(a); refused != nil {
		return refused
	}
	doc, err := s.providerDoc(ns, byNamespace[ns])
	if err != nil {
		return arm.Internal(err.Error())
	}
	s.answer(a.w, a.r, http.StatusOK, doc)
	return nil
}

func (s *Server) providerList(a *arrived, names []string, types map[string][]string) *arm.Error {
	if refused := getOnly(a); refused != nil {
		return refused
	}
	var value []any
	for _, ns := range names {
		doc, err := s.providerDoc(ns, types[ns])
		if err != nil {
			return arm.Internal(err.Error())
		}
		value = append(value, doc)
	}
	s.answer(a.w, a.r, http.StatusOK, map[string]any{"value": value})
	return nil
}

func (s *Server) register(a *arrived, ns string) *arm.Error {
	if a.r.Method != http.MethodPost {
		return arm.MethodNotAllowed(a.r.Method, a.r.URL.Path)
	}
	err := s.commit(a.r.Method, a.r.URL.Path, func(tx store.Tx) error {
		return orNil(rp.Register(tx, ns, strings.EqualFold(a.path.Rest, "register")))
	})
	if refused, ok := arm.AsError(err); ok {
		return refused
	}
	if err != nil {
		return arm.Internal(err.Error())
	}
	return nil
}

func (s *Server) providerDoc(ns string, types []string) (map[string]any, error) {
	state := "Registered"
	err := s.o.Store.View(func(tx store.Tx) error {
		registered, err := rp.Registered(tx, ns)
		if err == nil && !registered {
			state = "Unregistered"
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var list []any
	for _, t := range types {
		_, short, _ := strings.Cut(t, "/")
		var titles []string
		for _, name := range arm.Regions() {
			titles = append(titles, arm.RegionTitle(name))
		}
		list = append(list, map[string]any{"resourceType": short, "apiVersions": s.o.Schema.Versions(t), "locations": titles})
	}
	return map[string]any{
		"id": "/subscriptions/" + entra.SubscriptionID + "/providers/" + ns, "namespace": ns,
		"registrationState": state, "registrationPolicy": "RegistrationRequired", "resourceTypes": list,
	}, nil
}
