// Command noop is a Pulumi program of resources that do nothing: what the
// engine costs by itself. The config value "count" says how many there are.
package main

import (
	"fmt"
	"strconv"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		value, _ := ctx.GetConfig("floor:count")
		count, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("config floor:count: %w", err)
		}
		for i := range count {
			var r pulumi.CustomResourceState
			inputs := pulumi.Map{"byteLength": pulumi.Int(8)}
			if err := ctx.RegisterResource("random:index/randomId:RandomId", fmt.Sprintf("noop-%d", i), inputs, &r); err != nil {
				return err
			}
		}
		return nil
	})
}
