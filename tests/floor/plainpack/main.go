// Command plainpack is a policy pack of policies that do nothing, written the
// plain way. The variable FLOOR_POLICIES says how many there are.
package main

import (
	"context"
	"fmt"
	"os"
	"strconv"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"
)

func main() {
	if err := policyx.Main(policies); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func policies(*pulumi.Context) (policyx.PolicyPack, error) {
	count, err := strconv.Atoi(os.Getenv("FLOOR_POLICIES"))
	if err != nil {
		return nil, fmt.Errorf("variable FLOOR_POLICIES: %w", err)
	}
	var list []policyx.Policy
	for i := range count {
		list = append(list, policyx.NewResourceValidationPolicy(fmt.Sprintf("nothing-%d", i), policyx.ResourceValidationPolicyArgs{
			Description: "does nothing", EnforcementLevel: policyx.EnforcementLevelMandatory,
			ValidateResource: func(context.Context, policyx.ResourceValidationArgs) error { return nil },
		}))
	}
	return policyx.NewPolicyPack("plain", semver.MustParse("0.1.0"), policyx.EnforcementLevelMandatory, list)
}
