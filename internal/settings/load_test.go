package settings_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// loadText loads a good checkout in which one stack's file has another text.
func loadText(t *testing.T, stack, text string) (*settings.All, error) {
	t.Helper()
	files := good()
	delete(files, stack)
	dir := files.write(t)
	files.file(t, dir, stack, text)
	return settings.LoadDir(dir)
}

func TestMalformedFiles(t *testing.T) {
	blue := render(good()["blue"])
	for name, c := range map[string]struct {
		text, want string
		faults     int
	}{
		"open bracket": {
			strings.Replace(blue, "northeurope", "northeurope]: [", 1),
			"Pulumi.blue.yaml:13: is no YAML: mapping values are not allowed in this context; mend the file at this line", 1},
		"tab":         {"config:\n\ttandem:layer: stamp\n", "Pulumi.blue.yaml:2: is no YAML: found character that cannot start any token", 1},
		"list on top": {"- a\n- b\n", "Pulumi.blue.yaml:1: holds no keys at its top level; begin with config:", 1},
		"config of text": {
			"config: stamp\n", "Pulumi.blue.yaml:1: config holds no keys", 1},
		"key beside config": {
			blue + "tandem:owner: me\n", `"tandem:owner" is no key of a stack file; indent it below config`, 1},
		"key without namespace": {
			blue + "  owner: me\n", `"owner" has no namespace; write tandem:owner`, 1},
		"key twice": {
			blue + "  tandem:zones: false\n", `"tandem:zones" stands twice, first in line`, 1},
		"two documents": {
			blue + "---\nconfig: {}\n", "holds a second document", 1},
		"secret": {
			strings.Replace(blue, "owner: team", "owner:\n      secure: v1:abcd", 1), "tandem:owner: is a secret, and nothing under tandem: is one", 1},
		"empty file":   {"", "Pulumi.blue.yaml: tandem:layer: is missing; add tandem:layer: stamp", 6},
		"empty config": {"config:\n", "Pulumi.blue.yaml: tandem:layer: is missing", 6},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := loadText(t, "blue", c.text)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
			if n := len(settings.Faults(err)); n != c.faults {
				t.Errorf("%d faults, want %d:\n%v", n, c.faults, err)
			}
		})
	}
}

// What Pulumi and other providers keep in a stack file is none of our business.
func TestForeignKeysAreLeftAlone(t *testing.T) {
	text := "encryptionsalt: v1:abc\nsecretsprovider: azurekeyvault://x\nencryptedkey: abc\nenvironment: [shared]\n" +
		render(good()["blue"]) + "  azure-native:location: westus\n  azure-native:clientSecret:\n    secure: v1:abc\n  pulumi:disable-default-providers: [random]\n"
	if _, err := loadText(t, "blue", text); err != nil {
		t.Error(err)
	}
}

// Values can be spelt in several ways that mean the same.
func TestSpellingsOfOneValue(t *testing.T) {
	want, err := settings.LoadDir(good().write(t))
	if err != nil {
		t.Fatal(err)
	}
	text := render(good()["blue"])
	for from, to := range map[string]string{
		"[documents-blue, documents-green]": "\n    - documents-blue\n    - documents-green",
		"zones: true":                       "zones: True",
		"appInstances: 2":                   `appInstances: "2"`,
		"location: northeurope":             `location: "northeurope" # Ireland`,
	} {
		if !strings.Contains(text, from) {
			t.Fatalf("the fixture lacks %q", from)
		}
		text = strings.Replace(text, from, to, 1)
	}
	got, err := loadText(t, "blue", text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Stacks, got.Stacks); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMissingFiles(t *testing.T) {
	files := good()
	delete(files, "green")
	_, err := settings.LoadDir(files.write(t))
	if faults := settings.Faults(err); len(faults) != 1 || faults[0].File != "Pulumi.green.yaml" || !strings.Contains(faults[0].Problem, "missing") {
		t.Errorf("got %v", err)
	}
	if _, err := settings.LoadDir(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that does not exist is an error of its own, got %v", err)
	}
}

func TestReplicatedContainersMustExist(t *testing.T) {
	files := good()
	files["global"]["blobs"] = "[documents, photos]"
	_, err := settings.LoadDir(files.write(t))
	faults := settings.Faults(err)
	if len(faults) != 2 {
		t.Fatalf("both stamps lack containers, got %v", err)
	}
	for i, stamp := range []string{"blue", "green"} {
		if f := faults[i]; f.Stack != stamp || f.Key != "containers" || f.Remedy != "add photos-blue, photos-green" {
			t.Errorf("got %v", f)
		}
	}
}

func TestDistanceOverride(t *testing.T) {
	files := good()
	files["green"]["location"], files["green"]["zones"] = "ukwest", "false"
	files["global"]["distanceOverride"] = "the law asks for it"
	if _, err := settings.LoadDir(files.write(t)); err != nil {
		t.Errorf("a recorded reason must be accepted: %v", err)
	}
	files["green"]["location"] = "northeurope"
	if _, err := settings.LoadDir(files.write(t)); err == nil {
		t.Error("no reason puts both stamps into one region")
	}
}

func TestStacksHaveTheLayerOfTheirName(t *testing.T) {
	files := good()
	files["global"], files["env-demo"] = system(), merge(good()["global"], map[string]string{"environment": "demo"})
	_, err := settings.LoadDir(files.write(t))
	text := err.Error()
	for _, want := range []string{
		"tandem:layer: system is not the layer of the stack global; write tandem:layer: global",
		"tandem:layer: global is not the layer of the stack env-demo; write tandem:layer: system",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
}

func TestTwoSystemsNeedTwoEnvironments(t *testing.T) {
	files := good()
	files["env-a"], files["env-b"] = system(), system()
	files["env-c"] = merge(system(), map[string]string{"environment": "prod"})
	_, err := settings.LoadDir(files.write(t))
	faults := settings.Faults(err)
	if len(faults) != 2 || faults[0].Stack != "env-b" || faults[1].Stack != "env-c" {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(faults[0].Problem, "Pulumi.env-a.yaml") || !strings.Contains(faults[1].Problem, "Pulumi.blue.yaml") {
		t.Errorf("the other owner must be named: %v", err)
	}
}

func TestAll(t *testing.T) {
	files := good()
	files["env-b"] = merge(system(), map[string]string{"environment": "b"})
	files["env-a"] = merge(system(), map[string]string{"environment": "a"})
	dir := files.write(t)
	for _, other := range []string{"Pulumi.yaml", "main.go"} { // neither is a stack file
		if err := os.WriteFile(filepath.Join(dir, other), []byte("name: tandem\nruntime: go\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	all, err := settings.LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := all.Names(), []string{"blue", "green", "global", "env-a", "env-b"}; !slices.Equal(got, want) {
		t.Errorf("Names() = %v, want %v", got, want)
	}
	if got := all.Stamp(topology.Green); got.Stamp != topology.Green || got.Region().Name != "westeurope" {
		t.Errorf("green is %+v", got)
	}
	if got := all.Global(); got.Region != "uksouth" {
		t.Errorf("global is %+v", got)
	}
	if s := all.Stacks["blue"]; len(s.Stamps) != 1 || s.Global != nil {
		t.Errorf("a stamp's stack holds one stamp and nothing global: %+v", s)
	}
	if s := all.Stacks["global"]; len(s.Stamps) != 0 || s.Global == nil {
		t.Errorf("the global stack holds no stamp: %+v", s)
	}
	if s := all.Stacks["env-a"]; len(s.Stamps) != 2 || s.Global == nil {
		t.Errorf("a system's stack holds everything: %+v", s)
	}
}

// However a file is mangled, the answer is faults and no panic.
func TestMangledFiles(t *testing.T) {
	files := good()
	dir := files.write(t)
	text := render(files["blue"]) + "  tandem:more: &anchor {a: [1, 2]}\n  tandem:again: *anchor\n"
	rapid.Check(t, func(rt *rapid.T) {
		at := rapid.IntRange(0, len(text)).Draw(rt, "at")
		end := rapid.IntRange(at, min(len(text), at+8)).Draw(rt, "end")
		junk := rapid.StringOf(rapid.RuneFrom([]rune("\n\t :[]{}&*!|>-'\"#%@`,?<=~\x00é0aN"))).Draw(rt, "junk")
		files.file(t, dir, "blue", text[:at]+junk+text[end:])
		_, err := settings.LoadDir(dir)
		if err == nil || len(settings.Faults(err)) == 0 {
			rt.Errorf("tandem:more and tandem:again are unknown keys at least, got %v", err)
		}
	})
}

func TestProjectFile(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"good":               {"name: tandem\nruntime: go\n", ""},
		"good, with options": {"name: tandem\nruntime:\n  name: go\n  options: {binary: program}\n", ""},
		"open bracket":       {"# project\nname: [tandem\nruntime: go\n", "Pulumi.yaml:1: is no YAML"},
		"control bytes":      {"\x00\x01", "Pulumi.yaml: is no YAML: control characters are not allowed; mend the file"},
		"list on top":        {"- a\n", "Pulumi.yaml: holds no keys at its top level; begin with name: tandem"},
		"empty":              {"", "Pulumi.yaml: names the project \"\"; write name: tandem\nPulumi.yaml: names no runtime; write runtime: go"},
		"other name":         {"name: shop\nruntime: go\n", `Pulumi.yaml: names the project "shop"; write name: tandem`},
		"list of names":      {"name: [tandem]\nruntime: go\n", `Pulumi.yaml: names the project ""; write name: tandem`},
		"without runtime":    {"name: tandem\n", "Pulumi.yaml: names no runtime; write runtime: go"},
		"runtime left empty": {"name: tandem\nruntime:\n", "Pulumi.yaml: names no runtime; write runtime: go"},
		"values for all":     {"name: tandem\nruntime: go\nconfig:\n  tandem:active: green\n", "Pulumi.yaml:3: has the key config, by which Pulumi takes values past the stack files"},
		"files elsewhere":    {"name: tandem\nruntime: go\nstackConfigDir: config\n", "Pulumi.yaml:3: has the key stackConfigDir, by which"},
		"all at once":        {"name: shop\nconfig: stacks\n", "Pulumi.yaml: names the project \"shop\"; write name: tandem\nPulumi.yaml: names no runtime; write runtime: go\nPulumi.yaml:2: has the key config"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := good().write(t)
			if err := os.WriteFile(filepath.Join(dir, settings.ProjectFile), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := settings.LoadDir(dir)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("got %v", err)
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want) || len(settings.Faults(err)) != 1+strings.Count(c.want, "\n")):
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}
