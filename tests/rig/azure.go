package rig

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Azure is the environment by which --target azure leads to the sandbox that serves a
// home, with the home's state as a backend elsewhere: as a map, and as NAME=value. The
// stack files of the checkout get what `pulumi stack init` leaves in them.
func Azure(t testing.TB, dir, home string) (map[string]string, []string) {
	t.Helper()
	for _, stack := range []string{"blue", "green", "global"} {
		file := "Pulumi." + stack + ".yaml"
		copied, err := os.ReadFile(filepath.Join(home, "stacks", file))
		if err != nil {
			t.Fatal(err)
		}
		_, salt, found := strings.Cut(string(copied), "\nencryptionsalt: ")
		if !found {
			t.Fatalf("%s of %s holds no salt", file, home)
		}
		salt, _, _ = strings.Cut(salt, "\n")
		Rewrite(t, dir, file, "config:\n", "encryptionsalt: "+salt+"\nconfig:\n")
	}
	var answer struct{ Environment map[string]string }
	MustRunIn(t, 0, dir, home, "sandbox", "env", "--json").JSON(t, &answer)
	var environ []string
	for name, value := range answer.Environment {
		environ = append(environ, name+"="+value)
	}
	return answer.Environment, environ
}

// Release puts an image into the stack files of both stamps that --target azure takes.
func Release(t testing.TB, dir string) {
	t.Helper()
	for _, stack := range []string{"blue", "green"} {
		Rewrite(t, dir, "Pulumi."+stack+".yaml", "registry.invalid/tandem/placeholder@sha256:0000", "registry.example/tandem/app@sha256:2222")
	}
}
