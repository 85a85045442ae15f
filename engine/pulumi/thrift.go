package pulumi

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// CollectorPercent is how much garbage, in percent of what is in use, a Go process
// gathers here before it collects, unless GOGC says it. Commands, the CLI and what
// it starts live for seconds: at Go's default of 100 they spend a tenth of their
// processor time on collecting what their end would free.
const CollectorPercent = 400

// collectorVariable sets it for processes that are started.
const collectorVariable = "GOGC"

// noEngineLogs is what lies where the CLI would make the folder of its own logs.
const noEngineLogs = `The Pulumi CLI keeps a verbose log of its own for every command, and no setting
turns that off: it takes more than a quarter of the time of a preview. This file
stands where the folder would be, so that the CLI goes without. What a command
prints and the engine's events are kept in the logs folder of the home.

To have the CLI's logs, put an empty folder in the place of this file.
`

// withoutEngineLogs keeps the CLI from writing logs of its own, unless the folder
// for them is there.
func (w *Workspace) withoutEngineLogs() error {
	path := filepath.Join(w.Home, "pulumi", "logs")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, secretFile)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err == nil {
		_, err = file.WriteString(noEngineLogs)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return fmt.Errorf("keep the CLI from writing logs of its own: %w", err)
	}
	return nil
}
