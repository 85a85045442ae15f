package region

import "fmt"

// Class says how much a stamp may cost and how hard it is to lose.
type Class string

// The classes of a stamp.
const (
	// Production keeps deleted data for long and cannot be purged.
	Production Class = "production"
	// Test is made to be thrown away.
	Test Class = "test"
)

// sizes are the numbers that follow from a class.
type sizes struct {
	purgeProtection  bool
	vaultRetention   int // days a deleted vault or secret can be recovered
	blobRetention    int // days a deleted blob or container can be recovered
	logRetention     int // days the workspace keeps logs
	autoscaleCeiling int // instances at most, as a multiple of the wanted ones
}

// sizes returns the class's numbers, or an error for an unknown class.
func (c Class) sizes() (sizes, error) {
	switch c {
	case Production:
		return sizes{
			purgeProtection: true, vaultRetention: 90, blobRetention: 30, logRetention: 90, autoscaleCeiling: 3,
		}, nil
	case Test:
		return sizes{
			purgeProtection: false, vaultRetention: 7, blobRetention: 7, logRetention: 30, autoscaleCeiling: 2,
		}, nil
	default:
		return sizes{}, fmt.Errorf("class %q is neither %q nor %q", string(c), Production, Test)
	}
}
