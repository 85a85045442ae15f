// Package revision tells which source a checkout holds.
package revision

import (
	"context"
	"os/exec"
	"strings"
)

// Unknown is the revision of a folder of which git tells nothing.
const Unknown = "unknown"

// modified marks a revision whose files have been changed since.
const modified = "-modified"

// Of returns the commit that the folder's git checkout stands at, with a mark
// if tracked files were changed since, stack files (Pulumi.*.yaml) excepted: those are
// settings, not source. Without git, or outside a checkout, it is [Unknown].
func Of(ctx context.Context, dir string) string {
	commit, err := git(ctx, dir, "rev-parse", "HEAD")
	if err != nil || commit == "" {
		return Unknown
	}
	changes, err := git(ctx, dir, "status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)Pulumi.*.yaml")
	if err != nil || changes != "" {
		return commit + modified
	}
	return commit
}

func git(ctx context.Context, dir string, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "git", append([]string{"-C", dir}, args...)...).Output()
	return strings.TrimSpace(string(out)), err
}
