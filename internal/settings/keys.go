package settings

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/internal/topology"
)

// key describes one configuration key.
type key struct {
	name    string
	layers  []Layer
	example string // a legal value, shown where the key is missing or wrong
}

var (
	everyLayer  = []Layer{LayerStamp, LayerGlobal, LayerSystem}
	stampLayers = []Layer{LayerStamp, LayerSystem}
	joinLayers  = []Layer{LayerGlobal, LayerSystem}
	systemLayer = []Layer{LayerSystem}
)

// keys lists every key under "tandem:". In the system layer the keys of
// [perStamp] carry their stamp as a prefix instead, see [stampKey].
var keys = []key{
	{"layer", everyLayer, "stamp"},
	{"system", everyLayer, "tandem"},
	{"environment", everyLayer, "prod"},
	{"class", everyLayer, "production"},
	{"generation", everyLayer, "1"},
	{"owner", everyLayer, "platform-team"},
	{"expires", everyLayer, `"2030-01-31T18:00:00Z"`},
	{"protected", everyLayer, "true"},
	{"alertEmail", everyLayer, "oncall@example.com"},

	{"created", systemLayer, `"2030-01-31T10:00:00Z"`},
	{"pullRequest", systemLayer, "42"},
	{"extended", systemLayer, `"2030-01-31T12:00:00Z by mona"`},

	{"stamp", []Layer{LayerStamp}, "blue"},
	{"location", []Layer{LayerStamp}, "northeurope"},
	{"addressSpace", []Layer{LayerStamp}, "10.10.0.0/16"},
	{"blueLocation", systemLayer, "northeurope"},
	{"greenLocation", systemLayer, "westeurope"},
	{"blueAddressSpace", systemLayer, "10.10.0.0/16"},
	{"greenAddressSpace", systemLayer, "10.20.0.0/16"},
	{"zones", stampLayers, "true"},
	{"image", stampLayers, "contoso.azurecr.io/shop@sha256:<64 hexadecimal digits>"},
	{"registry", stampLayers, "/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerRegistry/registries/<name>"},
	{"containers", stampLayers, "[documents-blue, documents-green]"},
	{"dataAdminsName", stampLayers, "sql-administrators"},
	{"dataAdminsObjectId", stampLayers, "11111111-2222-4333-8444-555555555555"},
	{"appSku", stampLayers, "P1v3"},
	{"appInstances", stampLayers, "2"},

	{"globalRegion", joinLayers, "uksouth"},
	{"active", joinLayers, "blue"},
	{"out", joinLayers, "green"},
	{"anchor", joinLayers, "blue"},
	{"distanceOverride", joinLayers, "the law asks for both copies in one country"},
	{"operatorRanges", joinLayers, "[203.0.113.0/24]"},
	{"customDomain", joinLayers, "shop.example.com"},
	{"geoFilter", joinLayers, "[IE, NL]"},
	{"rateLimit", joinLayers, "1000"},
	{"sqlSku", joinLayers, "BC_Gen5_2"},
	{"database", joinLayers, "shop"},
	{"blobs", joinLayers, "[documents]"},
	{"budget", joinLayers, "5000"},
	{"roleOverride", joinLayers, "northeurope is down since 09:40, confirmed by Azure"},
}

// perStamp are the keys of a stamp that differ between the two stamps, so that
// a stack that holds both states each of them twice.
var perStamp = []string{"location", "addressSpace"}

// stampKey returns the key by which a stack of that layer states a stamp's
// value: location is blueLocation where both stamps share one stack.
func stampKey(layer Layer, stamp topology.Stamp, name string) string {
	if layer != LayerSystem || !slices.Contains(perStamp, name) {
		return name
	}
	return string(stamp) + strings.ToUpper(name[:1]) + name[1:]
}

func lookupKey(name string) (key, bool) {
	i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
	if i < 0 {
		return key{}, false
	}
	return keys[i], true
}

// example returns the line that sets a key.
func example(name string) string {
	k, _ := lookupKey(name)
	return qualified(name) + ": " + k.example
}

// keysOf returns the names of a layer's keys; of all layers if it is empty.
func keysOf(layer Layer) []string {
	var names []string
	for _, k := range keys {
		if layer == "" || slices.Contains(k.layers, layer) {
			names = append(names, k.name)
		}
	}
	return names
}
