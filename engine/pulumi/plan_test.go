package pulumi_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

func TestUpThatLeavesItsPlan(t *testing.T) {
	f := newFake(t).played("up-beyond-plan")
	f.Env["FAKE_CODE"] = "255"
	_, err := f.Up(context.Background(), "blue", pulumi.UpOptions{Plan: "/plan"})
	if !errors.Is(err, pulumi.ErrBeyondPlan) || errors.Is(err, pulumi.ErrUnsafe) {
		t.Errorf("it is told as %v", err)
	}
	if !strings.Contains(err.Error(), "blue-app-site violates plan: properties change: siteConfig, tags") {
		t.Errorf("it does not name the properties: %v", err)
	}
	if strings.Contains(err.Error(), "placeholder") {
		t.Errorf("it shows values, and so secrets, too: %v", err)
	}
}

func TestPreviewSavesThePlan(t *testing.T) {
	f := newFake(t).played("preview-same")
	if _, err := f.Preview(context.Background(), "blue", pulumi.PreviewOptions{SavePlan: "/plan"}); err != nil {
		t.Fatal(err)
	}
	calls := f.called()
	if last := calls[len(calls)-1]; !strings.Contains(last, "--save-plan /plan") || strings.Contains(last, "--show-secrets") {
		t.Errorf("the call is %q", last)
	}
}

func TestFingerprintTellsStatesApart(t *testing.T) {
	state := func(edit func(*pulumi.Deployment)) string {
		d := &pulumi.Deployment{Resources: []pulumi.Resource{{URN: "urn", Outputs: map[string]any{"a": 1, "b": "secret"}}}}
		edit(d)
		print, err := d.Fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		return print
	}
	none := state(func(*pulumi.Deployment) {})
	if none != state(func(*pulumi.Deployment) {}) {
		t.Error("equal states have two fingerprints")
	}
	for name, edit := range map[string]func(*pulumi.Deployment){
		"an output":  func(d *pulumi.Deployment) { d.Resources[0].Outputs["b"] = "other" },
		"a resource": func(d *pulumi.Deployment) { d.Resources = append(d.Resources, pulumi.Resource{URN: "more"}) },
		"protection": func(d *pulumi.Deployment) { d.Resources[0].Protect = true },
		"an interrupted operation": func(d *pulumi.Deployment) {
			d.PendingOperations = []pulumi.PendingOperation{{Type: "creating"}}
		},
	} {
		if state(edit) == none {
			t.Errorf("%s does not show in the fingerprint", name)
		}
	}
	read := func(text string) string {
		var d pulumi.Deployment
		if err := json.Unmarshal([]byte(text), &d); err != nil {
			t.Fatal(err)
		}
		print, err := d.Fingerprint()
		if err != nil {
			t.Fatal(err)
		}
		return print
	}
	if read(`{"manifest":{"time":"1"},"resources":[{"urn":"u","aliases":["a"]}]}`) == read(`{"manifest":{"time":"1"},"resources":[{"urn":"u","aliases":["b"]}]}`) {
		t.Error("what this package does not know of a resource does not show in the fingerprint")
	}
	if read(`{"manifest":{"time":"1"},"resources":[{"urn":"u"}]}`) != read(`{ "resources" : [{"urn":"u"}], "manifest":{"time":"2"}}`) {
		t.Error("when and how it was written shows in the fingerprint")
	}
	if strings.Contains(none, "secret") {
		t.Error("it shows what it is made of")
	}
}
