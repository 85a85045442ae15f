package conformance

import (
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/to"
	"github.com/Azure/azure-sdk-for-go/sdk/resourcemanager/storage/armstorage"
	"github.com/stretchr/testify/require"
)

// TestImmutabilityPolicyNeedsItsTag uses the one client whose calls carry
// conditions of their own.
func TestImmutabilityPolicyNeedsItsTag(t *testing.T) {
	w := newWorld(t).at(storageVersion)
	ctx, account := w.Context(), w.haveAccount(accountID, region)
	w.have(account+"/blobServices/default/containers/ledger", storageVersion, map[string]any{"properties": map[string]any{}})
	c := made(armstorage.NewBlobContainersClient(subscription, w.cred, w.arm()))
	keep := func(days int32, tag *string) (string, error) {
		got, err := c.CreateOrUpdateImmutabilityPolicy(ctx, group, "conformblue", "ledger", &armstorage.BlobContainersClientCreateOrUpdateImmutabilityPolicyOptions{
			IfMatch: tag, Parameters: &armstorage.ImmutabilityPolicy{Properties: &armstorage.ImmutabilityPolicyProperty{
				ImmutabilityPeriodSinceCreationInDays: &days,
			}},
		})
		if err != nil {
			return "", err
		}
		return *got.Etag, nil
	}
	first, err := keep(3, nil)
	require.NoError(t, err)
	second, err := keep(4, &first)
	require.NoError(t, err)
	_, err = keep(5, &first)
	wantRefusal(t, err, 412, "PreconditionFailed")
	read, err := c.GetImmutabilityPolicy(ctx, group, "conformblue", "ledger", nil)
	require.NoError(t, err)
	require.Equal(t, to.Ptr[int32](4), read.Properties.ImmutabilityPeriodSinceCreationInDays)
	require.Equal(t, second, *read.Etag)
	_, err = c.DeleteImmutabilityPolicy(ctx, group, "conformblue", "ledger", first, nil)
	wantRefusal(t, err, 412, "PreconditionFailed")
	_, err = c.DeleteImmutabilityPolicy(ctx, group, "conformblue", "ledger", second, nil)
	require.NoError(t, err)
}
