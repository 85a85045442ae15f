package rp

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

// reachable refuses a body that refers to what the caller cannot reach: a
// resource in another subscription, of which the sandbox has none, and, for
// Microsoft.Network, whose nested ids are all resource ids, an id that is none.
func reachable(c *Call, body map[string]any) *arm.Error {
	w := linkWalk{c: c, network: strings.HasPrefix(strings.ToLower(c.Type), "microsoft.network/")}
	return w.object(body, "")
}

type linkWalk struct {
	c       *Call
	network bool
}

// freeText are properties whose content is nobody's reference.
var freeText = map[string]bool{"tags": true, "template": true, "parameters": true, "metadata": true, "lenses": true}

func (w linkWalk) object(o map[string]any, path string) *arm.Error {
	for _, key := range slices.Sorted(maps.Keys(o)) {
		if freeText[key] {
			continue
		}
		at := key
		if path != "" {
			at = path + "." + key
		}
		if e := w.value(o[key], key, at, path == ""); e != nil {
			return e
		}
	}
	return nil
}

func (w linkWalk) value(v any, key, path string, root bool) *arm.Error {
	switch v := v.(type) {
	case map[string]any:
		return w.object(v, path)
	case []any:
		for i, e := range v {
			if refused := w.value(e, key, fmt.Sprintf("%s[%d]", path, i), false); refused != nil {
				return refused
			}
		}
	case string:
		return w.text(v, key, path, root)
	}
	return nil
}

func (w linkWalk) text(v, key, path string, root bool) *arm.Error {
	if !strings.HasSuffix(strings.ToLower(key), "id") && !strings.HasSuffix(strings.ToLower(key), "ids") {
		return nil
	}
	if w.network && key == "id" && !root && v != "" && !strings.HasPrefix(v, "/") {
		return arm.InvalidLinkedID(path, v)
	}
	id, err := arm.ParsePath(v)
	if err != nil || id.Subscription == "" || strings.EqualFold(id.Subscription, w.c.SubID) {
		return nil
	}
	return arm.LinkedAuthorizationFailed(linkAction(v), w.c.ID, w.c.TenantID, id.Subscription)
}

// linkAction is what a caller must be allowed to do with a resource to refer to it.
func linkAction(id string) string {
	if strings.EqualFold(typeOf(id), "Microsoft.Network/virtualNetworks/subnets") {
		return "Microsoft.Network/virtualNetworks/subnets/join/action"
	}
	return typeOf(id) + "/read"
}
