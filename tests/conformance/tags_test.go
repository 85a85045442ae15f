package conformance

import (
	"fmt"
	"sync"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/resources/armresources"
	"github.com/stretchr/testify/require"
)

// TestTagsAreChangedAtAnyScope merges, replaces and deletes the tags of a subscription,
// a group and a resource by the SDK's own client.
func TestTagsAreChangedAtAnyScope(t *testing.T) {
	w := newWorld(t)
	c := made(armresources.NewTagsClient(subscription, w.cred, w.arm()))
	groups := made(armresources.NewResourceGroupsClient(subscription, w.cred, w.arm()))
	for _, scope := range []string{"/subscriptions/" + subscription, groupID, w.haveIdentity()} {
		patch := func(o armresources.TagsPatchOperation, tags map[string]*string) error {
			_, err := c.UpdateAtScope(t.Context(), scope, armresources.TagsPatchResource{Operation: &o, Properties: &armresources.Tags{Tags: tags}}, nil)
			return err
		}
		want := func(tags map[string]*string) {
			t.Helper()
			got, err := c.GetAtScope(t.Context(), scope, nil)
			require.NoError(t, err)
			require.Equal(t, tags, got.Properties.Tags, scope)
			require.Equal(t, scope+"/providers/Microsoft.Resources/tags/default", *got.ID)
		}
		_, err := c.CreateOrUpdateAtScope(t.Context(), scope, armresources.TagsResource{Properties: &armresources.Tags{Tags: map[string]*string{"a": to.Ptr("1"), "b": to.Ptr("2")}}}, nil)
		require.NoError(t, err)
		require.NoError(t, patch(armresources.TagsPatchOperationMerge, map[string]*string{"B": to.Ptr("3"), "c": to.Ptr("4")}))
		want(map[string]*string{"a": to.Ptr("1"), "B": to.Ptr("3"), "c": to.Ptr("4")})
		require.NoError(t, patch(armresources.TagsPatchOperationDelete, map[string]*string{"a": to.Ptr("other"), "c": to.Ptr("4")}))
		want(map[string]*string{"a": to.Ptr("1"), "B": to.Ptr("3")})
		require.NoError(t, patch(armresources.TagsPatchOperationReplace, map[string]*string{"d": to.Ptr("5")}))
		want(map[string]*string{"d": to.Ptr("5")})
		_, err = c.DeleteAtScope(t.Context(), scope, nil)
		require.NoError(t, err)
		want(map[string]*string{})
		wantRefusal(t, patch("Add", map[string]*string{"d": to.Ptr("5")}), 400, "InvalidRequestContent")
	}
	var all sync.WaitGroup
	for i := range 20 {
		all.Go(func() {
			merge := armresources.TagsPatchOperationMerge
			_, err := c.UpdateAtScope(t.Context(), groupID, armresources.TagsPatchResource{Operation: &merge, Properties: &armresources.Tags{Tags: map[string]*string{fmt.Sprint("t", i): to.Ptr("x")}}}, nil)
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	g, err := groups.Get(t.Context(), group, nil)
	require.NoError(t, err)
	require.Len(t, g.Tags, 20, "what merges at once loses nothing")
	wantRefusal(t, func() error {
		_, err := c.GetAtScope(t.Context(), groupID+"2", nil)
		return err
	}(), 404, "ResourceGroupNotFound")
}
