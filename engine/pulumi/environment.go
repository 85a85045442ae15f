package pulumi

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
)

// Environ returns the variables, as KEY=value, with which the CLI runs: those
// of this process without Pulumi's own, without those of Azure when the target brings
// such, and of Vault when the state lies in the home; then the workspace's; then the
// target's.
func (w *Workspace) Environ() ([]string, error) {
	own, err := w.variables()
	if err != nil {
		return nil, err
	}
	vars := map[string]string{collectorVariable: strconv.Itoa(CollectorPercent)}
	for _, entry := range os.Environ() {
		name, value, _ := strings.Cut(entry, "=")
		if name != "" && !w.shadowed(name) {
			vars[name] = value
		}
	}
	for name, value := range own {
		vars[name] = value
	}
	if w.Toolchain.Program != "" {
		vars[programVariable] = w.Toolchain.Program
	}
	environ := make([]string, 0, len(vars))
	for name, value := range vars {
		environ = append(environ, name+"="+value)
	}
	sort.Strings(environ)
	return environ, nil
}

// programVariable names the compiled program to the language host.
const programVariable = "TANDEM_PROGRAM"

// Variables returns what Environ adds to the process's variables, for commands
// that others run on the same state, and makes the folders that they need. The
// compiled program is not among them: between two such commands the sources may
// change, and without it the language host looks.
func (w *Workspace) Variables() (map[string]string, error) {
	if err := w.prepare(); err != nil {
		return nil, err
	}
	return w.variables()
}

// shadowed reports whether a variable of this process must not reach the CLI,
// because it could lead it to another state, another cloud or another key.
func (w *Workspace) shadowed(name string) bool {
	switch {
	case strings.HasPrefix(name, "PULUMI_"):
		return true
	case strings.HasPrefix(name, "VAULT_"):
		return w.fileBackend()
	case !strings.HasPrefix(name, "ARM_") && !strings.HasPrefix(name, "AZURE_"):
		return false
	}
	for own := range w.Env {
		if strings.HasPrefix(own, "ARM_") {
			return true
		}
	}
	return false
}

// homeProvider is the secrets provider of a home's stacks where the target brings a
// key service, as the sandbox does: a key of that name in the transit engine of a
// HashiCorp Vault.
const homeProvider = "hashivault://tandem"

// keyService reports whether the target brings one.
func (w *Workspace) keyService() bool { return w.Env["VAULT_SERVER_URL"] != "" }

func (w *Workspace) variables() (map[string]string, error) {
	home, err := filepath.Abs(w.Home)
	if err != nil {
		return nil, fmt.Errorf("find the home %s: %w", w.Home, err)
	}
	vars := map[string]string{
		"PULUMI_HOME":                                   filepath.Join(home, "pulumi"),
		"PULUMI_SKIP_UPDATE_CHECK":                      "true",
		"PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION":   "true",
		"PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
		"PULUMI_DEBUG_COMMANDS":                         "true",
		"PATH":                                          w.Toolchain.PluginDir + string(os.PathListSeparator) + os.Getenv("PATH"),
		"TANDEM_CACHE":                                  w.Toolchain.Cache,
	}
	if w.Disposable {
		vars["PULUMI_SKIP_CHECKPOINTS"] = "true"
	}
	if w.fileBackend() {
		vars["PULUMI_BACKEND_URL"] = "file://" + filepath.ToSlash(filepath.Join(home, "backend")) + backendQuery
		// A stack file that says nothing of secrets, as those of the checkout, leaves it
		// to the state.
		vars["PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER"] = "true"
		if vars["PULUMI_CONFIG_PASSPHRASE_FILE"], err = w.passphrase(); err != nil {
			return nil, err
		}
	}
	for name, value := range w.Env {
		vars[name] = value
	}
	return vars, nil
}

// backendQuery keeps the CLI from writing a file of metadata beside each file
// of state: unlike the state itself, it is not written in one step, and a CLI
// that is killed while it writes one leaves a state that it cannot read.
const backendQuery = "?metadata=skip"

// fileBackend reports whether state lies in the home.
func (w *Workspace) fileBackend() bool { return w.Env["PULUMI_BACKEND_URL"] == "" }

// prepare makes the home's folders.
func (w *Workspace) prepare() error {
	if w.Toolchain == nil || w.Home == "" || w.Checkout == "" {
		return errors.New("a workspace needs a toolchain, a home and a checkout")
	}
	home := func(dir string) string { return filepath.Join(w.Home, dir) }
	for _, dir := range []string{home("backend"), w.stacksDir(), home("logs"), home("pulumi")} {
		if err := os.MkdirAll(dir, secretDir); err != nil {
			return fmt.Errorf("make the home %s: %w", w.Home, err)
		}
	}
	return w.withoutEngineLogs()
}

// passphrase returns the file of the passphrase that encrypts the secrets of stacks
// without a key service, made at random the first time.
func (w *Workspace) passphrase() (string, error) {
	path, err := filepath.Abs(filepath.Join(w.Home, "passphrase"))
	if err != nil {
		return "", fmt.Errorf("find the passphrase: %w", err)
	}
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	if err := os.MkdirAll(filepath.Dir(path), secretDir); err != nil {
		return "", fmt.Errorf("make the home: %w", err)
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("make a passphrase: %w", err)
	}
	draft, err := os.CreateTemp(filepath.Dir(path), ".passphrase-")
	if err != nil {
		return "", fmt.Errorf("make a passphrase: %w", err)
	}
	defer func() { _ = os.Remove(draft.Name()) }()
	_, err = draft.WriteString(hex.EncodeToString(secret) + "\n")
	if err := errors.Join(err, draft.Close()); err != nil {
		return "", fmt.Errorf("write the passphrase: %w", err)
	}
	if err := os.Link(draft.Name(), path); err != nil && !errors.Is(err, os.ErrExist) {
		return "", fmt.Errorf("keep the passphrase: %w", err)
	}
	return path, nil
}
