package mutate

import (
	"bytes"
	_ "embed" // silent.yaml
	"fmt"

	"gopkg.in/yaml.v3"
)

//go:embed silent.yaml
var silent []byte

// SilentRow says why no single mutant of our system provokes a rule, although the
// system has what it is about. Its fixtures prove such a rule.
type SilentRow struct {
	Rule string `yaml:"rule"`
	Why  string `yaml:"why"`
}

// SilentRows reads silent.yaml, which the package carries: why by rule.
func SilentRows() (map[string]string, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(silent))
	decoder.KnownFields(true)
	var rows []SilentRow
	if err := decoder.Decode(&rows); err != nil {
		return nil, fmt.Errorf("silent.yaml: %w", err)
	}
	why := map[string]string{}
	for _, r := range rows {
		if r.Rule == "" || len(r.Why) < 10 || why[r.Rule] != "" {
			return nil, fmt.Errorf("silent.yaml: row %q: give each rule once, and why", r.Rule)
		}
		why[r.Rule] = r.Why
	}
	return why, nil
}
