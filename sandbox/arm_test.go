package sandbox_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/sandbox"
)

const (
	groupVersion    = "?api-version=2022-09-01"
	identityVersion = "?api-version=2023-01-31"
	lockVersion     = "?api-version=2020-05-01"
	sqlVersion      = "?api-version=2021-11-01"
)

func located(location string) map[string]any { return map[string]any{"location": location} }

func lock(level string) map[string]any {
	return map[string]any{"properties": map[string]any{"level": level}}
}

// TestGeneralRefusals has one row for each refusal that is the same for all
// types. Each twin differs from the refused request in one thing and passes.
func TestGeneralRefusals(t *testing.T) {
	c := start(t, sandbox.Options{})
	rg := c.group("rows")
	id := func(name string) string {
		return rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/" + name
	}
	c.send("PUT", id("there")+identityVersion, located("westeurope")).want(t, 201)
	vnet, group := rg+"/providers/Microsoft.Network/virtualNetworks/v", rg+"/providers/Microsoft.Network/networkSecurityGroups/nsg"
	c.finish(c.send("PUT", group+nsgVersion, nsg("0")))
	type request struct {
		method, path string
		body         any
		headers      []string
	}
	for _, row := range []struct {
		name          string
		refused, twin request
		status        int
		code          string
	}{
		{"no api-version", request{"GET", id("there"), nil, nil}, request{"GET", id("there") + identityVersion, nil, nil}, 400, "MissingApiVersionParameter"},
		{"unknown api-version", request{"GET", id("there") + "?api-version=2001-01-01", nil, nil}, request{"GET", id("there") + identityVersion, nil, nil}, 400, "NoRegisteredProviderFound"},
		{"unknown api-version of a group", request{"GET", rg + "?api-version=2001-01-01", nil, nil}, request{"GET", rg + groupVersion, nil, nil}, 400, "InvalidApiVersionParameter"},
		{"no such group", request{"GET", sub + "/resourceGroups/nope" + groupVersion, nil, nil}, request{"GET", rg + groupVersion, nil, nil}, 404, "ResourceGroupNotFound"},
		{"no such group around", request{"PUT", strings.Replace(id("one"), "/rows/", "/nope/", 1) + identityVersion, located("westeurope"), nil},
			request{"PUT", id("one") + identityVersion, located("westeurope"), nil}, 404, "ResourceGroupNotFound"},
		{"no such resource", request{"GET", id("nope") + identityVersion, nil, nil}, request{"GET", id("there") + identityVersion, nil, nil}, 404, "ResourceNotFound"},
		{"no such parent", request{"PUT", id("nope") + "/federatedIdentityCredentials/own" + identityVersion, federation(), nil},
			request{"PUT", id("there") + "/federatedIdentityCredentials/own" + identityVersion, federation(), nil}, 404, "ParentResourceNotFound"},
		{"no such scope", request{"PUT", id("nope") + "/providers/Microsoft.Authorization/locks/l" + lockVersion, lock("CanNotDelete"), nil},
			request{"PUT", id("one") + "/providers/Microsoft.Authorization/locks/l" + lockVersion, lock("CanNotDelete"), nil}, 404, "ResourceNotFound"},
		{"no such subscription", request{"GET", "/subscriptions/00000000-0000-4000-8000-00000000dead" + groupVersion, nil, nil}, request{"GET", sub + groupVersion, nil, nil}, 404, "SubscriptionNotFound"},
		{"no subscription id", request{"GET", "/subscriptions/mine/resourceGroups" + groupVersion, nil, nil}, request{"GET", sub + "/resourceGroups" + groupVersion, nil, nil}, 400, "InvalidSubscriptionId"},
		{"no such provider", request{"GET", rg + "/providers/Microsoft.Nothing/things/x" + groupVersion, nil, nil}, request{"GET", id("there") + identityVersion, nil, nil}, 404, "InvalidResourceNamespace"},
		{"no such type", request{"GET", rg + "/providers/Microsoft.ManagedIdentity/things/x" + identityVersion, nil, nil}, request{"GET", id("there") + identityVersion, nil, nil}, 404, "InvalidResourceType"},
		{"no JSON", request{"PUT", id("two") + identityVersion, "{", nil}, request{"PUT", id("two") + identityVersion, located("westeurope"), nil}, 400, "InvalidRequestContent"},
		{"no object", request{"PUT", id("two") + identityVersion, "[]", nil}, request{"PUT", id("two") + identityVersion, located("westeurope"), nil}, 400, "InvalidRequestContent"},
		{"empty body", request{"PATCH", id("there") + identityVersion, "", nil}, request{"PATCH", id("there") + identityVersion, map[string]any{}, nil}, 400, "InvalidRequestContent"},
		{"not said to be JSON", request{"PUT", id("two") + identityVersion, located("westeurope"), []string{"Content-Type", "text/plain"}},
			request{"PUT", id("two") + identityVersion, located("westeurope"), nil}, 415, "UnsupportedMediaType"},
		{"larger than 4 MB", request{"PUT", id("two") + identityVersion, `{"location":"` + strings.Repeat(" ", 4<<20) + `westeurope"}`, nil},
			request{"PUT", id("two") + identityVersion, `{"location":"` + strings.Repeat(" ", 4<<10) + `westeurope"}`, nil}, 413, "RequestContentTooLarge"},
		{"another name in the body", request{"PUT", id("two") + identityVersion, map[string]any{"location": "westeurope", "name": "three"}, nil},
			request{"PUT", id("two") + identityVersion, map[string]any{"location": "westeurope", "name": "two"}, nil}, 400, "InvalidRequestContent"},
		{"no such region", request{"PUT", id("three") + identityVersion, located("atlantis"), nil}, request{"PUT", id("three") + identityVersion, located("West Europe"), nil}, 400, "LocationNotAvailableForResourceType"},
		{"no such region for a group", request{"PUT", sub + "/resourceGroups/g2" + groupVersion, located("atlantis"), nil},
			request{"PUT", sub + "/resourceGroups/g2" + groupVersion, located("northeurope"), nil}, 400, "LocationNotAvailableForResourceGroup"},
		{"resource moved", request{"PUT", id("there") + identityVersion, located("northeurope"), nil}, request{"PUT", id("there") + identityVersion, located("westeurope"), nil}, 409, "InvalidResourceLocation"},
		{"group moved", request{"PUT", rg + groupVersion, located("northeurope"), nil}, request{"PUT", rg + groupVersion, located("westeurope"), nil}, 409, "InvalidResourceGroupLocation"},
		{"If-Match fails", request{"PUT", id("there") + identityVersion, located("westeurope"), []string{"If-Match", `"0"`}},
			request{"PUT", id("there") + identityVersion, located("westeurope"), []string{"If-Match", "*"}}, 412, "PreconditionFailed"},
		{"If-None-Match fails", request{"PUT", id("there") + identityVersion, located("westeurope"), []string{"If-None-Match", "*"}},
			request{"PUT", id("new") + identityVersion, located("westeurope"), []string{"If-None-Match", "*"}}, 412, "PreconditionFailed"},
		{"a reference into another subscription", request{"PUT", vnet + "1" + nsgVersion, network(strings.Replace(group, sandbox.SubscriptionID, "00000000-0000-4000-8000-00000000dead", 1)), nil},
			request{"PUT", vnet + "1" + nsgVersion, network(group), nil}, 403, "LinkedAuthorizationFailed"},
		{"a reference by name", request{"PUT", vnet + "2" + nsgVersion, network("nsg"), nil},
			request{"PUT", vnet + "2" + nsgVersion, network(group), nil}, 400, "LinkedInvalidPropertyId"},
		{"no such action", request{"POST", id("there") + "/dance" + identityVersion, map[string]any{}, nil},
			request{"GET", id("there") + identityVersion, nil, nil}, 404, "NotFound"},
		{"unknown verb on a list", request{"PUT", rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities" + identityVersion, located("westeurope"), nil},
			request{"GET", rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities" + identityVersion, nil, nil}, 405, "MethodNotAllowed"},
		{"bad $top", request{"GET", sub + "/resourceGroups" + groupVersion + "&$top=none", nil, nil}, request{"GET", sub + "/resourceGroups" + groupVersion + "&$top=1", nil, nil}, 400, "InvalidQueryParameterValue"},
		{"bad $filter", request{"GET", sub + "/resources" + groupVersion + "&$filter=like", nil, nil},
			request{"GET", sub + "/resources" + groupVersion + "&$filter=resourceType%20eq%20'Microsoft.Sql/servers'", nil, nil}, 400, "InvalidFilterInQueryString"},
		{"no such operation", request{"GET", sub + "/providers/Microsoft.Sql/locations/westeurope/operationStatuses/x" + sqlVersion, nil, nil},
			request{"GET", sub + "/locations" + groupVersion, nil, nil}, 404, "OperationNotFound"},
		{"no token", request{"GET", rg + groupVersion, nil, []string{"Authorization", ""}}, request{"GET", rg + groupVersion, nil, nil}, 401, "AuthenticationFailed"},
		{"no such token", request{"GET", rg + groupVersion, nil, []string{"Authorization", "Bearer x.y.z"}}, request{"GET", rg + groupVersion, nil, nil}, 401, "InvalidAuthenticationToken"},
		{"token for Graph", request{"GET", rg + groupVersion, nil, []string{"Authorization", "Bearer " + c.graph().token}}, request{"GET", rg + groupVersion, nil, nil}, 401, "InvalidAuthenticationTokenAudience"},
	} {
		t.Run(row.name, func(t *testing.T) {
			before := c.everything()
			got := c.send(row.refused.method, row.refused.path, row.refused.body, row.refused.headers...).want(t, row.status, row.code)
			if got.at("error.message") == "" {
				t.Error("the refusal says nothing")
			}
			if after := c.everything(); after != before {
				t.Errorf("the refused request changed something:\n%s\n%s", before, after)
			}
			if twin := c.send(row.twin.method, row.twin.path, row.twin.body, row.twin.headers...); twin.status >= 400 {
				t.Errorf("the twin is refused as well: %d %s", twin.status, twin.raw)
			}
		})
	}
}

// network is a virtual network whose subnet refers to a security group.
func network(group string) map[string]any {
	return map[string]any{"location": "westeurope", "properties": map[string]any{
		"addressSpace": map[string]any{"addressPrefixes": []string{"10.0.0.0/16"}},
		"subnets": []any{map[string]any{"name": "s", "properties": map[string]any{
			"addressPrefix": "10.0.0.0/24", "networkSecurityGroup": map[string]any{"id": group}}}}}}
}

func federation() map[string]any {
	return map[string]any{"properties": map[string]any{"issuer": "https://issuer.example", "subject": "s", "audiences": []string{"api://AzureADTokenExchange"}}}
}

// everything lists all resources of the subscription, with their groups.
func (c *client) everything() string {
	return c.send("GET", sub+"/resources"+groupVersion, nil).want(c.t, 200).raw + c.send("GET", sub+"/resourceGroups"+groupVersion, nil).want(c.t, 200).raw
}

func TestIDsIgnoreCaseAndKeepTheFirst(t *testing.T) {
	c := start(t, sandbox.Options{})
	rg := c.group("Mixed")
	id := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/One"
	c.send("PUT", strings.ToLower(id)+identityVersion, located("westeurope")).want(t, 201)
	got := c.send("PUT", strings.ToUpper(rg)+"/providers/MICROSOFT.managedidentity/USERASSIGNEDIDENTITIES/ONE"+identityVersion, located("westeurope")).want(t, 200)
	if want := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"; got.at("id") != want {
		t.Errorf("the id is %v, want %s", got.at("id"), want)
	}
	if got.at("type") != "Microsoft.ManagedIdentity/userAssignedIdentities" {
		t.Errorf("the type is %v", got.at("type"))
	}
}

func TestPatchMerges(t *testing.T) {
	c := start(t, sandbox.Options{})
	id := c.group("patch") + "/providers/Microsoft.Storage/storageAccounts/patchstore"
	c.finish(c.send("PUT", id+storageVersion, account("Standard_LRS")))
	c.send("PATCH", id+storageVersion, map[string]any{"properties": map[string]any{"allowBlobPublicAccess": false}, "tags": map[string]any{"c": "d"}}).want(t, 200)
	got := c.send("GET", id+storageVersion, nil).want(t, 200)
	if got.at("properties.minimumTlsVersion") != "TLS1_2" || got.at("properties.allowBlobPublicAccess") != false ||
		got.at("tags.c") != "d" || got.at("tags.a") != nil || got.at("sku.name") != "Standard_LRS" {
		t.Errorf("after the PATCH: %s", got.raw)
	}
	c.send("PATCH", id+storageVersion, map[string]any{"properties": map[string]any{"colour": "blue"}}).want(t, 400)
	c.send("PATCH", id+"x"+storageVersion, map[string]any{}).want(t, 404, "ResourceNotFound")
}

func TestNullsAreAbsent(t *testing.T) {
	c := start(t, sandbox.Options{})
	id := c.group("nulls") + "/providers/Microsoft.Storage/storageAccounts/nullstore" + storageVersion
	c.finish(c.send("PUT", id, `{"location":"westeurope","kind":"StorageV2","sku":{"name":"Standard_LRS"},"tags":null,"identity":null,"properties":{"allowSharedKeyAccess":null}}`))
	c.send("PATCH", id, map[string]any{"tags": nil}).want(t, 200)
	if got := c.send("GET", id, nil).want(t, 200); strings.Contains(got.raw, ":null") {
		t.Errorf("a null is shown: %s", got.raw)
	}
	rules := c.group("nulls") + "/providers/Microsoft.Network/networkSecurityGroups/nulls" + nsgVersion
	c.finish(c.send("PUT", rules, replaced(encode(t, nsg("0")), `"priority"`, `"description":null,"priority"`)))
	if got := c.send("GET", rules, nil).want(t, 200); strings.Contains(got.raw, ":null") {
		t.Errorf("a null is shown inside of a list: %s", got.raw)
	}
}

// What Azure itself wrote stays when a request says null of what holds it.
func TestNullsTakeNothingReadOnlyAway(t *testing.T) {
	c := start(t, sandbox.Options{})
	id := c.group("nulls") + "/providers/Microsoft.Storage/storageAccounts/nullstore"
	c.finish(c.send("PUT", id+storageVersion, account("Standard_RAGRS")))
	c.finish(c.send("POST", id+"/failover"+storageVersion, nil))
	was := c.send("GET", id+storageVersion, nil).want(t, 200).at("properties.lastGeoFailoverTime")
	c.finish(c.send("PUT", id+storageVersion, `{"location":"westeurope","kind":"StorageV2","sku":{"name":"Standard_LRS"},"properties":null}`))
	if now := c.send("GET", id+storageVersion, nil).want(t, 200).at("properties.lastGeoFailoverTime"); was == nil || now != was {
		t.Errorf("the time of the failover was %v and is %v", was, now)
	}
}

func TestWritesAtOnce(t *testing.T) {
	c, _ := steppedClient(t) // no operation ends
	rg := c.group("atonce")
	const writers = 16
	write := func(path string, body func(int) any) map[int]int {
		var all sync.WaitGroup
		statuses := make([]int, writers)
		for i := range writers {
			all.Go(func() { statuses[i] = c.send("PUT", path, body(i)).status })
		}
		all.Wait()
		count := map[int]int{}
		for _, s := range statuses {
			count[s]++
		}
		return count
	}
	one := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one" + identityVersion
	got := write(one, func(i int) any {
		return map[string]any{"location": "westeurope", "tags": map[string]any{"writer": fmt.Sprint(i)}}
	})
	if got[201] != 1 || got[200] != writers-1 {
		t.Errorf("one write creates and the others change, got %v", got)
	}
	slow := write(rg+"/providers/Microsoft.Storage/storageAccounts/atoncestore"+storageVersion, func(int) any { return account("Standard_LRS") })
	if slow[202] != 1 || slow[409] != writers-1 {
		t.Errorf("while one write runs the others are refused, got %v", slow)
	}
}

func TestEtags(t *testing.T) {
	c := start(t, sandbox.Options{})
	id := c.group("tags") + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one" + identityVersion
	first := c.send("PUT", id, located("westeurope")).want(t, 201).header.Get("ETag")
	c.send("GET", id, nil, "If-None-Match", first).want(t, 304)
	second := c.send("PUT", id, located("westeurope"), "If-Match", first).want(t, 200).header.Get("ETag")
	if first == "" || first == second {
		t.Errorf("etags %q and %q", first, second)
	}
	c.send("PUT", id, located("westeurope"), "If-Match", first).want(t, 412, "PreconditionFailed")
	c.send("PUT", id, located("westeurope"), "If-None-Match", second).want(t, 412, "PreconditionFailed")
	c.send("GET", id, nil, "If-None-Match", first+", W/"+second).want(t, 304)
	c.send("DELETE", id, nil, "If-Match", first).want(t, 412, "PreconditionFailed")
	c.send("HEAD", id, nil).want(t, 204)
	c.send("DELETE", id, nil, "If-Match", second).want(t, 200)
	c.send("HEAD", id, nil).want(t, 404)
}

func TestHeaders(t *testing.T) {
	c := start(t, sandbox.Options{})
	a := c.send("GET", sub+groupVersion, nil, "x-ms-client-request-id", "mine", "x-ms-return-client-request-id", "true", "x-ms-correlation-request-id", "ours").want(t, 200)
	if a.header.Get("x-ms-request-id") == "" || a.header.Get("x-ms-correlation-request-id") != "ours" || a.header.Get("x-ms-client-request-id") != "mine" {
		t.Errorf("headers: %v", a.header)
	}
	if challenge := c.send("GET", sub+groupVersion, nil, "Authorization", "").header.Get("WWW-Authenticate"); !strings.Contains(challenge, sandbox.TenantID) {
		t.Errorf("the challenge is %q", challenge)
	}
}

func TestLocksAreInherited(t *testing.T) {
	c := start(t, sandbox.Options{})
	rg := c.group("locked")
	id := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
	child := id + "/federatedIdentityCredentials/own"
	extension := id + "/providers/Microsoft.Authorization/locks/inner"
	c.send("PUT", id+identityVersion, located("westeurope")).want(t, 201)
	c.send("PUT", child+identityVersion, federation()).want(t, 201)
	c.send("PUT", extension+lockVersion, lock("CanNotDelete")).want(t, 201)
	for _, path := range []string{id + identityVersion, child + identityVersion, rg + groupVersion} {
		c.send("DELETE", path, nil).want(t, 409, "ScopeLocked")
	}
	c.send("PUT", child+identityVersion, federation()).want(t, 200)
	c.send("DELETE", extension+lockVersion, nil).want(t, 200)
	outer := rg + "/providers/Microsoft.Authorization/locks/outer" + lockVersion
	c.send("PUT", outer, lock("ReadOnly")).want(t, 201)
	c.send("PUT", child+identityVersion, federation()).want(t, 409, "ScopeLocked")
	c.send("DELETE", child+identityVersion, nil).want(t, 409, "ScopeLocked")
	c.send("GET", child+identityVersion, nil).want(t, 200)
	c.send("DELETE", outer, nil).want(t, 200)
	c.send("DELETE", child+identityVersion, nil).want(t, 200)
}

func TestGroupTakesEverythingAlong(t *testing.T) {
	c, clock := steppedClient(t)
	rg := c.group("gone")
	id := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
	c.send("PUT", id+identityVersion, located("westeurope")).want(t, 201)
	c.send("PUT", id+"/federatedIdentityCredentials/own"+identityVersion, federation()).want(t, 201)
	going := c.send("DELETE", rg+groupVersion, nil).want(t, 202)
	if going.header.Get("Location") == "" || going.header.Get("retry-after-ms") == "" || going.header.Get("Retry-After") == "" {
		t.Errorf("headers: %v", going.header)
	}
	if got := c.send("GET", rg+groupVersion, nil).want(t, 200).at("properties.provisioningState"); got != "Deleting" {
		t.Errorf("the group is %v", got)
	}
	c.send("PUT", id+"2"+identityVersion, located("westeurope")).want(t, 409, "ResourceGroupBeingDeleted")
	c.send("PUT", rg+groupVersion, located("westeurope")).want(t, 409, "ResourceGroupBeingDeleted")
	clock.now = clock.now.Add(time.Second)
	c.finish(going).want(t, 200)
	c.send("GET", rg+groupVersion, nil).want(t, 404, "ResourceGroupNotFound")
	c.send("GET", id+identityVersion, nil).want(t, 404, "ResourceGroupNotFound")
	c.group("gone")
	c.send("GET", id+"/federatedIdentityCredentials/own"+identityVersion, nil).want(t, 404, "ParentResourceNotFound")
}

func TestListsComeInPages(t *testing.T) {
	c := start(t, sandbox.Options{})
	one, two := c.group("list1"), c.group("list2")
	for i := range 5 {
		for _, rg := range []string{one, two} {
			c.send("PUT", fmt.Sprintf("%s/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id%d", rg, i)+identityVersion,
				map[string]any{"location": "westeurope", "tags": map[string]any{"odd": fmt.Sprint(i % 2)}}).want(t, 201)
		}
	}
	c.send("PUT", one+"/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id0/federatedIdentityCredentials/own"+identityVersion, federation()).want(t, 201)
	pages := func(path string) (names []string, pages int) {
		for path != "" {
			a := c.send("GET", path, nil).want(t, 200)
			for _, v := range a.at("value").([]any) {
				names = append(names, v.(map[string]any)["name"].(string))
			}
			path, _ = a.body["nextLink"].(string)
			pages++
		}
		return names, pages
	}
	const identities = "/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
	for name, row := range map[string]struct {
		path         string
		items, pages int
	}{
		"of a group":        {one + identities + identityVersion, 5, 1},
		"in pages":          {one + identities + identityVersion + "&$top=2", 5, 3},
		"of a subscription": {sub + identities + identityVersion + "&$top=4", 10, 3},
		"of a resource":     {one + identities + "/id0/federatedIdentityCredentials" + identityVersion, 1, 1},
		"all resources":     {sub + "/resources" + groupVersion, 10, 1},
		"of one group":      {two + "/resources" + groupVersion, 5, 1},
		"by tag":            {sub + "/resources" + groupVersion + "&$filter=tagName%20eq%20'odd'%20and%20tagValue%20eq%20'1'", 4, 1},
		"by name":           {one + "/resources" + groupVersion + "&$filter=name%20eq%20'id3'", 1, 1},
		"groups":            {sub + "/resourceGroups" + groupVersion, 2, 1},
	} {
		t.Run(name, func(t *testing.T) {
			if names, n := pages(row.path); len(names) != row.items || n != row.pages {
				t.Errorf("%d items on %d pages, want %d on %d: %v", len(names), n, row.items, row.pages, names)
			}
		})
	}
	c.send("GET", sub+"/resourceGroups/nope"+identities+identityVersion, nil).want(t, 404, "ResourceGroupNotFound")
}
