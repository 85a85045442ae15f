package rig

import (
	"os"
	"path/filepath"
	"regexp"
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
		settings := secretSettings.FindAllString(string(copied), -1)
		if len(settings) == 0 {
			t.Fatalf("%s of %s does not say how secrets are encrypted", file, home)
		}
		// The key by another address: the home's own is refused against Azure.
		said := strings.ReplaceAll(strings.Join(settings, ""), "hashivault://tandem\n", "hashivault://tandem?engine=transit\n")
		Rewrite(t, dir, file, "config:\n", said+"config:\n")
	}
	env := Environment(t, dir, home)
	return env, Entries(env)
}

var secretSettings = regexp.MustCompile(`(?m)^(secretsprovider|encryptedkey|encryptionsalt): .*\n`)

// Environment is what leads to the sandbox that serves a home, as `tandem sandbox env`
// tells it in a checkout.
func Environment(t testing.TB, dir, home string) map[string]string {
	t.Helper()
	var answer struct{ Environment map[string]string }
	MustRunIn(t, 0, dir, home, "sandbox", "env", "--json").JSON(t, &answer)
	return answer.Environment
}

// Entries are variables as NAME=value.
func Entries(env map[string]string) (environ []string) {
	for name, value := range env {
		environ = append(environ, name+"="+value)
	}
	return environ
}

// Release puts an image into the stack files of both stamps that --target azure takes.
func Release(t testing.TB, dir string) {
	t.Helper()
	for _, stack := range []string{"blue", "green"} {
		Rewrite(t, dir, "Pulumi."+stack+".yaml", "registry.invalid/tandem/placeholder@sha256:0000", "registry.example/tandem/app@sha256:2222")
	}
}
