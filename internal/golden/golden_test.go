package golden

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// recorder takes the place of a test and keeps what it would have said.
type recorder struct{ errors, fatals []string }

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatalf(format string, args ...any) {
	r.fatals = append(r.fatals, fmt.Sprintf(format, args...))
}

func TestCheck(t *testing.T) {
	path := filepath.Join(t.TempDir(), "testdata", "page.txt")

	r := &recorder{}
	check(r, path, []byte("one\ntwo\n"), false)
	if len(r.fatals) != 1 || !strings.Contains(r.fatals[0], "-update") {
		t.Errorf("a missing file must be fatal and name -update, got %q", r.fatals)
	}

	r = &recorder{}
	check(r, path, []byte("one\ntwo\n"), true)
	check(r, path, []byte("one\ntwo\n"), false)
	if len(r.errors)+len(r.fatals) > 0 {
		t.Errorf("the file that was just written must compare equal, got %q %q", r.errors, r.fatals)
	}

	check(r, path, []byte("one\nthree\n"), false)
	if len(r.errors) != 1 || !strings.Contains(r.errors[0], "three") || !strings.Contains(r.errors[0], path) {
		t.Errorf("a difference must be shown with its file, got %q", r.errors)
	}
}
