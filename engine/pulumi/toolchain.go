package pulumi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/engine/build"
)

// Toolchain is what runs of the engine need.
type Toolchain struct {
	// CLI is the pulumi binary, CLIVersion what it calls itself.
	CLI        string
	CLIVersion string
	// Installed is set when the CLI was found on PATH rather than built.
	Installed bool
	// PluginDir holds the plugins under the names by which the engine looks
	// for them on PATH.
	PluginDir string
	// Program is the compiled program of the checkout.
	Program string
	// PolicyPack is the compiled policy pack.
	PolicyPack string
	// Cache is where all this was built.
	Cache string
}

// Phase is one part of obtaining the toolchain.
type Phase struct {
	// Name is "pulumi", "plugins", "policy pack" or "program".
	Name string
	// Detail says what happens, or what was found.
	Detail  string
	Elapsed time.Duration
	// Done is set in the phase's last report; Cached when there was nothing
	// to do.
	Done   bool
	Cached bool
}

// ObtainOptions say what to obtain.
type ObtainOptions struct {
	// Checkout is the folder of the program and of Tandem's own module.
	Checkout string
	// Cache is the folder for what can be rebuilt.
	Cache string
	// OnPhase is called at the beginning and at the end of each phase, and
	// when its detail changes.
	OnPhase func(Phase)
	// Official leaves the provider doubles out, so that the engine gets the
	// official providers: for a target that is Azure itself.
	Official bool
	// SkipProgram leaves the program out, for commands that do not run it.
	SkipProgram bool
}

// Names of the plugins that one binary serves.
const (
	languageHost = "pulumi-language-go"
	pluginBinary = "tandem-plugins"
	packBinary   = "tandem-policy"
)

var providerPlugins = []string{
	"pulumi-resource-azure-native",
	"pulumi-resource-azuread",
	"pulumi-resource-random",
}

const (
	cliPackage   = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
	cliLdflags   = "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=" + MinimumVersion
	smallLdflags = "-s -w"
)

// Obtain finds or builds the CLI, the plugins, the policy pack and the program. The second
// time, with nothing changed, it takes a fraction of a second.
func Obtain(ctx context.Context, o ObtainOptions) (*Toolchain, error) {
	t := &Toolchain{Cache: o.Cache}
	if err := o.obtainCLI(ctx, t); err != nil {
		return nil, fmt.Errorf("obtain the Pulumi CLI: %w\n"+
			"Without it nothing can be deployed: let go reach its module proxy (go env GOPROXY), "+
			"or install Pulumi %s or newer (https://www.pulumi.com/docs/install/)", err, MinimumVersion)
	}
	plugins, err := o.compile(ctx, "plugins", build.Spec{
		Dir: o.Checkout, Package: "./cmd/" + pluginBinary, Ldflags: smallLdflags,
	})
	if err != nil {
		return nil, fmt.Errorf("build the provider plugins: %w", err)
	}
	t.PluginDir, err = linkPlugins(o.Cache, t.links(plugins, o.Official))
	if err != nil {
		return nil, fmt.Errorf("lay out the plugin folder: %w", err)
	}
	t.PolicyPack, err = o.compile(ctx, "policy pack", build.Spec{
		Dir: o.Checkout, Package: "./policy", Name: packBinary, Ldflags: smallLdflags,
	})
	if err != nil {
		return nil, fmt.Errorf("build the policy pack: %w", err)
	}
	if o.SkipProgram {
		return t, nil
	}
	return t.WithProgram(ctx, o)
}

// WithProgram is the toolchain with the program of a checkout, its own or another,
// found or built.
func (t *Toolchain) WithProgram(ctx context.Context, o ObtainOptions) (*Toolchain, error) {
	program, err := o.compile(ctx, "program", ProgramSpec(o.Checkout))
	if err != nil {
		return nil, fmt.Errorf("build the program: %w", err)
	}
	with := *t
	with.Program = program
	return &with, nil
}

// ProgramSpec says how the program in a folder is built, so that everyone who
// builds it finds the same binary in the cache.
func ProgramSpec(dir string) build.Spec {
	return build.Spec{Dir: dir, Package: ".", Name: "program", Ldflags: smallLdflags}
}

func (o ObtainOptions) report(p Phase) {
	if o.OnPhase != nil {
		o.OnPhase(p)
	}
}

// obtainCLI takes the CLI from PATH if it is new enough, else from the cache.
func (o ObtainOptions) obtainCLI(ctx context.Context, t *Toolchain) error {
	start := time.Now()
	if path, version := installedCLI(ctx); path != "" {
		t.CLI, t.CLIVersion, t.Installed = path, version, true
		o.report(Phase{Name: "pulumi", Detail: "found " + version + " at " + path,
			Elapsed: time.Since(start), Done: true, Cached: true})
		return nil
	}
	path, err := o.compile(ctx, "pulumi", build.Spec{
		Dir: filepath.Join(o.Checkout, "engine", "tools"), Package: cliPackage, Ldflags: cliLdflags,
	})
	t.CLI, t.CLIVersion = path, MinimumVersion
	return err
}

// installedCLI returns the first pulumi on PATH, if it fits.
func installedCLI(ctx context.Context) (path, version string) {
	path, err := exec.LookPath("pulumi")
	if err != nil {
		return "", ""
	}
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Env = append(os.Environ(), "PULUMI_SKIP_UPDATE_CHECK=true")
	out, err := cmd.Output()
	version = strings.TrimSpace(string(out))
	if err != nil || !fits(version) {
		return "", ""
	}
	if absolute, err := filepath.Abs(path); err == nil {
		path = absolute
	}
	return path, version
}

// officialHost returns the official language host that belongs to an
// installed CLI: the one beside it, or the one on PATH.
func (t *Toolchain) officialHost() string {
	if !t.Installed {
		return ""
	}
	real, err := filepath.EvalSymlinks(t.CLI)
	if err != nil {
		real = t.CLI
	}
	for _, dir := range []string{filepath.Dir(real), filepath.Dir(t.CLI)} {
		if path, err := exec.LookPath(filepath.Join(dir, languageHost)); err == nil {
			return path
		}
	}
	if path, err := exec.LookPath(languageHost); err == nil {
		return path
	}
	return ""
}

// compile builds one binary and reports it as a phase.
func (o ObtainOptions) compile(ctx context.Context, name string, spec build.Spec) (string, error) {
	start := time.Now()
	o.report(Phase{Name: name, Detail: "looking into the cache"})
	built, err := build.Binary(ctx, spec, o.Cache, func(stage build.Stage, elapsed time.Duration, done bool) {
		if !done {
			o.report(Phase{Name: name, Detail: string(stage), Elapsed: time.Since(start)})
		}
	})
	if err != nil {
		return "", err
	}
	detail := "cached"
	if !built.Cached {
		detail = fmt.Sprintf("downloaded in %s, compiled in %s",
			built.Stages[build.Downloading].Round(time.Second/10), built.Stages[build.Compiling].Round(time.Second/10))
	}
	o.report(Phase{Name: name, Detail: detail, Elapsed: time.Since(start), Done: true, Cached: built.Cached})
	return built.Path, nil
}

// links says which names the folder of plugins holds, and what they lead to:
// the CLI if it was built, the language host, and the provider doubles.
func (t *Toolchain) links(plugins string, official bool) map[string]string {
	links := map[string]string{languageHost: plugins}
	if host := t.officialHost(); host != "" {
		links[languageHost] = host
	}
	if !t.Installed {
		links["pulumi"] = t.CLI
	}
	if official {
		return links
	}
	for _, name := range providerPlugins {
		links[name] = plugins
	}
	return links
}

// linkPlugins lays out a folder of links, named by what it holds.
func linkPlugins(cache string, links map[string]string) (string, error) {
	sum := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(links)) {
		sum.Write([]byte(name + "\x00" + links[name] + "\x00")) // a hash's Write never fails
	}
	dir := filepath.Join(cache, "plugins", hex.EncodeToString(sum.Sum(nil)[:8]))
	if err := os.MkdirAll(dir, dirMode); err != nil {
		return "", err
	}
	for name, target := range links {
		link := filepath.Join(dir, name)
		if have, err := os.Readlink(link); err == nil && have == target {
			continue
		}
		if err := os.Symlink(target, link); err != nil && !errors.Is(err, os.ErrExist) {
			return "", err
		}
	}
	return dir, nil
}
