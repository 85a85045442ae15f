// Command tandem-policy is Tandem's policy pack as a binary, for
// `pulumi preview --policy-pack FILE`. The folder policy is the same pack for
// the engine to build.
package main

import (
	"fmt"
	"os"

	"github.com/tandem-platform/tandem/policy/pack"
)

func main() {
	if err := pack.Main(os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "tandem-policy: %v\n", err)
		os.Exit(1)
	}
}
