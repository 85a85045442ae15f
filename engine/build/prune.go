package build

import (
	"os"
	"path/filepath"
	"sort"
	"time"
)

const (
	// keepBinaries is how many older binaries of one name stay in the cache.
	keepBinaries = 3
	// keepAge is how long a binary stays after its last use in any case.
	keepAge = 24 * time.Hour
)

// prune removes old binaries of one name from the cache. What cannot be
// removed stays: the cache is only larger for it.
func prune(shelf, current string) {
	entries, err := os.ReadDir(shelf)
	if err != nil {
		return
	}
	type old struct {
		dir  string
		used time.Time
	}
	var found []old
	for _, entry := range entries {
		if !entry.IsDir() || entry.Name() == current {
			continue
		}
		dir := filepath.Join(shelf, entry.Name())
		used := time.Time{}
		if info, err := os.Stat(filepath.Join(dir, filepath.Base(shelf))); err == nil {
			used = info.ModTime()
		} else if info, err := entry.Info(); err == nil {
			used = info.ModTime()
		}
		found = append(found, old{dir, used})
	}
	sort.Slice(found, func(i, j int) bool { return found[i].used.After(found[j].used) })
	for i, o := range found {
		if i >= keepBinaries && time.Since(o.used) > keepAge {
			_ = os.RemoveAll(o.dir)
			_ = os.Remove(o.dir + ".lock")
		}
	}
}
