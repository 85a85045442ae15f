package settings

import (
	"errors"
	"fmt"
	"strings"
)

// Fault is one thing that is wrong with the configuration.
type Fault struct {
	Stack   string
	File    string // empty if the values came from no file
	Line    int    // 0 if unknown
	Key     string // without the namespace; empty if the fault concerns the whole file
	Problem string
	Remedy  string
}

// Error says where, what and how to mend it, in one line.
func (f Fault) Error() string {
	var b strings.Builder
	switch {
	case f.File != "" && f.Line > 0:
		fmt.Fprintf(&b, "%s:%d: ", f.File, f.Line)
	case f.File != "":
		fmt.Fprintf(&b, "%s: ", f.File)
	case f.Stack != "":
		fmt.Fprintf(&b, "stack %s: ", f.Stack)
	}
	if f.Key != "" {
		fmt.Fprintf(&b, "%s: ", qualified(f.Key))
	}
	b.WriteString(f.Problem)
	if f.Remedy != "" {
		fmt.Fprintf(&b, "; %s", f.Remedy)
	}
	return b.String()
}

func qualified(key string) string {
	if strings.Contains(key, ":") {
		return key
	}
	return Project + ":" + key
}

// Faults returns the faults that an error of this package holds, in the order
// in which they were found.
func Faults(err error) []Fault {
	if err == nil {
		return nil
	}
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		var all []Fault
		for _, e := range joined.Unwrap() {
			all = append(all, Faults(e)...)
		}
		return all
	}
	var f Fault
	if errors.As(err, &f) {
		return []Fault{f}
	}
	return nil
}

// join makes one error of the faults, nil if there are none.
func join(faults []Fault) error {
	errs := make([]error, len(faults))
	for i, f := range faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}
