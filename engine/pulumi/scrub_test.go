package pulumi_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// What the engine shows of a resource that leaves its plan, and what is known to be
// secret, is kept out of the log and out of the file of events.
func TestLogsHoldNoSecrets(t *testing.T) {
	f := newFake(t).played("up-beyond-plan")
	f.Secrets = []string{"hunter2-hunter2", `quo"ted-secret`, "short", "-- begin --\nmany-lines\n-- end --\n"}
	f.Env["FAKE_CODE"] = "255"
	f.Env["FAKE_COMPLAINT"] = "Diagnostics:\n" +
		"    error: resource urn:x violates plan: properties changed: =~settings[{map[key:{first\nsecond\n\n    third:\n}]}]\n" +
		"    error: update failed\n    many-lines\n\nlogged in with hunter2-hunter2, in a short time, as quo\"ted-secret\n" +
		"    error: resource urn:y violates plan: properties changed: =~settings[{fourth\n\n    fifth}]\n" +
		"Resources:\n    1 unchanged"
	if _, err := f.Up(context.Background(), "blue", pulumi.UpOptions{Plan: "/plan"}); err == nil {
		t.Fatal("it did not fail")
	}
	files, err := filepath.Glob(filepath.Join(f.Home, "logs", "*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("logs %v, %v", files, err)
	}
	var all strings.Builder
	for _, file := range files {
		text := f.read(file)
		if strings.HasSuffix(file, ".events") && strings.Count(text, "\n") != strings.Count(f.read(f.Env["FAKE_EVENTS"]), "\n") {
			t.Error("events are lost")
		}
		if info, err := os.Stat(file); err != nil || strings.HasSuffix(file, ".log") && info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", file, info.Mode(), err)
		}
		all.WriteString(text)
	}
	for _, secret := range []string{"hunter2", "quo", "first", "second", "third", "fourth", "fifth", "many-lines", "placeholder@", "platform-team"} {
		if strings.Contains(all.String(), secret) {
			t.Errorf("the logs hold %q:\n%s", secret, all.String())
		}
	}
	for _, kept := range []string{"properties change: settings", "properties change: siteConfig, tags", "error: update failed",
		"logged in with [secret], in a short time, as [secret]", "Resources:\n    1 unchanged"} {
		if !strings.Contains(all.String(), kept) {
			t.Errorf("the logs lack %q:\n%s", kept, all.String())
		}
	}
}

// That a log may hold secrets is told also where the operation failed: there it may
// hold most.
func TestLogThatKeepsSecretsIsTold(t *testing.T) {
	for _, code := range []string{"0", "255"} {
		f := newFake(t)
		f.Env["FAKE_CODE"], f.Env["FAKE_UNREADABLE"] = code, "yes"
		_, err := f.Up(context.Background(), "blue", pulumi.UpOptions{})
		if err == nil || !strings.Contains(err.Error(), "the log of up of stack blue may hold secrets") {
			t.Errorf("exit code %s: %v", code, err)
		}
	}
}

// What a log does not keep, an error does not show: a pipeline's log is read by more
// people than a home's.
func TestErrorsShowNoSecrets(t *testing.T) {
	for name, f := range map[string]func(*fake) error{
		"diagnostic": func(f *fake) error {
			f.Env["FAKE_EVENTS"] = f.calls + ".played"
			f.write(f.Env["FAKE_EVENTS"], `{"diagnosticEvent":{"severity":"error","message":"login with hunter2-hunter2 refused"}}`+"\n")
			_, err := f.Up(context.Background(), "blue", pulumi.UpOptions{})
			return err
		},
		"complaint": func(f *fake) error {
			_, err := f.Up(context.Background(), "blue", pulumi.UpOptions{})
			return err
		},
		"command": func(f *fake) error {
			f.Env["FAKE_LOCKED"] = "yes"
			return f.Remove(context.Background(), "blue")
		},
	} {
		t.Run(name, func(t *testing.T) {
			with := newFake(t)
			with.Secrets = []string{"hunter2-hunter2"}
			with.Env["FAKE_CODE"], with.Env["FAKE_COMPLAINT"] = "255", "error: login with hunter2-hunter2 refused"
			if err := f(with); err == nil || !strings.Contains(err.Error(), "login with [secret] refused") {
				t.Errorf("it says: %v", err)
			}
		})
	}
}

// A secret is found in the form that the CLI gives it in its events.
func TestEventsHoldNoSecrets(t *testing.T) {
	f := newFake(t)
	f.Secrets = []string{`a"b<c>&d-secret`, "-- begin --\nmany-lines"}
	f.Env["FAKE_EVENTS"] = f.calls + ".played"
	f.write(f.Env["FAKE_EVENTS"], `{"diagnosticEvent":{"severity":"info","message":"a\"b<c>&d-secret, -- begin --\nmany-lines"}}`+"\n"+
		`{"diagnosticEvent":{"severity":"error","message":"resource x violates plan: properties changed: =~key[{cut-o`)
	result, err := f.Up(context.Background(), "blue", pulumi.UpOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"diagnosticEvent":{"severity":"info","message":"[secret], [secret]\n[secret]"}}` + "\n"
	if got := f.read(strings.TrimSuffix(result.Log, ".log") + ".events"); got != want {
		t.Errorf("the events hold %s", got)
	}
}
