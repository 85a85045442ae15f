package pulumi_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

// What the file backend keeps of an update, shortened from the CLI's own file.
const keptUpdate = `{"kind":"update","message":"why","startTime":1795245569,"environment":{"git.head":"126b7b8","git.dirty":"true"},
	"config":{"tandem:image":"r/i@sha256:1","tandem:containers":["a","b"]},"result":"succeeded","endTime":1795245573,"resourceChanges":{"create":77}}`

// The same as the CLI tells it, newest first.
const toldUpdates = `[{"version":1,"kind":"update","startTime":"2026-11-21T08:19:29.000Z","environment":{"git.head":"later"},"result":"failed",
	"endTime":"2026-11-21T08:19:33.000Z"},{"version":0,"kind":"update","message":"why","startTime":"2026-11-21T07:19:29.000Z","environment":{"git.head":"126b7b8","git.dirty":"true"},
	"config":{"tandem:image":{"value":"r/i@sha256:1","secret":false},"tandem:containers":{"value":"[\"a\",\"b\"]","objectValue":["a","b"],"secret":false}},
	"result":"succeeded","endTime":"2026-11-21T07:19:33.000Z","resourceChanges":{"create":77}}]`

func TestHistory(t *testing.T) {
	f := newFake(t)
	dir := filepath.Join(f.Home, "backend", ".pulumi", "history", "tandem", "blue")
	f.write(filepath.Join(dir, "blue-1795245573721081040.history.json"), keptUpdate)
	f.write(filepath.Join(dir, "blue-1795245573721081040.checkpoint.json"), `{"version":3,"checkpoint":{"latest":{"resources":[{"urn":"urn:a"}]}}}`)
	f.write(filepath.Join(dir, "blue-1795245579721081040.history.json"), keptUpdate)
	kept, err := pulumi.RecordedHistory(f.Home, "blue")
	if err != nil || len(kept) != 2 {
		t.Fatalf("kept %v, %v", kept, err)
	}
	if d, err := kept[0].State(); err != nil || len(d.Resources) != 1 {
		t.Errorf("the state was %v, %v", d, err)
	}
	if _, err := kept[1].State(); !errors.Is(err, pulumi.ErrNoPastState) {
		t.Errorf("a state that is gone gives %v", err)
	}
	f.Env["FAKE_ANSWER"] = f.calls + ".answer"
	f.write(f.Env["FAKE_ANSWER"], toldUpdates)
	told, err := f.History(context.Background(), "blue")
	if err != nil || len(told) != 2 || told[1].Result != "failed" {
		t.Fatalf("told %v, %v", told, err)
	}
	for _, u := range []pulumi.Update{kept[0], told[0]} {
		if u.Message != "why" || u.Commit != "126b7b8" || !u.Dirty || u.Config["tandem:image"] != "r/i@sha256:1" || u.Changes["create"] != 77 ||
			!u.Ended.Equal(time.Date(2026, 11, 21, 7, 19, 33, 0, time.UTC)) {
			t.Errorf("got %+v", u)
		}
	}
	if none, err := pulumi.RecordedHistory(f.Home, "green"); err != nil || none != nil {
		t.Errorf("a stack that never was has %v, %v", none, err)
	}
	f.write(filepath.Join(dir, "blue-1795245579721081041.history.json"), "{")
	if _, err := pulumi.RecordedHistory(f.Home, "blue"); err == nil {
		t.Error("a damaged history is read")
	}
}
