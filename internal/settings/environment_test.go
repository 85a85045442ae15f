package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

var created = time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)

func asked(edit func(*settings.EnvironmentArgs)) settings.EnvironmentArgs {
	args := settings.EnvironmentArgs{Name: "pr12", Owner: "mona", PullRequest: 12, Created: created, Expires: created.Add(8 * time.Hour),
		Spaces: map[topology.Stamp]string{topology.Blue: "10.70.0.0/24", topology.Green: "10.70.1.0/24"}}
	edit(&args)
	return args
}

// The text of an environment's stack file means what its settings say.
func TestEnvironmentIsItsStackFile(t *testing.T) {
	shipped, err := settings.LoadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	args := asked(func(a *settings.EnvironmentArgs) { a.Extended = "2026-11-21T12:00:00Z by ada: on the way" })
	s, text, err := shipped.Environment(args)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, stack := range []string{"blue", "green", "global"} {
		raw, err := os.ReadFile(filepath.Join("../..", settings.FileName(stack)))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, settings.FileName(stack)), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, settings.FileName(s.Stack)), text, 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := settings.LoadDir(dir)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	read := all.Stacks["env-pr12"]
	if read.Class != settings.Test || read.Protected || !read.Expires.Equal(args.Expires) || !read.Created.Equal(created) ||
		read.PullRequest != 12 || read.Extended != args.Extended || read.Owner != "mona" {
		t.Errorf("the stack file says %+v", read.Common)
	}
	if blue := read.Stamps[topology.Blue]; blue.AppSKU != "B1" || blue.Zones || blue.AddressSpace != "10.70.0.0/24" || blue.Location != "northeurope" {
		t.Errorf("blue is %+v", blue)
	}
	if _, _, err := all.Environment(args); err == nil || !strings.Contains(err.Error(), "pr12 is the environment of Pulumi.env-pr12.yaml") {
		t.Errorf("an environment that the checkout has is refused, got %v", err)
	}
	apart := s.Apart()
	if apart.Stamp(topology.Green).Location != "westeurope" || apart.Global().Database != "tandem" {
		t.Errorf("seen apart: %+v", apart.Stacks)
	}
}

func TestEnvironmentFaults(t *testing.T) {
	all, err := settings.LoadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		edit func(*settings.EnvironmentArgs)
		want []string
	}{
		"production":    {func(a *settings.EnvironmentArgs) { a.Name = "prod" }, []string{"prod is the environment of Pulumi.blue.yaml"}},
		"long name":     {func(a *settings.EnvironmentArgs) { a.Name = "pullrequest12" }, []string{"must be 1 to 8 lower-case letters"}},
		"reserved word": {func(a *settings.EnvironmentArgs) { a.Name = "windows" }, []string{`hold the word "windows", which Azure reserves`}},
		"no owner":      {func(a *settings.EnvironmentArgs) { a.Owner = " " }, []string{"tandem:owner: is missing; say with --owner"}},
		"long owner":    {func(a *settings.EnvironmentArgs) { a.Owner = strings.Repeat("x", 257) }, []string{"a tag holds 256"}},
		"image by tag":  {func(a *settings.EnvironmentArgs) { a.Image = "contoso.azurecr.io/shop:latest" }, []string{"--image by digest"}},
		"short life":    {func(a *settings.EnvironmentArgs) { a.Expires = created.Add(time.Minute) }, []string{"a life of 1m0s is out of range"}},
		"long life":     {func(a *settings.EnvironmentArgs) { a.Expires = created.AddDate(1, 0, 0) }, []string{"lives 15m0s to 720h0m0s"}},
		"pull request":  {func(a *settings.EnvironmentArgs) { a.PullRequest = -1 }, []string{"-1 is no number of a pull request"}},
		"all at once": {func(a *settings.EnvironmentArgs) { a.Name, a.Owner, a.Image, a.Expires = "X", "", "x", created },
			[]string{"tandem:environment", "tandem:owner", "tandem:image", "tandem:expires"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, err := all.Environment(asked(c.edit))
			for _, want := range c.want {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("want %q, got %v", want, err)
				}
			}
			if got := len(settings.Faults(err)); got != len(c.want) {
				t.Errorf("%d faults, want %d: %v", got, len(c.want), err)
			}
		})
	}
}
