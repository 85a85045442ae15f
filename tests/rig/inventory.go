package rig

import (
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// guid is an id that may differ from home to home, because it is made at random
// or from one that is.
var guid = regexp.MustCompile(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)

// Name is an id in the form that is the same in every home: with * for GUIDs.
func Name(id string) string { return guid.ReplaceAllString(id, "*") }

// Inventory lists what exists in a sandbox, sorted: the names of ARM's
// resources, and Entra's applications, federated credentials and service
// principals. What differs in a GUID only is listed as often as it exists.
func Inventory(t testing.TB, s *sandbox.Sandbox) []string {
	t.Helper()
	all, err := inventory(s)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func inventory(s *sandbox.Sandbox) ([]string, error) {
	c, err := newClient(s.Env())
	if err != nil {
		return nil, err
	}
	var all []string
	for _, id := range s.Resources() {
		all = append(all, Name(id))
	}
	apps, err := c.list("/v1.0/applications")
	if err != nil {
		return nil, err
	}
	for _, app := range apps {
		all = append(all, "application "+app.DisplayName)
		credentials, err := c.list("/v1.0/applications/" + app.ID + "/federatedIdentityCredentials")
		if err != nil {
			return nil, err
		}
		for _, f := range credentials {
			all = append(all, "federated credential "+app.DisplayName+"/"+f.Name)
		}
	}
	principals, err := c.list("/v1.0/servicePrincipals")
	if err != nil {
		return nil, err
	}
	for _, p := range principals {
		all = append(all, "service principal "+p.DisplayName)
	}
	slices.Sort(all)
	return all, nil
}

// object is what is read of an Entra object.
type object struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

// list reads a collection of Microsoft Graph.
func (c *client) list(path string) ([]object, error) {
	var page struct {
		Value []object `json:"value"`
		Next  string   `json:"@odata.nextLink"`
	}
	if err := c.get(path, &page); err != nil {
		return nil, err
	}
	if page.Next != "" {
		return nil, fmt.Errorf("GET %s: more than one page", path)
	}
	return page.Value, nil
}
