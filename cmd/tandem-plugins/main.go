// Command tandem-plugins is all of Tandem's stand-ins for Pulumi plugins in
// one binary. It acts as the plugin by whose name it is called
// (pulumi-language-go, pulumi-resource-azure-native, pulumi-resource-azuread,
// pulumi-resource-random), be it the name of a link to it or its first
// argument.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/tandem-platform/tandem/engine/host"
	"github.com/tandem-platform/tandem/engine/provider"
)

func main() {
	if err := run(os.Args); err != nil {
		fmt.Fprintf(os.Stderr, "tandem-plugins: %v\n", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	name, rest := filepath.Base(args[0]), args[1:]
	if !strings.HasPrefix(name, "pulumi-") && len(rest) > 0 {
		name, rest = rest[0], rest[1:]
	}
	if strings.TrimSuffix(name, ".exe") == host.Name {
		return host.Main(rest, os.Stdout)
	}
	return provider.Main(name, rest, os.Stdout)
}
