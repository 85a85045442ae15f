package pulumi

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Workspace is one checkout's program with one home's state. Its fields are
// set by the caller and not changed afterwards; operations on different
// stacks may run at the same time.
type Workspace struct {
	// Checkout is the folder of Pulumi.yaml and of the program.
	Checkout string
	// ConfigDir is the folder of the stack files; empty means Checkout.
	ConfigDir string
	// Home holds state: backend, stack files, passphrase and logs.
	Home string
	// Logs is the folder of the logs; empty means "logs" in Home.
	Logs string
	// Toolchain is what Obtain returned.
	Toolchain *Toolchain
	// Env are the target's variables, for the CLI and all that it starts.
	// A PULUMI_BACKEND_URL in it replaces the home's file backend; then
	// stack files keep their secrets provider.
	Env map[string]string
	// Secrets are values that neither logs nor messages may hold.
	Secrets []string
	// Disposable says that the home is thrown away when a run does not end.
	// Its state is then written once, at the end of a run, and not at each of
	// its steps.
	Disposable bool
	// Abort, when closed, ends running CLIs at once instead of waiting for
	// their operations to finish.
	Abort <-chan struct{}
}

const (
	dirMode    = 0o755
	secretDir  = 0o700
	secretFile = 0o600
	plainFile  = 0o644
)

// Clone returns a workspace on a copy of this one's state under another home,
// for trying out what is not to be kept. The copy is disposable, has the same
// stacks, passphrase and stack files, and writes its logs where this one does, so
// that they outlive it. It has no history, which grows with every operation.
func (w *Workspace) Clone(home string) (*Workspace, error) {
	for _, part := range []string{"backend/.pulumi/meta.yaml", "backend/.pulumi/stacks", "backend/.pulumi/locks", "stacks", "passphrase"} {
		if err := copyTree(filepath.Join(w.Home, part), filepath.Join(home, part)); err != nil {
			return nil, fmt.Errorf("copy %s of home %s: %w", part, w.Home, err)
		}
	}
	clone := *w
	clone.Home = home
	clone.Logs = w.logsDir()
	clone.Disposable = true
	return &clone, nil
}

// logsDir is the folder of the logs.
func (w *Workspace) logsDir() string {
	if w.Logs != "" {
		return w.Logs
	}
	return filepath.Join(w.Home, "logs")
}

// copyTree copies a file or a folder; what does not exist is left out.
func copyTree(from, to string) error {
	info, err := os.Stat(from)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return copyFile(from, to, info.Mode())
	}
	if err := os.MkdirAll(to, dirMode); err != nil {
		return err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := copyTree(filepath.Join(from, entry.Name()), filepath.Join(to, entry.Name())); err != nil {
			return err
		}
	}
	return nil
}

func copyFile(from, to string, mode os.FileMode) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), dirMode); err != nil {
		return err
	}
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, mode.Perm())
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}
