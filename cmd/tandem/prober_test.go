package main

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDirectoryQueryNamesWhereAPendingObjectWouldBe(t *testing.T) {
	collection, filter, id := directoryQuery(applicationType, map[string]any{"displayName": "o'brien"})
	require.Equal(t, "/v1.0/applications", collection)
	require.Equal(t, "displayName eq 'o''brien'", filter)
	require.Equal(t, "/applications/1", id("1"))

	collection, filter, id = directoryQuery(federatedType, map[string]any{"applicationId": "/applications/7", "displayName": "blue"})
	require.Equal(t, "/v1.0/applications/7/federatedIdentityCredentials", collection)
	require.Empty(t, filter)
	require.Equal(t, "7/federatedIdentityCredential/1", id("1"))

	collection, _, _ = directoryQuery("random:index/randomId:RandomId", nil)
	require.Empty(t, collection, "what lies in no directory is not looked for")
}
