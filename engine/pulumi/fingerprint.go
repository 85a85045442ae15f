package pulumi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
)

// Fingerprint tells one recorded state from another: it changes with whatever is
// recorded of resources, properties, outputs and pending operations, also with what
// this package does not know, and does not show what they are. Only the manifest is
// left out, which says when the state was written.
func (d *Deployment) Fingerprint() (string, error) {
	raw := []byte(d.raw)
	if raw == nil {
		var err error
		if raw, err = json.Marshal(d); err != nil {
			return "", fmt.Errorf("fingerprint of a state: %w", err)
		}
	}
	var state map[string]any
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	if err := decoder.Decode(&state); err != nil {
		return "", fmt.Errorf("fingerprint of a state: %w", err)
	}
	delete(state, "manifest")
	canonical, err := json.Marshal(state)
	if err != nil {
		return "", fmt.Errorf("fingerprint of a state: %w", err)
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:]), nil
}

// UnmarshalJSON reads a state and keeps it as it stands, for its fingerprint.
func (d *Deployment) UnmarshalJSON(raw []byte) error {
	type plain Deployment
	if err := json.Unmarshal(raw, (*plain)(d)); err != nil {
		return err
	}
	d.raw = bytes.Clone(raw)
	return nil
}
