// Tandem is the Pulumi program of every stack: it reads the stack's
// configuration and deploys the layer that this names.
package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/stacks"
)

func main() {
	pulumi.Run(stacks.Deploy)
}
