package pulumi_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// deadPID is the number of a process that has ended.
func deadPID(t *testing.T) int {
	t.Helper()
	cmd := exec.Command("true")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	return cmd.Process.Pid
}

func TestInterrupted(t *testing.T) {
	lock := []string{"backend", ".pulumi", "locks", "organization", "tandem", "blue", "x.json"}
	for _, c := range []struct {
		name, state string
		lock, want  bool
	}{
		{"never deployed", "", false, false},
		{"at rest", "{}", false, false},
		{"locked", "{}", true, true},
		{"pending", `{"pending_operations":[{"type":"updating","resource":{"urn":"u"}}]}`, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t)
			if c.state != "" {
				f.state("blue", c.state)
			}
			if c.lock {
				f.write(filepath.Join(append([]string{f.Home}, lock...)...), "{}")
			}
			interrupted, err := f.Interrupted(context.Background(), "blue")
			if err != nil || interrupted != c.want {
				t.Errorf("interrupted %v, error %v, want %v", interrupted, err, c.want)
			}
		})
	}
}

func TestLocks(t *testing.T) {
	here, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name    string
		content string
		stale   bool
	}{
		{"ended process", lockFile(deadPID(t), here, time.Now()), true},
		{"number given to a later process", lockFile(os.Getpid(), here, time.Now().Add(-24*time.Hour)), true},
		{"running process", lockFile(os.Getpid(), here, time.Now()), false},
		{"another host", lockFile(deadPID(t), "elsewhere", time.Now()), false},
		{"unreadable", "{", false},
		{"no process", "{}", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t)
			f.state("blue", "{}")
			file := filepath.Join(f.Home, "backend", ".pulumi", "locks", "organization", "tandem", "blue", "x.json")
			f.write(file, c.content)
			draft := filepath.Join(f.Env["FAKE_STATE"], "blue.json.18e.tmp")
			f.write(draft, "half")
			done, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{})
			_, gone := os.Stat(file)
			if !c.stale {
				if !errors.Is(err, pulumi.ErrLocked) || gone != nil || !strings.Contains(err.Error(), file) {
					t.Errorf("error %v with the lock %v, want a refusal that names the file", err, gone)
				}
				return
			}
			if err != nil || gone == nil || len(done) != 1 || done[0].Kind != "lock" {
				t.Errorf("done %+v, error %v, lock %v, want it removed", done, err, gone)
			}
			if _, err := os.Stat(draft); err == nil {
				t.Error("the ended process's draft is still there")
			}
		})
	}
}

func lockFile(pid int, host string, at time.Time) string {
	return fmt.Sprintf(`{"pid":%d,"username":"u","hostname":%q,"timestamp":%q}`, pid, host, at.Format(time.RFC3339Nano))
}

// cloud is a Prober over what exists.
type cloud struct {
	arm   map[string]bool
	graph map[string]string
	fault error
	asked []string
}

func (c *cloud) Exists(_ context.Context, id, apiVersion string) (bool, error) {
	c.asked = append(c.asked, id+"?"+apiVersion)
	return c.arm[id], c.fault
}

func (c *cloud) FindGraph(_ context.Context, _ string, inputs map[string]any) (string, error) {
	name, _ := inputs["displayName"].(string)
	return c.graph[name], c.fault
}

// storage is a cloud that lists an account's replication policies.
type storage struct {
	cloud
	policies []map[string]any
}

func (s *storage) List(_ context.Context, collection, _ string) ([]map[string]any, error) {
	s.asked = append(s.asked, collection)
	return s.policies, nil
}

// Azure names a replication policy that is created as "default", so that it
// cannot be asked for by its name.
func TestPendingCreateThatTheServiceNamed(t *testing.T) {
	account := "/subscriptions/sub/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/to/objectReplicationPolicies"
	policy := func(id, source string) map[string]any {
		return map[string]any{"id": account + "/" + id,
			"properties": map[string]any{"sourceAccount": source, "destinationAccount": "/TO"}}
	}
	for _, c := range []struct{ name, source, want string }{
		{"made", "/from", "import"},
		{"not made", "/elsewhere", "clear"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := newFake(t)
			f.Env["ARM_SUBSCRIPTION_ID"] = "sub"
			f.state("blue", `{"pending_operations":[{"type":"creating","resource":{"urn":"urn:pulumi:blue::tandem::x::policy",
				"type":"azure-native:storage:ObjectReplicationPolicy","custom":true,"inputs":{"resourceGroupName":"g",
				"accountName":"to","objectReplicationPolicyId":"default","sourceAccount":"`+c.source+`","destinationAccount":"/to"}}}]}`)
			s := &storage{policies: []map[string]any{policy("1", "/other"), policy("2", "/FROM")}}
			done, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: s})
			if err != nil || len(done) != 1 || done[0].Kind != c.want {
				t.Fatalf("done %+v, %v", done, err)
			}
			if c.want == "import" && !strings.Contains(f.read(f.calls+".import"), account+"/2") {
				t.Error("the policy was not taken over under the id that the service gave it")
			}
			if len(s.asked) != 2 || s.asked[1] != account {
				t.Errorf("asked for %v", s.asked)
			}
		})
	}
}

const (
	groupID   = "/subscriptions/sub/resourceGroups/made"
	absentID  = "/subscriptions/sub/resourceGroups/absent"
	urnPrefix = "urn:pulumi:blue::tandem::"
)

// interrupted is a state with one operation of each kind pending.
const interrupted = `{
  "manifest": {"kept": true},
  "resources": [{"urn": "urn:pulumi:blue::tandem::pulumi:pulumi:Stack::tandem-blue", "type": "pulumi:pulumi:Stack"}],
  "pending_operations": [
    {"type": "creating", "resource": {"urn": "urn:pulumi:blue::tandem::azure-native:resources:ResourceGroup::made",
      "type": "azure-native:resources:ResourceGroup", "custom": true, "inputs": {"resourceGroupName": "made", "secret": {"ciphertext": "v1"}}}},
    {"type": "creating", "resource": {"urn": "urn:pulumi:blue::tandem::azure-native:resources:ResourceGroup::absent",
      "type": "azure-native:resources:ResourceGroup", "custom": true, "inputs": {"resourceGroupName": "absent"}}},
    {"type": "creating", "resource": {"urn": "urn:pulumi:blue::tandem::azuread:index/application:Application::app",
      "type": "azuread:index/application:Application", "custom": true, "inputs": {"displayName": "Tandem"}}},
    {"type": "creating", "resource": {"urn": "urn:pulumi:blue::tandem::random:index/randomId:RandomId::id",
      "type": "random:index/randomId:RandomId", "custom": true, "inputs": {}}},
    {"type": "creating", "resource": {"urn": "urn:pulumi:blue::tandem::azure-native:web:WebAppApplicationSettings::settings",
      "type": "azure-native:web:WebAppApplicationSettings", "custom": true, "inputs": {"resourceGroupName": "made", "name": "app"}}},
    {"type": "updating", "resource": {"urn": "urn:pulumi:blue::tandem::azure-native:web:WebApp::web",
      "type": "azure-native:web:WebApp", "custom": true, "inputs": {}}}
  ]
}`

func TestPendingOperationsAreSettledByAsking(t *testing.T) {
	f := newFake(t)
	f.Env["ARM_SUBSCRIPTION_ID"] = "sub"
	f.state("blue", interrupted)
	c := &cloud{arm: map[string]bool{groupID: true}, graph: map[string]string{"Tandem": "/applications/1"}}
	var events []string
	done, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: c, OnEvent: func(e pulumi.Event) {
		events = append(events, e.Recovered.Kind)
	}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range done {
		got = append(got, r.Kind+" "+pulumi.URNName(r.URN))
	}
	if want := "import made,clear absent,import app,clear id,clear settings,retry web"; strings.Join(got, ",") != want || len(events) != len(done) {
		t.Errorf("settled %v with events %v, want %s", got, events, want)
	}
	if len(c.asked) != 2 || !strings.HasPrefix(c.asked[1], absentID+"?20") {
		t.Errorf("asked for %v", c.asked)
	}
	checkImported(t, f)
	calls := strings.Join(f.called(), "\n")
	for _, want := range []string{"refresh --yes", "--target " + urnPrefix + "azure-native:resources:ResourceGroup::made",
		"--target " + urnPrefix + "azuread:index/application:Application::app"} {
		if !strings.Contains(calls, want) {
			t.Errorf("the calls lack %q:\n%s", want, calls)
		}
	}
}

// checkImported checks the state that was given to the CLI.
func checkImported(t *testing.T, f *fake) {
	t.Helper()
	var imported struct {
		Deployment struct {
			Manifest          map[string]any    `json:"manifest"`
			Resources         []pulumi.Resource `json:"resources"`
			PendingOperations []any             `json:"pending_operations"`
		} `json:"deployment"`
	}
	if err := json.Unmarshal([]byte(f.read(f.calls+".import")), &imported); err != nil {
		t.Fatal(err)
	}
	d := imported.Deployment
	if len(d.PendingOperations) != 0 || d.Manifest["kept"] != true || len(d.Resources) != 3 {
		t.Fatalf("imported %+v", d)
	}
	made := d.Resources[1]
	if made.ID != groupID || len(made.InitErrors) != 1 || fmt.Sprint(made.Inputs["secret"]) != "map[ciphertext:v1]" {
		t.Errorf("taken over as %+v", made)
	}
}

func TestUnreadResourcesAreReadAfterAKilledRecovery(t *testing.T) {
	f := newFake(t)
	f.Env["ARM_SUBSCRIPTION_ID"] = "sub"
	f.state("blue", interrupted)
	c := &cloud{arm: map[string]bool{groupID: true}}
	if _, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: c}); err != nil {
		t.Fatal(err)
	}
	// The state is as after the import; the reading never happened.
	var file map[string]json.RawMessage
	if err := json.Unmarshal([]byte(f.read(f.calls+".import")), &file); err != nil {
		t.Fatal(err)
	}
	f.state("blue", string(file["deployment"]))
	before := len(f.called())
	if _, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: c}); err != nil {
		t.Fatal(err)
	}
	calls := f.called()[before:]
	if len(calls) != 1 || !strings.Contains(calls[0], "ResourceGroup::made") || !strings.HasPrefix(calls[0], "refresh") {
		t.Errorf("the second recovery called %v, want one refresh of the resource", calls)
	}
}

func TestNothingChangesWhenTheCloudDoesNotAnswer(t *testing.T) {
	f := newFake(t)
	f.Env["ARM_SUBSCRIPTION_ID"] = "sub"
	f.state("blue", interrupted)
	fault := errors.New("no answer")
	_, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: &cloud{fault: fault}})
	if !errors.Is(err, fault) || strings.Count(err.Error(), "no answer") != 3 {
		t.Errorf("error %v, want all three questions", err)
	}
	if _, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{}); err == nil {
		t.Error("pending creates were settled without asking")
	}
	if calls := f.called(); len(calls) != 0 {
		t.Errorf("the CLI was called: %v", calls)
	}
}

func TestRecoveryCostsNoCallWhenThereIsNothingToDo(t *testing.T) {
	f := newFake(t)
	f.state("blue", `{"resources":[]}`)
	done, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{})
	if err != nil || len(done) != 0 || len(f.called()) != 0 {
		t.Errorf("done %v, error %v, calls %v", done, err, f.called())
	}
}

func TestRecordedRefusesWhatItCannotRead(t *testing.T) {
	f := newFake(t)
	if _, err := pulumi.Recorded(f.Home, "blue"); !errors.Is(err, pulumi.ErrNoStack) {
		t.Errorf("no stack: %v", err)
	}
	file := filepath.Join(f.Env["FAKE_STATE"], "blue.json")
	for _, content := range []string{"", "{", `{"version":4,"checkpoint":{}}`} {
		f.write(file, content)
		if _, err := pulumi.Recorded(f.Home, "blue"); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("state %q: %v, want an error that names the file", content, err)
		}
	}
	f.write(file, `{"version":4,"checkpoint":{"latest":["of another form"]}}`)
	if _, err := pulumi.Recorded(f.Home, "blue"); err == nil || !strings.Contains(err.Error(), "format 4") {
		t.Errorf("a state of a later tandem: %v", err)
	}
}

// abroad is a cloud that says in which subscription it looks.
type abroad struct{ cloud }

func (*abroad) Subscription() string { return "sub" }

// Against Azure, the subscription is none of the workspace's own variables.
func TestSubscriptionIsThatOfWhoLooks(t *testing.T) {
	f := newFake(t)
	f.state("blue", interrupted)
	done, err := f.Recover(context.Background(), "blue", pulumi.RunOptions{Prober: &abroad{cloud{arm: map[string]bool{groupID: true}}}})
	if err != nil || len(done) != 6 || done[0].ID != groupID {
		t.Errorf("settled %+v, %v", done, err)
	}
}
