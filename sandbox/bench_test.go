package sandbox_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

// benchGroup is a sandbox with a state file and a group with as many resources
// as a system of two regions has.
func benchGroup(b *testing.B) (*client, string) {
	c := start(b, sandbox.Options{StatePath: filepath.Join(b.TempDir(), "state.db")})
	rg := c.group("bench")
	for i := range 200 {
		c.send("PUT", fmt.Sprintf("%s/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id%d?api-version=2023-01-31", rg, i),
			map[string]any{"location": "westeurope"}).want(b, 201)
	}
	return c, rg
}

const nsgVersion = "?api-version=2023-02-01"

func nsg(tag string) map[string]any {
	return map[string]any{"location": "westeurope", "tags": map[string]any{"tag": tag}, "properties": map[string]any{"securityRules": []any{
		map[string]any{"name": "web", "properties": map[string]any{"priority": 100, "direction": "Inbound", "access": "Allow", "protocol": "Tcp",
			"sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "443"}}}}}
}

func BenchmarkGet(b *testing.B) {
	c, rg := benchGroup(b)
	id := rg + "/providers/Microsoft.Network/networkSecurityGroups/nsg" + nsgVersion
	c.finish(c.send("PUT", id, nsg("0")))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c.send("GET", id, nil).want(b, 200)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}

func BenchmarkPutValidated(b *testing.B) {
	c, rg := benchGroup(b)
	id := rg + "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/measured?api-version=2023-01-31"
	body := map[string]any{"location": "westeurope", "tags": map[string]any{"tag": "0"}}
	c.send("PUT", id, body).want(b, 201)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			c.send("PUT", id, body).want(b, 200)
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}
