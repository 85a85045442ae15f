package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/tandem-platform/tandem/sandbox/store"
)

// The test binary runs itself as the process that is killed or runs out of
// disk; these variables tell it so.
const (
	envRole = "STORE_TEST_ROLE"
	envPath = "STORE_TEST_PATH"
)

func TestMain(m *testing.M) {
	switch os.Getenv(envRole) {
	case "writer":
		writeForever(os.Getenv(envPath))
	case "disk":
		fillDisk(os.Getenv(envPath))
	default:
		os.Exit(m.Run())
	}
}

// put writes transaction n: two resources that must appear together.
func put(s *store.Store, n int) error {
	return s.Update(func(tx store.Tx) error {
		for _, side := range []string{"blue", "green"} {
			r := resource(fmt.Sprintf("%s/providers/Microsoft.Sql/servers/%s-%06d", group, side, n), "Microsoft.Sql/servers")
			r.Body["padding"] = strings.Repeat("x", n%3000)
			tx.Put(r)
		}
		return tx.PutDoc("count", "n", n)
	})
}

// writeForever prints the number of each transaction once it is acknowledged.
func writeForever(path string) {
	s, err := store.Open(path, store.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for n := 1; ; n++ {
		if err := put(s, n); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(n)
	}
}

// fillDisk writes until the file may not grow any more, prints the last
// acknowledged number, checks that reading goes on, and ends.
func fillDisk(path string) {
	signal.Ignore(syscall.SIGXFSZ) // so that the limit shows as an error, as a full disk does
	limit := syscall.Rlimit{Cur: 512 << 10, Max: 512 << 10}
	s, err := store.Open(path, store.Options{})
	if err == nil {
		err = syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
	}
	n := 0
	for err == nil {
		n++
		err = put(s, n)
	}
	fmt.Println(n - 1)
	fmt.Println(err)
	_ = s.View(func(tx store.Tx) error {
		fmt.Println(len(tx.All("Microsoft.Sql/servers")))
		return nil
	})
	os.Exit(0)
}

func child(t *testing.T, role, path string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envRole+"="+role, envPath+"="+path)
	cmd.Stderr = os.Stderr
	return cmd
}

// consistent demands that the file holds n transactions, or more when some
// were not acknowledged, each complete.
func consistent(t *testing.T, path string, n int) {
	t.Helper()
	s := open(t, path)
	defer func() { _ = s.Close() }()
	view(t, s, func(tx store.Tx) {
		var count int
		if _, err := tx.Doc("count", "n", &count); err != nil {
			t.Fatal(err)
		}
		if count < n || len(tx.All("Microsoft.Sql/servers")) != 2*count {
			t.Errorf("acknowledged %d, counted %d, resources %d", n, count, len(tx.All("Microsoft.Sql/servers")))
		}
	})
}

func TestKilledProcessLeavesAcknowledgedWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	for _, after := range []int{1, 3, 17, 60} {
		cmd := child(t, "writer", path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		last := 0
		for lines.Scan() {
			n, err := strconv.Atoi(lines.Text())
			if err != nil {
				t.Fatal(err)
			}
			last = n
			if n == after {
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
			}
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) {
			t.Fatalf("the writer ended by itself: %v", err)
		}
		consistent(t, path, last)
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFullDiskKeepsAcknowledgedWrites(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state.db")
	raw, err := child(t, "disk", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(lines) != 3 {
		t.Fatalf("the child printed %q", raw)
	}
	n, err := strconv.Atoi(lines[0])
	if err != nil || n < 10 {
		t.Fatalf("only %s transactions before the disk was full", lines[0])
	}
	if !strings.Contains(lines[1], path) || !strings.Contains(lines[1], "make room") {
		t.Errorf("the error names neither place nor remedy: %s", lines[1])
	}
	if lines[2] != strconv.Itoa(2*n) {
		t.Errorf("after the failed write %s resources are visible, want %d", lines[2], 2*n)
	}
	consistent(t, path, n)
	s := open(t, path)
	defer func() { _ = s.Close() }()
	if err := put(s, n+1); err != nil {
		t.Errorf("with room again: %v", err)
	}
}
