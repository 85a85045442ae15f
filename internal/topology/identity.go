package topology

import (
	"errors"
	"fmt"
	"regexp"
)

// Limits of an identity. They follow from the 24 characters that Azure allows
// a storage account and a key vault; see [Identity.Stamp].
const (
	MaxSystemLength      = 6
	MaxEnvironmentLength = 8
	MaxGeneration        = 99
)

var (
	systemPattern      = regexp.MustCompile(`^[a-z][a-z0-9]{1,5}$`)
	environmentPattern = regexp.MustCompile(`^[a-z][a-z0-9]{0,7}$`)
)

// Identity is what every name is derived from.
type Identity struct {
	System      string // 2 to 6 lower-case letters and digits, a letter first
	Environment string // 1 to 8 lower-case letters and digits, a letter first
	// Generation, 1 to 99, is part of the names that Azure keeps after a
	// delete. Raise it to deploy again while the old names are still taken.
	Generation int
}

// Validate returns all faults of the identity, joined.
func (id Identity) Validate() error {
	return errors.Join(
		CheckSystem(id.System),
		CheckEnvironment(id.Environment),
		CheckGeneration(id.Generation),
	)
}

// CheckSystem reports whether a system's name is legal.
func CheckSystem(system string) error {
	if systemPattern.MatchString(system) {
		return nil
	}
	return fmt.Errorf("system %q must be 2 to %d lower-case letters and digits and begin with a letter",
		system, MaxSystemLength)
}

// CheckEnvironment reports whether an environment's name is legal.
func CheckEnvironment(environment string) error {
	if environmentPattern.MatchString(environment) {
		return nil
	}
	return fmt.Errorf("environment %q must be 1 to %d lower-case letters and digits and begin with a letter",
		environment, MaxEnvironmentLength)
}

// CheckGeneration reports whether a generation is legal.
func CheckGeneration(generation int) error {
	if generation >= 1 && generation <= MaxGeneration {
		return nil
	}
	return fmt.Errorf("generation %d must be 1 to %d", generation, MaxGeneration)
}
