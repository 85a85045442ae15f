package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"testing"

	"github.com/tandem-platform/tandem/sandbox"
)

const tagPage = "https://learn.microsoft.com/rest/api/resources/tags/update-at-scope"

// merging is a PATCH body that merges tags.
func merging(tags string) string { return `{"operation":"Merge","properties":{"tags":` + tags + `}}` }

// fullGroup is a group with as many tags as one may have, but one.
func fullGroup() string {
	tags := map[string]string{}
	for i := range 49 {
		tags[fmt.Sprint("t", i)] = "x"
	}
	raw, err := json.Marshal(map[string]any{"location": "westeurope", "tags": tags})
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// tagRefusals: the tags of whatever they hang on, as a document.
var tagRefusals = []refusal{
	{id: "tags-operation-unknown", source: tagPage, status: 400, code: "InvalidRequestContent",
		given:   []call{put("tags1", identityBody)},
		request: patch("tags1|Microsoft.Resources/tags/default", merging(`{"a":"b"}`)), flaw: flaw{"operation", "Add"}},
	{id: "tags-operation-missing", source: tagPage, status: 400, code: "InvalidRequestContent",
		given:   []call{put("tags2", identityBody)},
		request: patch("tags2|Microsoft.Resources/tags/default", merging(`{"a":"b"}`)), flaw: flaw{"operation", nil}},
	{id: "tags-too-many-in-the-end", source: tagPage, status: 400, code: "TooManyTags",
		given:   []call{put("tags3", fullGroup())},
		request: patch("tags3|Microsoft.Resources/tags/default", merging(`{"t0":"y","new":"z"}`)), flaw: flaw{"properties.tags.second", "z"}},
	{id: "tags-with-reserved-names", source: "https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources", status: 400, code: "InvalidTagNameCharacters",
		given:   []call{put("tags7", identityBody)},
		request: patch("tags7|Microsoft.Resources/tags/default", merging(`{"a":"b"}`)), flaw: flaw{"properties.tags.a/b", "c"}},
	{id: "tags-of-a-locked-group", source: "https://learn.microsoft.com/azure/azure-resource-manager/management/lock-resources", status: 409, code: "ScopeLocked",
		given:   []call{put("tags4", identityBody), put("tags4|Microsoft.Authorization/locks/still", `{"properties":{"level":"ReadOnly"}}`)},
		mend:    []call{remove("tags4|Microsoft.Authorization/locks/still")},
		request: patch("tags4|Microsoft.Resources/tags/default", merging(`{"a":"b"}`))},
	{id: "tags-of-nothing", source: tagPage, status: 404, code: "ResourceGroupNotFound",
		given:   []call{put("tags5", identityBody)},
		request: patch("tags5|Microsoft.Resources/tags/default", merging(`{"a":"b"}`)), flaw: flaw{"id", "nowhere|Microsoft.Resources/tags/default"}},
	{id: "tags-named-otherwise", source: "https://learn.microsoft.com/rest/api/resources/tags/get-at-scope", status: 400, code: "InvalidTagsResourceName",
		given:   []call{put("tags6", identityBody)},
		request: patch("tags6|Microsoft.Resources/tags/default", merging(`{"a":"b"}`)), flaw: flaw{"name", "mine"}},
	{id: "tags-with-another-member", source: tagPage, status: 400, code: "InvalidRequestContent",
		given:   []call{put("tags8", identityBody)},
		request: patch("tags8|Microsoft.Resources/tags/default", merging(`{"a":"b"}`)), flaw: flaw{"tags", map[string]any{"c": "d"}}},
	{id: "tags-with-another-property", source: tagPage, status: 400, code: "InvalidRequestContent",
		given:   []call{put("tags9", identityBody)},
		request: patch("tags9|Microsoft.Resources/tags/default", merging(`{"a":"b"}`)), flaw: flaw{"properties.owner", "us"}},
}

// TestTagsAreThoseOfTheirScope changes tags by the document and by the resource: both
// show the same, and nothing is stored twice.
func TestTagsAreThoseOfTheirScope(t *testing.T) {
	c := start(t, sandbox.Options{})
	const group, tags, whole = "tags", "tags|Microsoft.Resources/tags/default", "sub|Microsoft.Resources/tags/default"
	c.must(t, put(group, `{"location":"westeurope","tags":{"Owner":"us","cost":"17"}}`))
	want := func(expected map[string]any) {
		t.Helper()
		shown, _ := c.get(t, tags).at("properties.tags").(map[string]any)
		own, _ := c.get(t, group).at("tags").(map[string]any)
		if !maps.Equal(shown, expected) || !maps.Equal(own, expected) {
			t.Fatalf("the document shows %v, the group %v, want %v", shown, own, expected)
		}
	}
	want(map[string]any{"Owner": "us", "cost": "17"})
	c.must(t, patch(tags, merging(`{"owner":"them","new":"x"}`)))
	want(map[string]any{"owner": "them", "cost": "17", "new": "x"})
	c.must(t, patch(tags, `{"operation":"Delete","properties":{"tags":{"COST":"18","new":""}}}`))
	want(map[string]any{"owner": "them", "cost": "17"})
	c.must(t, patch(tags, `{"operation":"Delete","properties":{"tags":{"cost":"17"}}}`))
	want(map[string]any{"owner": "them"})
	c.must(t, patch(tags, `{"operation":"Replace","properties":{"tags":{"a":"b"}}}`))
	want(map[string]any{"a": "b"})
	c.must(t, patch(group, `{"tags":{"c":"d"}}`))
	want(map[string]any{"c": "d"})
	c.must(t, put(tags, `{"properties":{"tags":{"e":"f"}}}`))
	want(map[string]any{"e": "f"})
	c.must(t, patch(tags, merging(`{"link:/a/b":"Resource","hidden-link:/a/b":"Resource"}`)))
	want(map[string]any{"e": "f", "link:/a/b": "Resource", "hidden-link:/a/b": "Resource"})
	c.must(t, remove(tags))
	want(nil)
	c.must(t, patch(whole, merging(`{"cost":"19"}`)))
	if got := c.get(t, whole).at("properties.tags.cost"); got != "19" {
		t.Errorf("the subscription's tag is %v", got)
	}
	if got := c.send("GET", sub+"?api-version=2022-12-01", nil).want(t, 200).at("tags.cost"); got != "19" {
		t.Errorf("the subscription shows the tag %v", got)
	}
	for _, method := range []string{"GET", "DELETE"} {
		if got := c.run(call{method, "tenant|Microsoft.Resources/tags/default", ""}); got.status == 200 {
			t.Errorf("%s of the tenant's tags, which it has not: %s", method, got.raw)
		}
	}
	if found := c.s.Resources(); len(found) != 1 {
		t.Errorf("there is %v, want the group alone", found)
	}
}
