package doctor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
)

// The api-versions that the checks read with.
const (
	apiSubscription = "2022-12-01"
	apiProviders    = "2021-04-01"
	apiStorage      = "2022-09-01"
	apiVault        = "2023-02-01"
	apiAssignments  = "2022-04-01"
	apiLocks        = "2020-05-01"
)

// leastRetention is for how many days deleted state has to be recoverable.
const leastRetention = 7

// stateChecks are the checks that need the account, in the order of report.
var stateChecks = []string{"state account", "state versioning", "state access", "state lock", "state reachable"}

// state checks the backend that holds what Pulumi knows of Azure.
func (x *examination) state(ctx context.Context) {
	b, err := parseBackend(x.in.Getenv("PULUMI_BACKEND_URL"), x.in.Getenv)
	switch {
	case x.in.Getenv("PULUMI_BACKEND_URL") == "":
		x.fault("state backend", remedyBackend, "PULUMI_BACKEND_URL is not set")
	case err != nil:
		x.fault("state backend", remedyBackend, "%v", err)
	default:
		x.ok("state backend", "container %s of account %s", b.container, b.account)
	}
	x.vars["STATE_ACCOUNT"] = b.account
	why := ""
	switch {
	case b.account == "":
		why = "the state backend is not named: see the check of that name"
	case x.azure == nil:
		why = x.why
	}
	if why != "" {
		for _, name := range stateChecks {
			x.skip(name, why)
		}
		return
	}
	account, ok := x.stateAccount(ctx, b)
	if !ok {
		for _, name := range stateChecks[1:] {
			x.skip(name, "the account could not be read")
		}
		return
	}
	x.stateVersioning(ctx, account)
	x.stateAccess(ctx, account, b)
	x.stateLock(ctx, account)
	if err := x.azure.ReadBlobs(ctx, b.url); err != nil {
		x.fault("state reachable", remedyReach, "%s", firstLine(err))
	} else {
		x.ok("state reachable", "%s answers and can be read", b.url)
	}
}

// stateAccount finds the account and checks that it survives a stamp's region.
func (x *examination) stateAccount(ctx context.Context, b backend) (map[string]any, bool) {
	const name = "state account"
	account, err := x.named(ctx, "Microsoft.Storage/storageAccounts", apiStorage, b.account)
	if err != nil {
		x.unreadable(name, remedyBackend, err)
		return nil, false
	}
	if account == nil {
		x.fault(name, remedyState, "subscription %s has no storage account %s", x.azure.Subscription(), b.account)
		return nil, false
	}
	region, sku := armdoc.Text(account, "location"), armdoc.Text(account, "sku", "name")
	x.vars["STATE_GROUP"], x.vars["STATE_REGION"] = groupOf(armdoc.Text(account, "id")), region
	x.vars["STATE_CONTAINER_ID"] = armdoc.Text(account, "id") + "/blobServices/default/containers/" + b.container
	var f findings
	switch {
	case georedundant(sku):
	case x.in.Settings == nil:
		f.add(remedyRedundancy, "%s lies in one region, and the stamps' regions are not known while the configuration has faults", sku)
	case slices.Contains(x.stampRegions(), region):
		f.add(remedyRedundancy, "%s in %s, which is a stamp's region: when it is lost, so is the state that is needed to repair", sku, region)
	}
	x.report(name, f, "%s, %s in %s", b.account, sku, region)
	return account, true
}

// georedundant says whether an account's kind of redundancy keeps copies in a second region
// (https://learn.microsoft.com/azure/storage/common/storage-redundancy).
func georedundant(sku string) bool {
	return strings.HasSuffix(sku, "GRS") || strings.HasSuffix(sku, "GZRS")
}

func (x *examination) stateVersioning(ctx context.Context, account map[string]any) {
	const name = "state versioning"
	doc, found, err := x.azure.Get(ctx, armdoc.Text(account, "id")+"/blobServices/default", apiStorage)
	if err != nil || !found {
		if err == nil {
			err = fmt.Errorf("the account has no blob service")
		}
		x.unreadable(name, remedyVersioning, err)
		return
	}
	var f findings
	if !isTrue(doc, "properties", "isVersioningEnabled") {
		f.add(remedyVersioning, "versioning is off: a damaged state could not be taken back")
	}
	for _, policy := range []string{"deleteRetentionPolicy", "containerDeleteRetentionPolicy"} {
		days, _ := armdoc.Lookup(doc, "properties", policy, "days").(float64)
		if !isTrue(doc, "properties", policy, "enabled") || days < leastRetention {
			f.add(remedyVersioning, "soft delete (%s) is off or keeps less than %d days", policy, leastRetention)
		}
	}
	x.report(name, f, "versions and deleted blobs are kept")
}

func (x *examination) stateAccess(ctx context.Context, account map[string]any, b backend) {
	const name = "state access"
	var f findings
	if isTrue(account, "properties", "allowBlobPublicAccess") {
		f.add(remedyClosed, "the account allows containers that everybody can read")
	}
	if armdoc.Lookup(account, "properties", "allowSharedKeyAccess") != false {
		f.add(remedyClosed, "the account takes keys, which know no person and no role")
	}
	if !isTrue(account, "properties", "supportsHttpsTrafficOnly") || !slices.Contains([]string{"TLS1_2", "TLS1_3"}, armdoc.Text(account, "properties", "minimumTlsVersion")) {
		f.add(remedyClosed, "the account takes connections without TLS 1.2")
	}
	container, found, err := x.azure.Get(ctx, x.vars["STATE_CONTAINER_ID"], apiStorage)
	switch {
	case err != nil:
		x.interrupted(name, f, remedyContainer, err)
		return
	case !found:
		f.add(remedyContainer, "there is no container %s", b.container)
	case armdoc.Text(container, "properties", "publicAccess") != "" && armdoc.Text(container, "properties", "publicAccess") != "None":
		f.add(remedyPrivate, "everybody can read container %s", b.container)
	}
	x.report(name, f, "by role alone, over TLS 1.2")
}

// stateLock checks that the account cannot be deleted in passing.
func (x *examination) stateLock(ctx context.Context, account map[string]any) {
	const name = "state lock"
	id := armdoc.Text(account, "id")
	const segment = "/providers/Microsoft.Authorization/locks"
	for _, scope := range []string{id, "/subscriptions/" + x.azure.Subscription() + "/resourceGroups/" + groupOf(id)} {
		locks, err := x.azure.List(ctx, scope+segment, apiLocks)
		if err != nil {
			x.unreadable(name, remedyLock, err)
			return
		}
		for _, lock := range locks {
			at, _, _ := strings.Cut(armdoc.Text(lock, "id"), segment)
			if strings.HasPrefix(strings.ToLower(id)+"/", strings.ToLower(at)+"/") {
				x.ok(name, "%s on %s", armdoc.Text(lock, "properties", "level"), at)
				return
			}
		}
	}
	x.fault(name, remedyLock, "the account can be deleted in passing")
}

// named finds a resource of the subscription by its type and name; nil if there is none.
func (x *examination) named(ctx context.Context, kind, apiVersion, name string) (map[string]any, error) {
	items, err := x.azure.List(ctx, "/subscriptions/"+x.azure.Subscription()+"/providers/"+kind, apiVersion)
	if err != nil {
		return nil, err
	}
	return of(items, name), nil
}

// of is the one of a list that bears a name, whatever its case; nil if there is none.
func of(items []map[string]any, name string) map[string]any {
	for _, item := range items {
		if strings.EqualFold(armdoc.Text(item, "name"), name) {
			return item
		}
	}
	return nil
}

// groupOf is the resource group in an id.
func groupOf(id string) string {
	parts := strings.Split(id, "/")
	if len(parts) < 5 {
		return ""
	}
	return parts[4]
}
