// Command policy is Tandem's policy pack as a folder, for
// `pulumi preview --policy-pack policy`: the engine has its main package built,
// and heeds no entry point elsewhere.
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
