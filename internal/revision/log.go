package revision

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Commit is one commit as a log tells it.
type Commit struct {
	Hash    string    `json:"hash"`
	Time    time.Time `json:"time"` // of the commit, not of its author's work
	Subject string    `json:"subject"`
}

// Resolve returns the commit that a branch, tag, hash or expression (HEAD~3)
// names in the folder's repository; ok is false where git tells of none.
func Resolve(ctx context.Context, dir, ref string) (hash string, ok bool) {
	if strings.HasPrefix(ref, "-") {
		return "", false
	}
	hash, err := git(ctx, dir, "rev-parse", "--verify", "--quiet", ref+"^{commit}")
	return hash, err == nil && hash != ""
}

// Bare is a revision without its mark of changed files.
func Bare(revision string) string { return strings.TrimSuffix(revision, modified) }

// Modified says whether files had been changed when the revision was noted, so
// that no commit holds what was there.
func Modified(revision string) bool { return strings.HasSuffix(revision, modified) }

// Mark marks a commit as one whose files had been changed.
func Mark(commit string) string { return Bare(commit) + modified }

// Between returns the commits that lie on the way from one commit to another:
// those that were added and, where the second does not follow the first, those
// that were taken back; newest first. It fails where git lacks one of the two.
func Between(ctx context.Context, dir, from, to string) (added, removed []Commit, err error) {
	if added, err = list(ctx, dir, from, to); err != nil {
		return nil, nil, err
	}
	removed, err = list(ctx, dir, to, from)
	return added, removed, err
}

func list(ctx context.Context, dir, from, to string) ([]Commit, error) {
	out, err := git(ctx, dir, "log", "--format=%H%x09%cI%x09%s", Bare(from)+".."+Bare(to), "--")
	if err != nil {
		return nil, fmt.Errorf("git log %s..%s: %w", Bare(from), Bare(to), err)
	}
	commits := []Commit{}
	for line := range strings.SplitSeq(out, "\n") {
		parts := strings.SplitN(line, "\t", 3)
		if len(parts) != 3 {
			continue
		}
		at, err := time.Parse(time.RFC3339, parts[1])
		if err != nil {
			return nil, fmt.Errorf("git log tells the time %q: %w", parts[1], err)
		}
		commits = append(commits, Commit{Hash: parts[0], Time: at.UTC(), Subject: parts[2]})
	}
	return commits, nil
}
