package system

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/tests/rig"
)

// TestPlainPulumiWorksWithTheEnvironment runs the CLI as anybody would, and
// asks as a client that has never heard of Tandem.
func TestPlainPulumiWorksWithTheEnvironment(t *testing.T) {
	home, dir := rig.Deployed(t), rig.Copy(t)
	rig.Serve(t, home, nil)
	env := rig.Environment(t, dir, home)

	out, err := rig.Pulumi(t, dir, env, "preview", "--stack", "blue", "--expect-no-changes")
	if err != nil {
		t.Errorf("plain pulumi preview: %v\n%s", err, out)
	}
	if !strings.Contains(out, "78 unchanged") {
		t.Errorf("plain pulumi preview does not see what is deployed:\n%s", out)
	}
	arm := rig.Connect(t, env)
	if group := arm.Get(arm.Subscription+groupBlue, "2022-09-01"); group["location"] != "northeurope" {
		t.Errorf("a stranger sees %v", group)
	}
}

// TestEnvironmentIsShellText lets a shell read what sandbox env prints.
func TestEnvironmentIsShellText(t *testing.T) {
	home := rig.Fresh(t)
	s := rig.Serve(t, home, nil)
	text := rig.MustRun(t, 0, home, "sandbox", "env").Stdout
	cmd := exec.Command("/bin/sh", "-c", `eval "$1"; echo "$ARM_RESOURCE_MANAGER_ENDPOINT"`, "sh", text)
	cmd.Env = []string{}
	out, err := cmd.Output()
	if want := s.Env()["ARM_RESOURCE_MANAGER_ENDPOINT"]; err != nil || strings.TrimSpace(string(out)) != want {
		t.Errorf("the shell reads %q, want %q: %v", out, want, err)
	}
	const login = "AZURE_CONFIG_DIR"
	if redirected := rig.MustRun(t, 0, home, "sandbox", "env", "--redirect").Stdout; strings.Contains(text, login) ||
		!strings.Contains(redirected, "export "+login+"='"+filepath.Join(home, "az")+"'") {
		t.Errorf("az, which only the proxy leads here, keeps its login elsewhere than in the home:\n%s", redirected)
	}
}

// TestHomesNeverMeet serves a home in which everything is up and looks from
// another one.
func TestHomesNeverMeet(t *testing.T) {
	one, other := rig.Deployed(t), rig.Fresh(t)
	rig.Serve(t, one, nil)
	rig.Serve(t, other, nil)
	status := rig.MustRun(t, 0, other, "status", "--json").Status(t)
	if len(status.Findings) != 1 || status.Findings[0] != "nothing is deployed: run tandem up" {
		t.Errorf("the other home sees %v", status.Findings)
	}
	if status := rig.MustRun(t, 0, one, "status", "--json").Status(t); len(status.Findings) > 0 {
		t.Errorf("the home itself sees %v", status.Findings)
	}
	if _, err := os.Stat(filepath.Join(other, "backend")); err == nil {
		t.Error("the other home got a backend by being asked for its status")
	}
}
