package system

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAFailedPreviewNamesItsStackOnce(t *testing.T) {
	ended := errors.New("preview of stack blue failed: the program ended with exit status 1")
	require.Equal(t, ended, previewFailed("blue", ended))
	err := previewFailed("blue", errors.New("no such file"))
	require.EqualError(t, err, "preview of stack blue: no such file")
}
