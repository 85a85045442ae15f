package preview

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// canary is what must not come out.
const canary = "canary-4711-of-the-caller"

// TestAStrangersProgramGetsNoSecrets previews a program that shows all that it is
// given, as it is and encoded, and ends: neither the answer, nor the logs, nor the cache
// hold the caller's secrets, and the base in the cache is as it was.
func TestAStrangersProgramGetsNoSecrets(t *testing.T) {
	if !*every {
		t.Skip("only with -every")
	}
	dir, home := rig.Copy(t), rig.Fresh(t)
	apply(t, dir, []edit{
		{"main.go", "import (\n", "import (\n\t\"encoding/base64\"\n\t\"os\"\n\t\"strings\"\n\n"},
		{"main.go", "pulumi.Run(stacks.Deploy)", "given := strings.Join(os.Environ(), \" \")\n\tpanic(given + base64.StdEncoding.EncodeToString([]byte(given)))\n\tpulumi.Run(stacks.Deploy)"},
	})
	environ := []string{"GITHUB_TOKEN=" + canary, "DEPLOY_KEY=" + canary, "ADDRESS=https://me:" + canary + "@proxy.example"}
	nowhere := []string{canary, "ARM_CLIENT_SECRET=sandbox"}
	for _, before := range []string{"", "1", "12"} {
		// In base64 it depends on what stands before; the first bytes and the last are mixed with others.
		nowhere = append(nowhere, base64.StdEncoding.EncodeToString([]byte(before + canary))[4:30])
	}
	preview := func() {
		r := rig.MustRunInWith(t, 1, dir, home, environ, "preview", "--base", "HEAD", "--format", "json")
		if !strings.Contains(r.Stdout, `"phase": "preview"`) || !strings.Contains(r.Stdout, "TANDEM_HOME=") {
			t.Errorf("the program has not shown what it was given:\n%s", r.Stdout)
		}
		for _, never := range nowhere {
			if strings.Contains(r.Stdout+r.Stderr, never) {
				t.Errorf("a secret shows: %s\n%s", never, r.Stdout)
			}
		}
	}
	preview()
	base := baseOf(t, rig.Git(t, dir, "rev-parse", "HEAD"))
	before := digest(t, base)
	preview()
	if digest(t, base) != before {
		t.Error("the preview has changed the base")
	}
	digest(t, home) // its logs
	if info, err := os.Stat(base); err != nil {
		t.Error(err)
	} else if info.Mode().Perm() != 0o700 {
		t.Errorf("the base is for its owner alone: %v", info.Mode())
	}
}

// baseOf is the folder of a base in the cache, the one that was used last.
func baseOf(t *testing.T, revision string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(rig.CacheDir(t), "base", revision[:12]+"-*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("no base of %s in the cache: %v", revision, err)
	}
	last := found[0]
	for _, dir := range found[1:] {
		if modified(t, dir) > modified(t, last) {
			last = dir
		}
	}
	return last
}

func modified(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.ModTime().UnixNano()
}

// digest is over the names and contents of a folder's files.
func digest(t *testing.T, root string) string {
	t.Helper()
	sum := sha256.New()
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.Contains(string(raw), canary) {
			t.Errorf("%s holds a secret of the caller", path)
		}
		_, err = io.WriteString(sum, path+"\x00"+string(raw)+"\x00")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(sum.Sum(nil))
}
