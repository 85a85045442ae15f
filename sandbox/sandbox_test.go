package sandbox_test

import (
	"path/filepath"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

const storageVersion = "?api-version=2022-09-01"

func account(sku string) map[string]any {
	return map[string]any{"location": "West Europe", "kind": "StorageV2", "sku": map[string]any{"name": sku},
		"tags": map[string]any{"a": "b"}, "properties": map[string]any{"minimumTlsVersion": "TLS1_2"}}
}

func TestStorageAccountLives(t *testing.T) {
	for name, path := range map[string]string{"memory": "", "file": filepath.Join(t.TempDir(), "state.db")} {
		t.Run(name, func(t *testing.T) {
			c := start(t, sandbox.Options{StatePath: path})
			id := c.group("one") + "/providers/Microsoft.Storage/storageAccounts/onestore"
			c.send("GET", id+storageVersion, nil).want(t, 404, "ResourceNotFound")
			c.finish(c.send("PUT", id+storageVersion, account("Standard_LRS")))
			got := c.send("GET", id+storageVersion, nil).want(t, 200)
			if got.at("id") != id || got.at("location") != "westeurope" || got.at("properties.provisioningState") != "Succeeded" {
				t.Errorf("the account reads %s", got.raw)
			}
			c.finish(c.send("DELETE", id+storageVersion, nil))
			c.send("GET", id+storageVersion, nil).want(t, 404, "ResourceNotFound")
			c.send("DELETE", id+storageVersion, nil).want(t, 204)
		})
	}
}
