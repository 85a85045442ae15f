package main

import (
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"
)

// invocation finds the command lines of tandem in a pipeline.
var invocation = regexp.MustCompile(`(?m)(?:run|bash|inlineScript): exec "\$(?:RUNNER_TEMP|AGENT_TEMPDIRECTORY)/tandem" (.*)$`)

// accepts reports whether a command line is one that tandem has: command, flags
// and arguments. Nothing is run.
func accepts(line string) error {
	line, _, _ = strings.Cut(line, " > ")
	root := newRootCommand(&app{ui: newUI(io.Discard, io.Discard)})
	// A variable stands for a number or a name: 7 is both.
	words := strings.Fields(regexp.MustCompile(`"\$[A-Z_]+"`).ReplaceAllString(line, "7"))
	command, rest, err := root.Find(words)
	if err == nil {
		err = command.ParseFlags(rest)
	}
	if err == nil {
		err = command.ValidateArgs(command.Flags().Args())
	}
	if err == nil && (command == root || hasSubcommands(command)) {
		err = usagef("%s is no command that does something", line)
	}
	return err
}

func hasSubcommands(c *cobra.Command) bool { return len(c.Commands()) > 0 }

// TestPipelinesUseCommandsThatExist: a flag that is renamed fails here, not in a
// deployment.
func TestPipelinesUseCommandsThatExist(t *testing.T) {
	for pattern, least := range map[string]int{"../../.github/workflows/*.yml": 9, "../../.azure-pipelines/*.yml": 9} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		found := 0
		for _, file := range files {
			raw, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, m := range invocation.FindAllStringSubmatch(string(raw), -1) {
				found++
				require.NoError(t, accepts(m[1]), "%s: tandem %s", file, m[1])
			}
			require.Equal(t, strings.Count(string(raw), `/tandem" `)-strings.Count(string(raw), "go build -o"), len(invocation.FindAllString(string(raw), -1)), "%s: a command line that is not looked at", file)
		}
		require.GreaterOrEqual(t, found, least, pattern)
	}
	for _, wrong := range []string{
		"up --target azure --plans x", "ups", "env", "pr", "env up", "env up a b", "preview x", "pr comment --run x",
		`up --plan "$RUNNER_TEMP/plan.json" --no`, "status extra", "env reap --execute=perhaps",
	} {
		require.Error(t, accepts(wrong), wrong)
	}
}
