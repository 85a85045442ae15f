package settings_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/internal/settings"
)

// checkout is the text of every key of every stack file, as YAML.
type checkout map[string]map[string]string

const (
	digest   = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
	image    = "contoso.azurecr.io/shop/web@" + digest
	groupID  = "11111111-2222-4333-8444-555555555555"
	registry = "/subscriptions/" + groupID + "/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso"
)

func common(layer string) map[string]string {
	return map[string]string{
		"layer": layer, "system": "shop", "environment": "prod", "class": "production",
		"owner": "team", "alertEmail": "oncall@example.com",
	}
}

func stampKeys() map[string]string {
	return map[string]string{
		"zones": "true", "image": image, "containers": "[documents-blue, documents-green]",
		"dataAdminsName": "admins", "dataAdminsObjectId": groupID, "appSku": "P1v3", "appInstances": "2",
	}
}

func globalKeys() map[string]string {
	return map[string]string{
		"globalRegion": "uksouth", "active": "blue", "anchor": "blue", "operatorRanges": "[203.0.113.0/24]",
		"sqlSku": "BC_Gen5_2", "blobs": "[documents]", "budget": "100",
	}
}

func merge(parts ...map[string]string) map[string]string {
	all := map[string]string{}
	for _, p := range parts {
		maps.Copy(all, p)
	}
	return all
}

// good returns three production stacks without a fault.
func good() checkout {
	return checkout{
		"blue": merge(common("stamp"), stampKeys(), map[string]string{
			"stamp": "blue", "location": "northeurope", "addressSpace": "10.10.0.0/16"}),
		"green": merge(common("stamp"), stampKeys(), map[string]string{
			"stamp": "green", "location": "westeurope", "addressSpace": "10.20.0.0/16"}),
		"global": merge(common("global"), globalKeys()),
	}
}

// system returns a test environment in one stack without a fault.
func system() map[string]string {
	return merge(common("system"), stampKeys(), globalKeys(), map[string]string{
		"environment": "demo", "class": "test", "expires": "2030-01-31T18:00:00Z",
		"blueLocation": "northeurope", "greenLocation": "westeurope",
		"blueAddressSpace": "10.10.0.0/20", "greenAddressSpace": "10.20.0.0/20",
		"appSku": "B1", "zones": "false", "appInstances": "1", "sqlSku": "GP_Gen5_2",
	})
}

// write puts the stack files into a folder of the test's.
func (c checkout) write(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	for stack, values := range c {
		c.file(t, dir, stack, render(values))
	}
	return dir
}

func (c checkout) file(t testing.TB, dir, stack, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, settings.FileName(stack)), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func render(values map[string]string) string {
	var b strings.Builder
	b.WriteString("config:\n")
	for _, key := range slices.Sorted(maps.Keys(values)) {
		b.WriteString("  tandem:" + key + ": " + values[key] + "\n")
	}
	return b.String()
}
