package doctor

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/settings"
)

// exampleGroup is the group of data administrators that a fresh clone names.
const exampleGroup = "00000000-0000-4000-8000-0000000000d1"

// globalRegionKey is the setting whose faults are those of the global region.
const globalRegionKey = "globalRegion"

// configuration checks what the stack files say.
func (x *examination) configuration() {
	var general, region findings
	for _, f := range settings.Faults(x.in.SettingsErr) {
		if f.Key == globalRegionKey {
			region.add(remedyConfig, "%v", f)
		} else {
			general.add(remedyConfig, "%v", f)
		}
	}
	x.report("configuration", general, "the stack files hold no fault")
	if x.in.Settings == nil {
		if len(region.faults) > 0 {
			x.report("global region", region, "")
		} else {
			x.skip("global region", brokenConfig)
		}
		x.skip("image", brokenConfig)
		x.skip("data administrators' group", brokenConfig)
		return
	}
	g := x.in.Settings.Stacks[settings.GlobalStack]
	x.vars["SYSTEM"], x.vars["ENVIRONMENT"] = g.System, g.Environment
	x.ok("global region", "%s; the stamps lie in %s", g.Global.Region, strings.Join(x.stampRegions(), " and "))
	var image findings
	for _, f := range settings.Faults(x.in.Settings.CheckTarget(settings.TargetAzure, productionStacks...)) {
		image.add(remedyImage, "%v", f)
	}
	x.report("image", image, "named by digest")
	if slices.Contains(x.dataGroups(), exampleGroup) {
		x.fault("data administrators' group", remedyDataGroup, "tandem:dataAdminsObjectId is the example of a fresh clone")
	} else {
		x.ok("data administrators' group", "%s", strings.Join(x.dataGroups(), ", "))
	}
}

const brokenConfig = "the configuration has faults"

// productionStacks are the stacks that the document deploys.
var productionStacks = []string{"blue", "green", settings.GlobalStack}

func (x *examination) stampRegions() []string {
	var regions []string
	for _, stack := range productionStacks {
		for _, s := range x.in.Settings.Stacks[stack].Stamps {
			regions = append(regions, s.Location)
		}
	}
	return regions
}

// dataGroups are the object ids of the groups that administer the SQL servers.
func (x *examination) dataGroups() []string {
	var groups []string
	for _, stack := range productionStacks {
		for _, s := range x.in.Settings.Stacks[stack].Stamps {
			if !slices.Contains(groups, s.DataAdminsObjectID) {
				groups = append(groups, s.DataAdminsObjectID)
			}
		}
	}
	return groups
}

// login checks by what variables, and as whom, one logs in to which subscription.
func (x *examination) login(ctx context.Context) {
	e, err := armrest.FromEnv(x.in.Getenv)
	x.vars["AZURE_SUBSCRIPTION_ID"], x.vars["AZURE_TENANT_ID"] = e.SubscriptionID, e.TenantID
	if err == nil {
		err = x.in.AzureErr
	}
	if err != nil {
		x.fault("credentials", remedyLogin, "%s", strings.ReplaceAll(err.Error(), "\n", "; "))
	} else {
		x.ok("credentials", "%s, by %s", e.Kind(), strings.Join(x.variables(e.Kind()), ", "))
	}
	x.stateLogin(e)
	if x.azure == nil {
		x.why = "no credentials: see the check of that name"
		x.skip("login", x.why)
		x.skip("subscription", x.why)
		return
	}
	if x.who, err = x.azure.Identity(ctx); err != nil {
		x.azure, x.why = nil, "the login failed"
		x.fault("login", remedyLogin, "%s", firstLine(err))
		x.skip("subscription", x.why)
		return
	}
	x.vars["AZURE_TENANT_ID"] = x.who.TenantID
	kind := "application " + x.who.AppID
	if x.who.Person {
		kind = "a person"
	}
	x.ok("login", "%s, object %s of tenant %s", kind, x.who.ObjectID, x.who.TenantID)
	x.subscription(ctx)
}

func (x *examination) subscription(ctx context.Context) {
	doc, found, err := x.azure.Get(ctx, "/subscriptions/"+x.azure.Subscription(), apiSubscription)
	switch {
	case err != nil:
		x.unreadable("subscription", remedySubscription, err)
	case !found:
		x.fault("subscription", remedySubscription, "there is no subscription %s for this login", x.azure.Subscription())
	case armdoc.Text(doc, "state") != "Enabled":
		x.fault("subscription", remedySubscription, "its state is %s", armdoc.Text(doc, "state"))
	default:
		x.ok("subscription", "%s %s", armdoc.Text(doc, "displayName"), x.azure.Subscription())
	}
}

// kindVariables are the variables that describe each kind of credential.
var kindVariables = map[string][]string{
	armrest.KindFederated: {"ARM_USE_OIDC", "ARM_CLIENT_ID", "AZURE_CLIENT_ID", "ARM_TENANT_ID", "AZURE_TENANT_ID", "ARM_OIDC_TOKEN",
		"ARM_OIDC_TOKEN_FILE_PATH", "AZURE_FEDERATED_TOKEN_FILE", "ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL",
		"SYSTEM_OIDCREQUESTURI", "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", "AZURESUBSCRIPTION_CLIENT_ID", "AZURESUBSCRIPTION_TENANT_ID"},
	armrest.KindSecret:  {"ARM_CLIENT_ID", "AZURE_CLIENT_ID", "ARM_CLIENT_SECRET", "AZURE_CLIENT_SECRET", "ARM_TENANT_ID", "AZURE_TENANT_ID"},
	armrest.KindManaged: {"ARM_USE_MSI", "ARM_CLIENT_ID"},
	armrest.KindCLI:     {"ARM_USE_CLI"},
}

// variables names those that are set and that a kind of credential is made of.
func (x *examination) variables(kind string) []string {
	var set []string
	for _, name := range kindVariables[kind] {
		if x.in.Getenv(name) != "" {
			set = append(set, name)
		}
	}
	return set
}

// stateLogin checks that the state backend and the secrets provider, which read
// azidentity's variables (AZURE_*), log in as the same application as the rest
// (ARM_*), and not by an account's key.
func (x *examination) stateLogin(e armrest.Environment) {
	var f findings
	for _, name := range []string{"AZURE_STORAGE_KEY", "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_CONNECTION_STRING"} {
		if x.in.Getenv(name) != "" {
			f.add(remedyStateKeys, "%s is set: it goes before the login, and the account takes no keys", name)
		}
	}
	for _, name := range []string{"CLIENT_ID", "TENANT_ID"} {
		arm, azure := x.in.Getenv("ARM_"+name), x.in.Getenv("AZURE_"+name)
		if arm != "" && azure != "" && !strings.EqualFold(arm, azure) {
			f.add(remedyStateLogin, "ARM_%s and AZURE_%s differ: resources are changed as one identity and state is written as another", name, name)
		}
	}
	if e.Kind() == armrest.KindSecret && x.in.Getenv("AZURE_CLIENT_SECRET") == "" {
		f.add(remedyStateLogin, "ARM_CLIENT_SECRET is set and AZURE_CLIENT_SECRET is not: the state backend reads only the latter")
	}
	how := "the same as of the rest"
	if e.Renewable() {
		how = "by the tokens that the runner hands out, which tandem renews while it runs"
	}
	x.report("login of the state backend", f, "%s", how)
}

// Namespaces are the resource providers that a subscription has to have
// registered: those of the program's types, of the state and of the roles.
func Namespaces() []string {
	var all []string
	for _, action := range DeployRole("", "", "").Actions {
		namespace, _, _ := strings.Cut(action, "/")
		if !slices.Contains(all, namespace) && !unregistered[namespace] {
			all = append(all, namespace)
		}
	}
	slices.Sort(all)
	return all
}

// unregistered are the namespaces that every subscription has
// (https://learn.microsoft.com/azure/azure-resource-manager/management/azure-services-resource-providers).
var unregistered = map[string]bool{
	"Microsoft.Authorization": true, "Microsoft.Consumption": true, "Microsoft.Portal": true, "Microsoft.Resources": true,
}

// providers checks that the resource providers are registered.
func (x *examination) providers(ctx context.Context) {
	const name = "resource providers"
	if x.azure == nil {
		x.skip(name, x.why)
		return
	}
	items, err := x.azure.List(ctx, "/subscriptions/"+x.azure.Subscription()+"/providers", apiProviders)
	if err != nil {
		x.unreadable(name, remedySubscription, err)
		return
	}
	state := map[string]string{}
	for _, item := range items {
		state[strings.ToLower(armdoc.Text(item, "namespace"))] = armdoc.Text(item, "registrationState")
	}
	var f findings
	for _, namespace := range Namespaces() {
		switch is := state[strings.ToLower(namespace)]; is {
		case "Registered":
		case "":
			f.add(strings.ReplaceAll(remedyRegister, "$NAMESPACE", namespace), "%s is not known here", namespace)
		default:
			f.add(strings.ReplaceAll(remedyRegister, "$NAMESPACE", namespace), "%s is %s", namespace, is)
		}
	}
	x.report(name, f, "%d registered", len(Namespaces()))
}

// backend is where PULUMI_BACKEND_URL says that state lies.
type backend struct{ account, container, url string }

// parseBackend reads the address as gocloud's azureblob does
// (https://pkg.go.dev/gocloud.dev/blob/azureblob).
func parseBackend(address string, getenv func(string) string) (backend, error) {
	u, err := url.Parse(address)
	if err != nil {
		return backend{}, fmt.Errorf("PULUMI_BACKEND_URL is no address: %w", err)
	}
	if u.Scheme != "azblob" || u.Host == "" {
		return backend{}, fmt.Errorf("PULUMI_BACKEND_URL is %q: state of Azure lies in a container: azblob://<container>?storage_account=<account>", u.Redacted())
	}
	value := func(query, variable, otherwise string) string {
		for _, v := range []string{u.Query().Get(query), getenv(variable)} {
			if v != "" {
				return v
			}
		}
		return otherwise
	}
	b := backend{container: u.Host, account: value("storage_account", "AZURE_STORAGE_ACCOUNT", "")}
	if b.account == "" {
		return backend{}, fmt.Errorf("PULUMI_BACKEND_URL names no storage account: add ?storage_account=<account>")
	}
	domain := value("domain", "AZURE_STORAGE_DOMAIN", "blob.core.windows.net")
	service := value("protocol", "AZURE_STORAGE_PROTOCOL", "https") + "://"
	if strings.HasPrefix(domain, "127.0.0.1") || strings.HasPrefix(domain, "localhost") || value("localemu", "AZURE_STORAGE_IS_LOCAL_EMULATOR", "") == "true" {
		service += domain + "/" + b.account
	} else {
		service += b.account + "." + domain
	}
	b.url = service + "/" + b.container
	return b, nil
}
