package pulumi

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Fingerprint tells one recorded state from another: it changes with every
// resource, property, output and pending operation, and does not show what they are.
func (d *Deployment) Fingerprint() (string, error) {
	sum := sha256.New()
	if err := json.NewEncoder(sum).Encode(d); err != nil {
		return "", fmt.Errorf("fingerprint of a state: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
