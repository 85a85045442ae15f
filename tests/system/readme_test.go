package system

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestReadmeShowsWhatIsPrinted holds the README's examples to the commands, but
// for the times.
func TestReadmeShowsWhatIsPrinted(t *testing.T) {
	t.Parallel()
	home := rig.Deployed(t)
	blocks := readmeBlocks(t)
	again := rig.MustRun(t, 0, home, "up")
	shown := find(t, blocks, "STACK   CREATED")
	table, addresses, _ := strings.Cut(shown, "\n\n")
	if !strings.Contains(again.Stdout, addresses) {
		t.Errorf("the README shows\n%s\nbut up prints\n%s", addresses, again.Stdout)
	}
	deployed := rig.BaseUp(t).Changes(t)
	for _, line := range strings.Split(table, "\n")[1:] {
		f := strings.Fields(line)
		counts := deployed.Stack(t, f[0]).Counts
		want := []int{counts["create"], counts["update"] + counts["replace"], counts["delete"], counts["same"]}
		if got := "[" + strings.Join(f[1:5], " ") + "]"; got != fmt.Sprint(want) {
			t.Errorf("the README says %s of %s, up counted %v", got, f[0], want)
		}
	}

	edit := regexp.MustCompile(`sed -i 's/(.*)/(.*)/' (\S+)`).FindStringSubmatch(find(t, blocks, "sed -i"))
	dir := rig.Copy(t)
	rig.Rewrite(t, dir, edit[3], edit[1], edit[2])
	preview := rig.MustRunIn(t, 0, dir, home, "preview")
	if want := find(t, blocks, "1 to update"); preview.Stdout != want+"\n" {
		t.Errorf("the README shows\n%s\nbut the preview prints\n%s", want, preview.Stdout)
	}
}

// readmeBlocks are the README's fenced blocks.
func readmeBlocks(t *testing.T) []string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(rig.Work(), "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	var blocks []string
	for i, part := range strings.Split(string(raw), "```") {
		if i%2 == 1 {
			blocks = append(blocks, strings.Trim(part, "\n"))
		}
	}
	return blocks
}

func find(t *testing.T, blocks []string, what string) string {
	t.Helper()
	for _, b := range blocks {
		if strings.Contains(b, what) {
			return b
		}
	}
	t.Fatalf("the README has no example with %q", what)
	return ""
}
