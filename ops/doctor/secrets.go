package doctor

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
)

// key is where a secrets provider says that its key lies.
type key struct{ vault, name string }

// parseKey reads azurekeyvault://<vault>.vault.azure.net/keys/<key>
// (https://www.pulumi.com/docs/iac/concepts/secrets/).
func parseKey(provider string) (key, error) {
	u, err := url.Parse(provider)
	parts := []string{}
	if err == nil {
		parts = strings.Split(strings.Trim(u.Path, "/"), "/")
	}
	if err != nil || u.Scheme != "azurekeyvault" || len(parts) < 2 || parts[0] != "keys" || parts[1] == "" {
		return key{}, fmt.Errorf("%q is no key of a vault: azurekeyvault://<vault>.vault.azure.net/keys/<key>", provider)
	}
	vault, _, _ := strings.Cut(u.Hostname(), ".")
	return key{vault: vault, name: parts[1]}, nil
}

// secrets checks that the stacks' secrets are encrypted by a key of a vault, and the key.
func (x *examination) secrets(ctx context.Context) {
	var f findings
	var keys []key
	for _, stack := range productionStacks {
		remedy := strings.ReplaceAll(remedyStack, "$STACK", stack)
		provider := x.in.Secrets[stack]
		if provider == "" {
			f.add(remedy, "stack %s names no secrets provider", stack)
			continue
		}
		k, err := parseKey(provider)
		if err != nil {
			f.add(strings.ReplaceAll(remedyRekey, "$STACK", stack), "stack %s: %v", stack, err)
			continue
		}
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	if len(keys) > 0 {
		x.vars["STATE_VAULT"], x.vars["STATE_KEY"] = keys[0].vault, keys[0].name
	}
	x.report("secrets provider", f, "every stack's file names a key of a vault")
	const name = "secrets key"
	switch {
	case len(keys) == 0:
		x.skip(name, "no stack's file names one")
	case x.azure == nil:
		x.skip(name, x.why)
	default:
		x.secretsKeys(ctx, name, keys)
	}
}

func (x *examination) secretsKeys(ctx context.Context, name string, keys []key) {
	var f findings
	for _, k := range keys {
		vault, err := x.named(ctx, "Microsoft.KeyVault/vaults", apiVault, k.vault)
		if err != nil {
			x.interrupted(name, f, remedyVault, err)
			return
		}
		if vault == nil {
			f.add(remedyVault, "subscription %s has no vault %s", x.azure.Subscription(), k.vault)
			continue
		}
		if !isTrue(vault, "properties", "enablePurgeProtection") {
			f.add(remedyPurge, "vault %s can be purged, and with it every secret in the state", k.vault)
		}
		if !isTrue(vault, "properties", "enableRbacAuthorization") {
			f.add(remedyRBAC, "vault %s goes by access policies, not by roles", k.vault)
		}
		x.vars["STATE_KEY_ID"] = armdoc.Text(vault, "id") + "/keys/" + k.name
		doc, found, err := x.azure.Get(ctx, x.vars["STATE_KEY_ID"], apiVault)
		if err != nil {
			x.interrupted(name, f, remedyKey, err)
			return
		}
		if !found {
			f.add(remedyKey, "vault %s has no key %s", k.vault, k.name)
			continue
		}
		keyFaults(&f, k, doc)
	}
	x.report(name, f, "%s of vault %s encrypts and decrypts", keys[0].name, keys[0].vault)
}

// keyFaults checks that the key can do what Pulumi asks of it: encrypt and
// decrypt by RSA-OAEP-256 (https://pkg.go.dev/gocloud.dev/secrets/azurekeyvault).
func keyFaults(f *findings, k key, doc map[string]any) {
	if kind := armdoc.Text(doc, "properties", "kty"); !strings.HasPrefix(kind, "RSA") {
		f.add(remedyKey, "key %s is of kind %s, and Pulumi needs RSA", k.name, kind)
	}
	allowed := texts(armdoc.Lookup(doc, "properties", "keyOps"))
	for _, operation := range []string{"encrypt", "decrypt"} {
		if len(allowed) > 0 && !slices.Contains(allowed, operation) {
			f.add(remedyKeyOps, "key %s does not %s", k.name, operation)
		}
	}
	if armdoc.Lookup(doc, "properties", "attributes", "enabled") == false {
		f.add(remedyKeyOps, "key %s is disabled", k.name)
	}
}
