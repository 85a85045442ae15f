package host

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/tandem-platform/tandem/engine/build"
)

const (
	// programVariable names the compiled program.
	programVariable = "TANDEM_PROGRAM"
	// cacheVariable names the folder for what can be rebuilt.
	cacheVariable = "TANDEM_CACHE"
)

// program returns the compiled program of a project, building it if need be.
func program(ctx context.Context, info *pulumirpc.ProgramInfo) (string, error) {
	if binary := os.Getenv(programVariable); binary != "" {
		return binary, nil
	}
	return compiled(ctx, info, "program")
}

// compiled returns the binary of a project's folder: the one that its runtime
// options name, or the one built from its main package.
func compiled(ctx context.Context, info *pulumirpc.ProgramInfo, name string) (string, error) {
	dir := info.GetProgramDirectory()
	if binary := info.GetOptions().GetFields()["binary"].GetStringValue(); binary != "" {
		if !filepath.IsAbs(binary) {
			binary = filepath.Join(info.GetRootDirectory(), binary)
		}
		if _, err := os.Stat(binary); err != nil {
			return "", fmt.Errorf("the runtime option binary names no program: %w", err)
		}
		return binary, nil
	}
	if entry := info.GetEntryPoint(); entry != "" && entry != "." {
		dir = filepath.Join(dir, entry)
	}
	root, err := moduleRoot(dir)
	if err != nil {
		return "", err
	}
	relative, err := filepath.Rel(root, dir)
	if err != nil {
		return "", fmt.Errorf("find %s in its module: %w", dir, err)
	}
	spec := build.Spec{Dir: root, Package: ".", Name: name, Ldflags: "-s -w", Env: buildEnvironment()}
	if relative != "." {
		spec.Package = "./" + filepath.ToSlash(relative)
	}
	cache, err := cacheDir()
	if err != nil {
		return "", err
	}
	built, err := build.Binary(ctx, spec, cache, nil)
	if err != nil {
		return "", err
	}
	return built.Path, nil
}

func cacheDir() (string, error) {
	if dir := os.Getenv(cacheVariable); dir != "" {
		return dir, nil
	}
	user, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a folder to build in (set %s): %w", cacheVariable, err)
	}
	return filepath.Join(user, "tandem"), nil
}

// buildEnvironment undoes, for the go command, variables that lead a run to an
// Azure on this machine: its certificate and its proxy would keep the module
// proxy from being reached.
func buildEnvironment() []string {
	endpoint, err := url.Parse(os.Getenv("ARM_RESOURCE_MANAGER_ENDPOINT"))
	if err != nil {
		return nil
	}
	switch endpoint.Hostname() {
	case "127.0.0.1", "::1", "localhost":
		return []string{"SSL_CERT_FILE="}
	}
	return nil
}
