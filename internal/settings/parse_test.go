package settings_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/tandem-platform/tandem/internal/settings"
	"github.com/tandem-platform/tandem/internal/topology"
)

// asPulumi turns the YAML of simple values into what a program receives.
func asPulumi(values map[string]string) map[string]string {
	all := map[string]string{}
	for key, value := range values {
		if strings.HasPrefix(value, "[") {
			items := strings.Split(strings.Trim(value, "[]"), ", ")
			value = `["` + strings.Join(items, `","`) + `"]`
		}
		all[key] = value
	}
	return all
}

func TestDefaults(t *testing.T) {
	global, err := settings.Parse("global", asPulumi(good()["global"]))
	if err != nil {
		t.Fatal(err)
	}
	if global.Generation != 1 || !global.Protected || global.Expires != nil || global.Global.RateLimit != 1000 ||
		global.Global.Out != "" || global.Global.Database != "sqldb-shop-prod" {
		t.Errorf("defaults of production: %+v %+v", global.Common, global.Global)
	}
	test, err := settings.Parse("env-demo", asPulumi(system()))
	if err != nil {
		t.Fatal(err)
	}
	if test.Protected {
		t.Error("a test environment is not protected unless it says so")
	}
}

// TestExpiryWithoutQuotes hands expiries over as the CLI does when the stack file
// has no quotes around them.
func TestExpiryWithoutQuotes(t *testing.T) {
	want := time.Date(2030, 1, 31, 18, 0, 0, 0, time.UTC)
	for _, text := range []string{"2030-01-31T18:00:00Z", want.String(), want.In(time.FixedZone("", 2*60*60)).String()} {
		values := asPulumi(system())
		values["expires"] = text
		s, err := settings.Parse("env-demo", values)
		if err != nil {
			t.Errorf("%s: %v", text, err)
		} else if !s.Expires.Equal(want) {
			t.Errorf("%s is read as %s", text, s.Expires)
		}
	}
}

func TestParseSystemLayer(t *testing.T) {
	values := asPulumi(system())
	s, err := settings.Parse("env-demo", values)
	if err != nil {
		t.Fatal(err)
	}
	blue, green := s.Stamps[topology.Blue], s.Stamps[topology.Green]
	if blue.Location != "northeurope" || green.Location != "westeurope" || blue.AddressSpace == green.AddressSpace || blue.Image != green.Image {
		t.Errorf("blue %+v\ngreen %+v", blue, green)
	}
	for name, c := range map[string]struct {
		change map[string]string
		want   string
	}{
		"one key for two stamps":   {set("location", "northeurope"), "set tandem:blueLocation and tandem:greenLocation"},
		"one region":               {set("greenLocation", "northeurope"), "tandem:greenLocation: northeurope is blue's region too"},
		"overlap":                  {set("greenAddressSpace", "10.10.0.0/24"), "tandem:greenAddressSpace: 10.10.0.0/24 overlaps with blue's 10.10.0.0/20"},
		"global region":            {set("globalRegion", "northeurope"), "tandem:globalRegion: northeurope is blue's region too"},
		"too close":                {set("greenLocation", "ukwest"), "tandem:greenLocation: ukwest lies"},
		"a fault that both share":  {set("image", "web:v1"), "tandem:image: "},
		"no expiry":                {set("expires", ""), "tandem:expires: is missing: an environment of class test"},
		"a container that is gone": {set("containers", `["documents-blue"]`), "lacks documents-green"},
		"zones at this size":       {set("zones", "true", "appInstances", "2"), "tandem:appSku: B1 cannot be spread over zones"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := merge(values, c.change)
			maps.DeleteFunc(changed, func(_, value string) bool { return value == "" })
			_, err := settings.Parse("env-demo", changed)
			if n := len(settings.Faults(err)); n != 1 || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%d faults: %v\nwant one with %s", n, err, c.want)
			}
			if !strings.HasPrefix(fmt.Sprint(err), "stack env-demo: ") {
				t.Errorf("without a file the fault names the stack: %v", err)
			}
		})
	}
}

func TestCheckPlacement(t *testing.T) {
	global, err := settings.Parse("global", asPulumi(good()["global"]))
	if err != nil {
		t.Fatal(err)
	}
	at := func(blue, green string) map[topology.Stamp]string {
		return map[topology.Stamp]string{topology.Blue: blue, topology.Green: green}
	}
	if err := global.CheckPlacement(at("northeurope", "westeurope")); err != nil {
		t.Errorf("far apart, and not in uksouth: %v", err)
	}
	for want, locations := range map[string]map[topology.Stamp]string{
		"blue's region too":       at("westeurope", "westeurope"),
		"stamps keep 300 km":      at("westeurope", "belgiumcentral"),
		"green's region too":      at("northeurope", "uksouth"),
		"tandem:distanceOverride": at("italynorth", "switzerlandnorth"),
	} {
		if err := global.CheckPlacement(locations); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %s", locations, err, want)
		}
	}
	blue, err := settings.Parse("blue", asPulumi(good()["blue"]))
	if err != nil {
		t.Fatal(err)
	}
	if err := blue.CheckPlacement(at("northeurope", "northeurope")); err != nil {
		t.Errorf("a stamp does not judge its peer: %v", err)
	}
}

func TestContainers(t *testing.T) {
	g := &settings.Global{Blobs: []string{"documents", "photos"}}
	want := []string{"documents-blue", "documents-green", "photos-blue", "photos-green"}
	if got := g.Containers(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Whatever legal settings are written down in a file come back as they were.
func TestRoundTrip(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		want := drawSystem(rt)
		files := good()
		for stack, values := range files {
			files.file(t, dir, stack, render(values))
		}
		files.file(t, dir, "env-any", render(written(want)))
		all, err := settings.LoadDir(dir)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, all.Stacks["env-any"]); diff != "" {
			rt.Errorf("(-want +got):\n%s", diff)
		}
		if _, err := settings.Parse("env-any", asPulumi(written(want))); err != nil {
			rt.Errorf("what the file says must be legal for the program: %v", err)
		}
	})
}

// drawSystem draws legal settings of a stack of the system layer.
func drawSystem(t *rapid.T) *settings.Settings {
	text := rapid.StringMatching(`[a-z][a-z0-9]{2,10}`)
	flag := rapid.Bool()
	expires := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "expires"), 0).UTC()
	s := &settings.Settings{
		Stack: "env-any", Layer: settings.LayerSystem, Stamps: map[topology.Stamp]*settings.Stamp{},
		Common: settings.Common{
			System:      rapid.StringMatching(`[a-z][a-z0-9]{1,5}`).Draw(t, "system"),
			Environment: rapid.StringMatching(`x[a-z0-9]{0,7}`).Draw(t, "environment"),
			Class:       settings.Test,
			Generation:  rapid.IntRange(1, topology.MaxGeneration).Draw(t, "generation"),
			Owner:       text.Draw(t, "owner"), Expires: &expires, Protected: flag.Draw(t, "protected"),
			AlertEmail: text.Draw(t, "mailbox") + "@example.com",
		},
	}
	active := rapid.SampledFrom(topology.Stamps()).Draw(t, "active")
	s.Global = &settings.Global{
		Region: "uksouth", Active: active, Anchor: rapid.SampledFrom(topology.Stamps()).Draw(t, "anchor"),
		OperatorRanges: []string{fmt.Sprintf("203.0.%d.0/24", rapid.Byte().Draw(t, "range"))},
		CustomDomain:   text.Draw(t, "host") + ".example.com",
		GeoFilter:      rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z]{2}`), 1, 5, rapid.ID).Draw(t, "countries"),
		RateLimit:      rapid.IntRange(10, 1_000_000).Draw(t, "rate"),
		SQLSKU:         rapid.SampledFrom([]string{"GP_Gen5_2", "BC_Gen5_80"}).Draw(t, "sku"),
		Database:       text.Draw(t, "database"),
		Blobs:          rapid.SliceOfNDistinct(text, 1, 3, rapid.ID).Draw(t, "blobs"),
		Budget:         rapid.IntRange(1, 10_000_000).Draw(t, "budget"),
		RoleOverride:   text.Draw(t, "role"),
	}
	if flag.Draw(t, "isOut") {
		s.Global.Out = active.Peer()
	}
	template := settings.Stamp{
		Image: image, Registry: registry, Containers: s.Global.Containers(), DataAdminsName: text.Draw(t, "group"),
		DataAdminsObjectID: groupID, AppSKU: rapid.SampledFrom([]string{"P0v3", "P1v3", "P2v3", "P3v3"}).Draw(t, "app"),
		AppInstances: rapid.IntRange(2, 30).Draw(t, "instances"), Zones: flag.Draw(t, "zones"),
	}
	spaces := map[topology.Stamp]int{topology.Blue: 10, topology.Green: 11}
	locations := map[topology.Stamp]string{topology.Blue: "northeurope", topology.Green: "westeurope"}
	for _, stamp := range topology.Stamps() {
		own := template
		own.Stamp, own.Location = stamp, locations[stamp]
		own.AddressSpace = fmt.Sprintf("10.%d.0.0/%d", spaces[stamp], rapid.IntRange(16, 24).Draw(t, "bits"))
		s.Stamps[stamp] = &own
	}
	return s
}

// written is the settings as a person would write them into a file.
func written(s *settings.Settings) map[string]string {
	g, blue, green := s.Global, s.Stamps[topology.Blue], s.Stamps[topology.Green]
	list := func(items []string) string { return "[" + strings.Join(items, ", ") + "]" }
	values := map[string]string{
		"layer": string(s.Layer), "class": string(s.Class), "generation": fmt.Sprint(s.Generation), "protected": fmt.Sprint(s.Protected),
		"alertEmail": s.AlertEmail, "zones": fmt.Sprint(blue.Zones), "image": blue.Image, "registry": blue.Registry,
		"containers": list(blue.Containers), "dataAdminsObjectId": blue.DataAdminsObjectID, "appSku": blue.AppSKU,
		"appInstances": fmt.Sprint(blue.AppInstances), "blueLocation": blue.Location, "greenLocation": green.Location,
		"blueAddressSpace": blue.AddressSpace, "greenAddressSpace": green.AddressSpace, "globalRegion": g.Region,
		"active": string(g.Active), "anchor": string(g.Anchor), "operatorRanges": list(g.OperatorRanges), "customDomain": g.CustomDomain,
		"rateLimit": fmt.Sprint(g.RateLimit), "sqlSku": g.SQLSKU, "blobs": list(g.Blobs), "budget": fmt.Sprint(g.Budget), "geoFilter": list(g.GeoFilter),
		"expires": s.Expires.Format(time.RFC3339),
	}
	if g.Out != "" {
		values["out"] = string(g.Out)
	}
	for key, value := range map[string]string{
		"system": s.System, "environment": s.Environment, "owner": s.Owner, "dataAdminsName": blue.DataAdminsName,
		"database": g.Database, "roleOverride": g.RoleOverride,
	} {
		values[key] = value
	}
	return values
}

func TestFaultsAreFoundInsideWrappedErrors(t *testing.T) {
	_, err := settings.Parse("blue", map[string]string{"layer": "stamp"})
	own := settings.Faults(err)
	if len(own) < 2 {
		t.Fatalf("almost everything is missing, got %v", err)
	}
	wrapped := fmt.Errorf("configuration: %w", errors.Join(errors.New("something else"), err))
	if got := settings.Faults(wrapped); !slices.Equal(got, own) {
		t.Errorf("got %v, want %v", got, own)
	}
	if got := settings.Faults(errors.New("something else")); got != nil {
		t.Errorf("another error holds no fault, got %v", got)
	}
}
