package pulumi

import (
	"fmt"
	"strconv"
	"strings"
)

// MinimumVersion is the oldest CLI that runs the program and its policy pack,
// and the version that is built where none is installed.
const MinimumVersion = "v3.259.0"

// fits reports whether a CLI of the given version can be used: same major
// version, not older than MinimumVersion.
func fits(version string) bool {
	have, err := parseVersion(version)
	if err != nil {
		return false
	}
	need, err := parseVersion(MinimumVersion)
	if err != nil || have.number[0] != need.number[0] {
		return false
	}
	for i := range need.number {
		if have.number[i] != need.number[i] {
			return have.number[i] > need.number[i]
		}
	}
	return !have.early
}

// version is a semantic version, as far as it matters here.
type version struct {
	number [3]int
	// early is set for a pre-release.
	early bool
}

func parseVersion(text string) (version, error) {
	var v version
	core, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(text), "v"), "+")
	core, _, v.early = strings.Cut(core, "-")
	parts := strings.Split(core, ".")
	if len(parts) != len(v.number) {
		return v, fmt.Errorf("%q is no version", text)
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return v, fmt.Errorf("%q is no version", text)
		}
		v.number[i] = n
	}
	return v, nil
}
