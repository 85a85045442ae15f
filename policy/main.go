// Command policy is Tandem's policy pack. `pulumi preview --policy-pack` takes
// this folder, whose main package the engine has built (it heeds no entry point
// elsewhere), or the built binary.
package main

import (
	"fmt"
	"os"

	"github.com/tandem-platform/tandem/policy/pack"
)

func main() {
	if err := pack.Main(os.Stdout); err != nil {
		fmt.Fprintf(os.Stderr, "policy pack: %v\n", err)
		os.Exit(1)
	}
}
