// Command tandem-policy is Tandem's policy pack: `pulumi preview --policy-pack`
// takes the built binary, or the folder policy.
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
