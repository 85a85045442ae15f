package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/ops/doctor"
)

// What a cold build needs, measured: the compiler of the Azure SDK packages
// peaks at about 2.5 GB in one process and the build cache takes 4 GB.
const (
	needDiskBytes   = 8 << 30
	needMemoryBytes = 4 << 30
	needGoMinor     = 26
)

// check is one finding of doctor.
type check struct {
	Name string `json:"name"`
	OK   bool   `json:"ok"`
	// Status is ok, fault or not checked; what was not checked is no fault, and Found says why.
	Status doctor.Status `json:"status"`
	Found  string        `json:"found"`
	Remedy string        `json:"remedy,omitempty"`
	// Optional marks what tandem works without.
	Optional bool `json:"optional,omitempty"`
}

func newDoctorCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Check this machine, and with --target azure what the deployment stands on, and say how to mend it",
		Long: `Check this machine, and with --target azure everything that
docs/deploy-to-azure.md sets up: login, subscription, resource providers, state
backend, secrets provider, and who may do what as which identity. It only reads.

Every check runs, and says ok, fault or not checked, and why. A fault comes with
the command that mends it. Exit code 1 if there is one.`,
		Example: `  go run ./cmd/tandem doctor
  go run ./cmd/tandem doctor --target azure
  go run ./cmd/tandem doctor --target azure --json`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			checks := examine(cmd.Context(), a)
			err := a.ui.answer("doctor", map[string]any{"checks": checks}, func(w io.Writer) error {
				return printChecks(w, checks)
			})
			if err != nil {
				return err
			}
			return faulty(checks)
		},
	}
	c.AddCommand(newDoctorRoleCommand(a), newDoctorConditionCommand(a))
	return c
}

// faulty is the error of checks that found a fault.
func faulty(checks []check) error {
	n := 0
	for _, c := range checks {
		if c.Status == doctor.Fault && !c.Optional {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return fmt.Errorf("%d of %d checks found a fault: see the remedies above", n, len(checks))
}

func printChecks(w io.Writer, checks []check) error {
	rows := [][]string{{"CHECK", "RESULT", "FOUND"}}
	for _, c := range checks {
		result := string(c.Status)
		switch {
		case c.Status == doctor.Fault && c.Optional:
			result = "missing"
		case c.Status == doctor.Fault:
			result = "FAULT"
		}
		rows = append(rows, []string{c.Name, result, c.Found})
	}
	if err := table(w, rows); err != nil {
		return err
	}
	for _, c := range checks {
		if c.Status == doctor.Fault {
			remedy := strings.ReplaceAll(c.Remedy, "\n", "\n  ")
			if _, err := fmt.Fprintf(w, "\n%s:\n  %s\n", c.Name, remedy); err != nil {
				return err
			}
		}
	}
	return nil
}

// examine runs every check; none stops the others.
func examine(ctx context.Context, a *app) []check {
	checks := []check{
		checkGo(ctx),
		checkDisk("disk for the cache", a.cacheDir, "set TANDEM_CACHE and GOCACHE to a file system with more space"),
		checkDisk("disk for the state", a.homeDir, "set TANDEM_HOME to a file system with more space"),
		checkMemory(),
		checkGit(ctx),
		checkProxy(ctx),
	}
	if a.target == targetAzure {
		for _, t := range guideTools {
			checks = append(checks, checkTool(ctx, t))
		}
	}
	for i := range checks {
		checks[i].Status = doctor.OK
		if !checks[i].OK {
			checks[i].Status = doctor.Fault
		}
	}
	if a.target == targetAzure {
		checks = append(checks, a.examineAzure(ctx)...)
	}
	return checks
}

func checkGo(ctx context.Context) check {
	c := check{Name: "Go toolchain", Remedy: fmt.Sprintf("install Go 1.%d or newer from https://go.dev/dl and put it on PATH", needGoMinor)}
	out, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		c.Found = fmt.Sprintf("go cannot be run: %v", err)
		return c
	}
	c.Found = strings.TrimSpace(string(out))
	parts := strings.SplitN(strings.TrimPrefix(c.Found, "go"), ".", 3)
	if len(parts) >= 2 {
		minor, err := strconv.Atoi(parts[1])
		c.OK = err == nil && (parts[0] != "1" || minor >= needGoMinor)
	}
	return c
}

func checkDisk(name, dir, remedy string) check {
	c := check{Name: name, Remedy: fmt.Sprintf("free at least %s: %s", gigabytes(needDiskBytes), remedy)}
	var fs syscall.Statfs_t
	if err := syscall.Statfs(nearestExisting(dir), &fs); err != nil {
		c.Found = err.Error()
		return c
	}
	free := fs.Bavail * uint64(fs.Bsize)
	c.Found = fmt.Sprintf("%s free at %s", gigabytes(free), dir)
	c.OK = free >= needDiskBytes
	return c
}

func checkMemory() check {
	c := check{Name: "memory", Remedy: fmt.Sprintf("give this machine at least %s, or build with GOFLAGS=-p=1", gigabytes(needMemoryBytes))}
	raw, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		c.OK, c.Found = true, fmt.Sprintf("not known on %s", runtime.GOOS)
		return c
	}
	for _, line := range strings.Split(string(raw), "\n") {
		fields := strings.Fields(line)
		if len(fields) >= 2 && fields[0] == "MemAvailable:" {
			kb, err := strconv.ParseUint(fields[1], 10, 64)
			c.OK = err == nil && kb*1024 >= needMemoryBytes
			c.Found = gigabytes(kb*1024) + " available"
		}
	}
	return c
}

func checkGit(ctx context.Context) check {
	c := check{Name: "git", Optional: true, Remedy: "install git; without it the source revision in tags and in status is \"unknown\""}
	out, err := exec.CommandContext(ctx, "git", "--version").Output()
	if err != nil {
		c.Found = fmt.Sprintf("git cannot be run: %v", err)
		return c
	}
	c.OK, c.Found = true, strings.TrimSpace(string(out))
	return c
}

// checkProxy asks the configured module proxy for one of the modules in go.mod.
func checkProxy(ctx context.Context) check {
	c := check{Name: "Go module proxy", Remedy: "set GOPROXY to a module proxy that this machine reaches, or fill the module cache first (go mod download)"}
	out, err := exec.CommandContext(ctx, "go", "env", "GOPROXY").Output()
	if err != nil {
		c.Found = fmt.Sprintf("go env GOPROXY: %v", err)
		return c
	}
	proxy, _, _ := strings.Cut(strings.TrimSpace(string(out)), ",")
	if !strings.HasPrefix(proxy, "http") {
		c.OK, c.Found = true, "GOPROXY="+proxy
		return c
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(proxy, "/")+"/github.com/spf13/cobra/@v/v1.10.2.mod", nil)
	if err != nil {
		c.Found = err.Error()
		return c
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Found = err.Error()
		return c
	}
	if err := resp.Body.Close(); err != nil {
		c.Found = err.Error()
		return c
	}
	c.OK = resp.StatusCode == http.StatusOK
	c.Found = fmt.Sprintf("answers %d", resp.StatusCode)
	return c
}

func gigabytes(n uint64) string { return fmt.Sprintf("%.1f GB", float64(n)/(1<<30)) }
