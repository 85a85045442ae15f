package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/internal/settings"
)

// flagAllow names resources whose loss is meant.
const flagAllow = "allow-data-change"

func addAllowLocks(c *cobra.Command, names *[]string) {
	usage := "the name of a delete lock that may go (tandem:protected: false lets all of a stack go)"
	if c.Flags().Lookup("base") != nil {
		usage += "; with --base also of a resource whose replacement or deletion is meant"
	}
	c.Flags().StringSliceVar(names, flagAllow, nil, usage)
}

// checkAllowLocks refuses names that are none.
func checkAllowLocks(names []string) error {
	var faults []error
	for _, name := range names {
		if strings.TrimSpace(name) == "" {
			faults = append(faults, usagef("--%s names nothing: name a resource", flagAllow))
		}
	}
	return errors.Join(faults...)
}

// lifting tells which stacks' configurations say that their data is not protected.
func lifting(all *settings.All) func(stack string) bool {
	return func(stack string) bool {
		s := all.Stacks[stack]
		return s != nil && !s.Protected
	}
}
