package doctor_test

import (
	"errors"
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/ops/doctor"
)

// fault is one thing that is wrong: how to make it so and how to undo it, and
// which check is to find what, with which remedy (dots stand for what is filled in).
// Checks in also cannot but find it, too.
type fault struct {
	check, name, found, remedy string
	spoil, mend                func(*world)
	also                       []string
}

func faults() []fault {
	all := append(loginFaults(), stateFaults()...)
	all = append(all, secretsFaults()...)
	return append(all, identityFaults()...)
}

// setenv is a fault of one variable.
func setenv(name, value string) (spoil, mend func(*world)) {
	var before string
	return func(w *world) { before, w.env[name] = w.env[name], value }, func(w *world) { w.env[name] = before }
}

func loginFaults() []fault {
	var all []fault
	variable := func(check, found, remedy, name, value string, also ...string) {
		spoil, mend := setenv(name, value)
		all = append(all, fault{check, name + "=" + value, found, remedy, spoil, mend, also})
	}
	variable("credentials", "ARM_SUBSCRIPTION_ID is not set", "export ARM_USE_CLI=true", "ARM_SUBSCRIPTION_ID", "")
	variable("login of the state backend", "AZURE_STORAGE_KEY is set", "unset AZURE_STORAGE_KEY AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_KEY", "k")
	variable("login of the state backend", "ARM_CLIENT_ID and AZURE_CLIENT_ID differ", "unset", "AZURE_CLIENT_ID", "11111111-2222-4333-8444-555555555555")
	variable("login of the state backend", "AZURE_CLIENT_SECRET is not", "unset", "AZURE_CLIENT_SECRET", "")
	all[0].spoil = func(w *world) { // the fallback, too
		w.env["ARM_SUBSCRIPTION_ID"], w.env["AZURE_SUBSCRIPTION_ID"] = "", ""
	}
	all[0].mend = func(w *world) {
		w.env["ARM_SUBSCRIPTION_ID"] = w.Subscription()
		w.env["AZURE_SUBSCRIPTION_ID"] = w.Subscription()
	}
	return append(all,
		fault{"image", "placeholder", "placeholder of a fresh clone", "az acr repository show", func(w *world) {
			w.in.Settings.Stacks["blue"].Stamps["blue"].Image = settings.PlaceholderImage
		}, func(w *world) {
			w.in.Settings.Stacks["blue"].Stamps["blue"].Image = "crshop.azurecr.io/shop@sha256:" + strings.Repeat("a", 64)
		}, nil},
		fault{"configuration", "wrong", "is no region", "doctor --target azure",
			func(w *world) {
				w.in.SettingsErr = settings.Fault{File: "Pulumi.blue.yaml", Key: "location", Problem: "is no region"}
			},
			func(w *world) { w.in.SettingsErr = nil }, nil},
		fault{"login", "fails", "AADSTS700024", "az login --tenant", func(w *world) { w.login = errors.New("AADSTS700024\nmore") },
			func(w *world) { w.login = nil }, afterLogin()},
		fault{"subscription", "disabled", "its state is Disabled", "az account set", func(w *world) {
			w.alter = func(path string, docs ...map[string]any) {
				if path == w.sub("") {
					docs[0]["state"] = "Disabled"
				}
			}
		}, func(w *world) { w.alter = nil }, nil},
		fault{"names", "taken", "is not to be had (AlreadyExists)", "doctor --target azure", func(w *world) {
			w.alter = func(path string, docs ...map[string]any) {
				if strings.HasSuffix(path, "/Microsoft.Sql/checkNameAvailability") {
					docs[0]["available"], docs[0]["reason"] = false, "AlreadyExists"
				}
			}
		}, func(w *world) { w.alter = nil }, nil},
		fault{"resource providers", "unregistered", "Microsoft.Cdn is Unregistered", "az provider register --namespace \"Microsoft.Cdn\" --wait",
			func(w *world) { w.register("Microsoft.Cdn", "unregister") }, func(w *world) { w.register("Microsoft.Cdn", "register") }, nil},
	)
}

// afterLogin are the checks that need a login.
func afterLogin() []string {
	all := []string{"subscription", "resource providers", "names", "state account", "state versioning", "state access", "state lock", "state reachable",
		"secrets key", "separate identities", "sign-in application", "roles of this login"}
	for _, use := range []doctor.Use{doctor.Preview, doctor.Deploy, doctor.Data} {
		for _, check := range []string{"identity ", "federation of ", "roles of ", "directory rights of "} {
			all = append(all, check+string(use))
		}
	}
	return all
}

func (w *world) register(namespace, verb string) {
	require.NoError(w.t, w.Post(w.t.Context(), w.sub("/providers/"+namespace+"/"+verb), "2021-04-01", nil))
}

// change is a fault of one document in Azure.
func change(id func(*world) string, version, bad, good string) (spoil, mend func(*world)) {
	return func(w *world) { w.put(id(w), version, bad) }, func(w *world) { w.put(id(w), version, good) }
}

func stateFaults() []fault {
	var all []fault
	body := func(check, found, remedy string, id func(*world) string, bad, good string, also ...string) {
		spoil, mend := change(id, "2022-09-01", bad, good)
		all = append(all, fault{check, found, found, remedy, spoil, mend, also})
	}
	instead := func(old, new string) string { return strings.Replace(accountBody, old, new, 1) }
	address := func(check, found, value string, also ...string) {
		spoil, mend := setenv("PULUMI_BACKEND_URL", value)
		all = append(all, fault{check, value, found, "azblob://state?storage_account=", spoil, mend, also})
	}
	needAccount := []string{"state account", "state versioning", "state access", "state lock", "state reachable"}
	address("state backend", "is not set", "", needAccount...)
	address("state backend", "azblob://<container>", "file:///tmp", needAccount...)
	address("state backend", "names no storage account", "azblob://state", needAccount...)
	other, back := setenv("PULUMI_BACKEND_URL", "azblob://nothere?storage_account="+account)
	all = append(all, fault{"state access", "no container", "no container nothere", "az storage container-rm create", other, back,
		[]string{"roles of preview", "roles of deploy"}})
	spoil, mend := setenv("PULUMI_BACKEND_URL", "azblob://state?storage_account=stnone")
	all = append(all, fault{"state account", "none", "no storage account stnone", "az storage account create --name \"stnone\"", spoil, mend, needAccount[1:]})
	body("state versioning", "versioning is off", "--enable-versioning true", func(w *world) string { return w.account() + "/blobServices/default" },
		strings.Replace(blobsBody, `"isVersioningEnabled":true`, `"isVersioningEnabled":false`, 1), blobsBody)
	body("state versioning", "containerDeleteRetentionPolicy", "--enable-container-delete-retention true",
		func(w *world) string { return w.account() + "/blobServices/default" },
		strings.Replace(blobsBody, `"containerDeleteRetentionPolicy":{"enabled":true,"days":30}`, `"containerDeleteRetentionPolicy":{"enabled":false}`, 1), blobsBody)
	body("state access", "everybody can read", "--allow-blob-public-access false", (*world).account, instead(`"allowBlobPublicAccess":false`, `"allowBlobPublicAccess":true`), accountBody)
	body("state access", "takes keys", "--allow-shared-key-access false", (*world).account, instead(`"allowSharedKeyAccess":false`, `"allowSharedKeyAccess":true`), accountBody)
	body("state access", "TLS 1.2", "--min-tls-version TLS1_2", (*world).account, instead("TLS1_2", "TLS1_0"), accountBody)
	return append(all,
		fault{"state account", "one region", "a stamp's region", "--sku Standard_GRS", func(w *world) {
			w.put(w.account(), "2022-09-01", instead("Standard_GZRS", "Standard_ZRS"))
			w.in.Settings.Stacks["blue"].Stamps["blue"].Location = "francecentral"
		}, func(w *world) {
			w.put(w.account(), "2022-09-01", accountBody)
			w.in.Settings.Stacks["blue"].Stamps["blue"].Location = "northeurope"
		}, nil},
		fault{"state access", "public container", "everybody can read container state", "az storage container-rm update", func(w *world) {
			w.put(w.account(), "2022-09-01", instead(`"allowBlobPublicAccess":false`, `"allowBlobPublicAccess":true`))
			w.put(w.container(), "2022-09-01", `{"properties":{"publicAccess":"Blob"}}`)
		}, func(w *world) {
			w.put(w.container(), "2022-09-01", `{"properties":{"publicAccess":"None"}}`)
			w.put(w.account(), "2022-09-01", accountBody)
		}, nil},
		fault{"state lock", "no lock", "deleted in passing", "az lock create", func(w *world) {
			require.NoError(w.t, w.Delete(w.t.Context(), w.account()+"/providers/Microsoft.Authorization/locks/keep-state", "2020-05-01"))
		}, func(w *world) {
			w.put(w.account()+"/providers/Microsoft.Authorization/locks/keep-state", "2020-05-01", `{"properties":{"level":"CanNotDelete"}}`)
		}, nil},
		fault{"state reachable", "no route", "no such host", "az storage blob list", func(w *world) { w.blobs = errors.New("no such host") },
			func(w *world) { w.blobs = nil }, nil},
	)
}

func secretsFaults() []fault {
	provider := func(name, value, found, remedy, check string, also ...string) fault {
		var before string
		return fault{check, name, found, remedy, func(w *world) { before, w.in.Secrets["blue"] = w.in.Secrets["blue"], value },
			func(w *world) { w.in.Secrets["blue"] = before }, also}
	}
	all := []fault{
		provider("none", "", "stack blue names no secrets provider", "pulumi stack init blue", "secrets provider"),
		provider("passphrase", "passphrase", "no key of a vault", "pulumi stack change-secrets-provider --stack blue", "secrets provider"),
		provider("no key", "azurekeyvault://"+vault+".vault.azure.net/keys/gone", "has no key gone", "az keyvault key create", "secrets key", "roles of preview", "roles of deploy"),
		provider("no vault", "azurekeyvault://kv-none.vault.azure.net/keys/pulumi", "no vault kv-none", "az keyvault create", "secrets key"),
	}
	all = append(all, fault{"secrets key", "weak vault", "can be purged", "--enable-purge-protection true", func(w *world) {
		weak := strings.Replace(w.vault(), vault, "kv-weak", 1)
		w.put(weak, "2023-02-01", strings.Replace(vaultBody(w.Tenant(), ""), `"enableRbacAuthorization":true`, `"enableRbacAuthorization":false,"accessPolicies":[]`, 1))
		w.put(weak+"/keys/pulumi", "2023-02-01", keyBody)
		w.in.Secrets["blue"] = "azurekeyvault://kv-weak.vault.azure.net/keys/pulumi"
	}, func(w *world) { w.in.Secrets["blue"] = w.in.Secrets["green"] }, []string{"roles of preview", "roles of deploy"}})
	key := func(bad, found string) {
		spoil, mend := change(func(w *world) string { return w.vault() + "/keys/pulumi" }, "2023-02-01", bad, keyBody)
		all = append(all, fault{"secrets key", found, found, "--ops encrypt decrypt", spoil, mend, nil})
	}
	key(`{"properties":{"kty":"RSA","keySize":3072,"keyOps":["sign","verify"]}}`, "does not encrypt")
	key(`{"properties":{"kty":"EC","curveName":"P-256","keyOps":["sign","verify"]}}`, "of kind EC")
	return all
}

// appPath is where Graph keeps an identity's application.
func (w *world) appPath(use doctor.Use) string {
	return "/v1.0/applications/" + w.ids[string(use)+" app"]
}

func identityFaults() []fault {
	const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635"
	assigned := func(check, name, found string, scope func(*world) string, use doctor.Use, role string) fault {
		return fault{check, name, found, "az role assignment delete --ids", func(w *world) {
			w.assign(scope(w), guid(99), w.ids[string(use)], role, "")
		}, func(w *world) {
			require.NoError(w.t, w.Delete(w.t.Context(), scope(w)+"/providers/Microsoft.Authorization/roleAssignments/"+guid(99), "2022-04-01"))
		}, nil}
	}
	subscription := func(w *world) string { return w.sub("") }
	role := func(name, found string, edit func([]string) []string) fault {
		actions := doctor.DeployRole("shop", "prod", "").Actions
		return fault{"roles of deploy", name, found, "az role definition update", func(w *world) { w.define(1, edit(actions), "shop-prod-deploy") },
			func(w *world) { w.define(1, actions, "shop-prod-deploy") }, nil}
	}
	return append([]fault{
		assigned("roles of deploy", "owner", "the role Owner", subscription, doctor.Deploy, owner),
		assigned("roles of preview", "contributor", "the role Contributor", subscription, doctor.Preview, "b24988ac-6180-42a0-ab88-20f7382dd24c"),
		assigned("roles of data", "reader", "the role Reader", subscription, doctor.Data, "acdd72a7-3385-48ef-bd42-f606fba81ae7"),
		assigned("roles of deploy", "data", "Storage Blob Data Owner", func(w *world) string { return w.state("") }, doctor.Deploy, "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
		role("less", "lacks", func(a []string) []string { return a[1:] }),
		role("more", "allows Microsoft.Compute/virtualMachines/write", func(a []string) []string {
			return append(append([]string{}, a...), "Microsoft.Compute/virtualMachines/write")
		}),
		{"roles of deploy", "no condition", "lacks the condition", "--condition", func(w *world) { w.assign(w.sub(""), guid(10), w.ids["deploy"], guid(1), "") },
			func(w *world) { w.assign(w.sub(""), guid(10), w.ids["deploy"], guid(1), doctor.Condition()) }, nil},
		{"roles of this login", "owner", "application", "az role assignment delete", func(w *world) {
			who, err := w.Identity(w.t.Context())
			require.NoError(w.t, err)
			w.assign(w.sub(""), guid(98), who.ObjectID, owner, "")
		}, func(w *world) {
			require.NoError(w.t, w.Delete(w.t.Context(), w.sub("/providers/Microsoft.Authorization/roleAssignments/"+guid(98)), "2022-04-01"))
		}, nil},
	}, entraFaults()...)
}

func entraFaults() []fault {
	var made string // the id of what a fault made
	credential := func(check, name, found string, use doctor.Use, issuer, subject, audience string, also ...string) fault {
		return fault{check, name, found, "az ad app federated-credential delete", func(w *world) {
			made = w.post(w.appPath(use)+"/federatedIdentityCredentials",
				`{"name":"other","issuer":"`+issuer+`","subject":"`+subject+`","audiences":["`+audience+`"]}`)["id"].(string)
		}, func(w *world) { w.send(http.MethodDelete, w.appPath(use)+"/federatedIdentityCredentials/"+made, "") }, also}
	}
	member := func(use doctor.Use) string { return string(use) }
	const github, tenants, exchange = "https://token.actions.githubusercontent.com", "https://login.microsoftonline.com/t/v2.0", "api://AzureADTokenExchange"
	return []fault{
		credential("federation of deploy", "branch", "only an environment", doctor.Deploy, github, "repo:example/shop:ref:refs/heads/main", exchange),
		credential("federation of deploy", "issuer", "neither GitHub nor a service connection", doctor.Deploy, "https://issuer.example.com", "me", exchange),
		credential("federation of deploy", "somebody in a tenant", "neither GitHub nor a service connection", doctor.Deploy, tenants, "6f1e2d3c", exchange),
		credential("federation of deploy", "environment", "runs in the environment preview, and its jobs run in production", doctor.Deploy, github, "repo:example/shop:environment:preview", exchange, "separate identities"),
		credential("federation of data", "repository", "the repository example/other, and not only example/shop", doctor.Data, github, "repo:example/other:environment:data-administration", exchange),
		{"federation of data", "no token of this repository", "begins with repo:example@1/shop@2:", "repo:example@1/shop@2:environment:data-administration",
			func(w *world) { w.env["REPOSITORY"] = "example@1/shop@2" }, func(w *world) { delete(w.env, "REPOSITORY") },
			[]string{"federation of preview", "federation of deploy"}},
		held("a certificate", "applications", "keyCredentials", `az ad app credential delete --id ... --key-id "k1" --cert`),
		held("a secret of the principal", "servicePrincipals", "passwordCredentials", `az ad sp credential delete --id ... --key-id "k1"`),
		held("a certificate of the principal", "servicePrincipals", "keyCredentials", `az ad sp credential delete --id ... --key-id "k1" --cert`),
		credential("federation of data", "audience", "audience of other", doctor.Data, github, "repo:example/shop:environment:data-administration2", "api://other"),
		credential("separate identities", "same token", "take the same tokens", doctor.Data, github, "repo:example/shop:environment:production", exchange, "federation of data"),
		{"separate identities", "deploy administers data", "shop-prod-deploy is one of the data administrators", "az ad group member remove", func(w *world) {
			w.send(http.MethodPost, "/v1.0/groups/"+w.ids["group"]+"/members/$ref", w.reference(w.ids[member(doctor.Deploy)]))
		}, func(w *world) {
			w.send(http.MethodDelete, "/v1.0/groups/"+w.ids["group"]+"/members/"+w.ids[member(doctor.Deploy)]+"/$ref", "")
		}, nil},
		{"separate identities", "data does not", "shop-prod-data is no member", "az ad group member add", func(w *world) {
			w.send(http.MethodDelete, "/v1.0/groups/"+w.ids["group"]+"/members/"+w.ids[member(doctor.Data)]+"/$ref", "")
		}, func(w *world) {
			w.send(http.MethodPost, "/v1.0/groups/"+w.ids["group"]+"/members/$ref", w.reference(w.ids[member(doctor.Data)]))
		}, nil},
		{"federation of preview", "stored secret", "has a stored secret", "az ad app credential delete", func(w *world) {
			made = w.post(w.appPath(doctor.Preview)+"/addPassword", `{"passwordCredential":{"displayName":"s"}}`)["keyId"].(string)
		}, func(w *world) {
			w.send(http.MethodPost, w.appPath(doctor.Preview)+"/removePassword", `{"keyId":"`+made+`"}`)
		}, nil},
		{"sign-in application", "another's", "shop-prod-deploy does not own", "az ad app owner add", func(w *world) {
			name := w.in.Settings.Stacks["global"].Identity().Global().SignIn
			app := w.post("/v1.0/applications", `{"displayName":"`+name+`"}`)
			made = w.post("/v1.0/servicePrincipals", `{"appId":"`+app["appId"].(string)+`"}`)["id"].(string)
			w.send(http.MethodPost, "/v1.0/applications/"+app["id"].(string)+"/owners/$ref", w.reference(w.ids["deploy"]))
		}, func(w *world) {
			w.send(http.MethodPost, "/v1.0/servicePrincipals/"+made+"/owners/$ref", w.reference(w.ids["deploy"]))
		}, nil},
		{"directory rights of data", "a right", "which it does not need", "az rest --method DELETE", func(w *world) {
			w.grantGraph(doctor.Preview, w.ids["data"])
		}, func(w *world) { w.ungrant("data") }, nil},
		{"directory rights of deploy", "none", "lacks Application.ReadWrite.OwnedBy", "az ad app permission add", func(w *world) { w.ungrant("deploy") },
			func(w *world) { w.grantGraph(doctor.Deploy, w.ids["deploy"]) }, nil},
		{"data administrators' group", "example", "example of a fresh clone", "az ad group create", func(w *world) {
			w.in.Settings.Stacks["blue"].Stamps["blue"].DataAdminsObjectID = "00000000-0000-4000-8000-0000000000d1"
		}, func(w *world) { w.in.Settings.Stacks["blue"].Stamps["blue"].DataAdminsObjectID = w.ids["group"] }, []string{"separate identities"}},
		{"directory rights of preview", "none", "lacks Application.Read.All", "az ad app permission add", func(w *world) { w.ungrant("preview") },
			func(w *world) { w.grantGraph(doctor.Preview, w.ids["preview"]) }, nil},
		gone(doctor.Preview), gone(doctor.Data), gone(doctor.Deploy, "sign-in application"),
	}
}

// gone is an identity that Entra does not know under its name.
func gone(use doctor.Use, also ...string) fault {
	for _, check := range []string{"federation of ", "roles of ", "directory rights of "} {
		also = append(also, check+string(use))
	}
	return fault{"identity " + string(use), "gone", "0 applications called shop-prod-" + string(use), "az ad app create", func(w *world) {
		w.send(http.MethodPatch, w.appPath(use), `{"displayName":"other"}`)
	}, func(w *world) {
		w.send(http.MethodPatch, w.appPath(use), `{"displayName":"shop-prod-`+string(use)+`"}`)
	}, append(also, "separate identities")}
}

// held is a stored secret of the preview identity, on one of its two objects.
func held(name, collection, kind, remedy string) fault {
	return fault{"federation of preview", name, "has a stored secret (" + kind + ")", remedy, func(w *world) {
		w.alter = func(path string, docs ...map[string]any) {
			if path == "/v1.0/"+collection && len(docs) == 1 && (docs[0]["displayName"] == "shop-prod-preview") {
				docs[0][kind] = []any{map[string]any{"keyId": "k1"}}
			}
		}
	}, func(w *world) { w.alter = nil }, nil}
}

// ungrant takes an identity's rights in Graph away.
func (w *world) ungrant(use string) {
	path := "/v1.0/servicePrincipals/" + w.ids[use] + "/appRoleAssignments"
	grants, err := w.GraphList(w.t.Context(), path, "")
	require.NoError(w.t, err)
	for _, g := range grants {
		w.send(http.MethodDelete, path+"/"+g["id"].(string), "")
	}
}
