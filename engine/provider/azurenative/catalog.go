package azurenative

import (
	"fmt"

	"github.com/tandem-platform/tandem/engine/provider/meta"
)

// typeOf finds the resource type with the given token.
func typeOf(token string) (*meta.Resource, error) {
	t, ok := meta.Lookup(token)
	if !ok {
		return nil, fmt.Errorf("the azure-native double has no resource type %s: "+
			"use azure-native:resources:Resource, or add it to engine/provider/meta/tokens.json", token)
	}
	return t, nil
}
