package settings_test

import (
	"strings"
	"testing"
	"time"

	"github.com/tandem-platform/tandem/internal/settings"
)

// faultCase is one bad input: what is changed in which stack, and the one
// fault that must come of it.
type faultCase struct {
	name         string
	stack        string            // blue unless stated
	set          map[string]string // empty value: remove the key
	at           string            // stack whose file the fault names; stack unless stated
	key          string
	problem, fix string
}

func set(pairs ...string) map[string]string {
	m := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return m
}

var withinAStack = []faultCase{
	{name: "unknown key", set: set("locaton", "northeurope"), key: "locaton", problem: "unknown key", fix: "did you mean tandem:location?"},
	{name: "unknown key like no other", set: set("colourScheme", "x"), key: "colourScheme", problem: "unknown key", fix: "remove it"},
	{name: "key of another layer", set: set("active", "blue"), key: "active", problem: "belongs to the layer global or system", fix: "remove it"},
	{name: "missing key", set: set("owner", ""), key: "owner", problem: "is missing", fix: "add tandem:owner: platform-team"},
	{name: "missing layer", set: set("layer", "stam"), key: "layer", problem: `"stam" is none of stamp, global, system`, fix: "did you mean stamp?"},
	{name: "boolean that is text", set: set("protected", "yes please"), key: "protected", problem: "no boolean", fix: "true or false"},
	{name: "number that is text", set: set("appInstances", "many"), key: "appInstances", problem: `"many" is no whole number`, fix: "1 to 30"},
	{name: "number with a fraction", set: set("appInstances", "2.5"), key: "appInstances", problem: "no whole number", fix: "1 to 30"},
	{name: "number out of range", set: set("appInstances", "31"), key: "appInstances", problem: "31 is out of range", fix: "1 to 30"},
	{name: "list where text belongs", set: set("owner", "[a, b]"), key: "owner", problem: "list or an object", fix: "tandem:owner"},
	{name: "text where a list belongs", set: set("containers", "documents-blue"), key: "containers", problem: "no list of texts", fix: "[documents-blue, documents-green]"},
	{name: "number in a list", stack: "global", set: set("geoFilter", "[1]"), key: "geoFilter", problem: "no list of texts", fix: "[IE, NL]"},
	{name: "secret", set: set("owner", "{secure: v1:abc}"), key: "owner", problem: "is a secret", fix: "tandem:owner"},
	{name: "environment too long", set: set("environment", "production"), key: "environment", problem: "1 to 8 lower-case letters", fix: "prod"},
	{name: "environment with bad characters", set: set("environment", "pro-d"), key: "environment", problem: `"pro-d"`, fix: "prod"},
	{name: "system too short", set: set("system", "s"), key: "system", problem: "2 to 6 lower-case letters", fix: "tandem"},
	{name: "generation too high", set: set("generation", "100"), key: "generation", problem: "out of range", fix: "1 to 99"},
	{name: "class unknown", set: set("class", "prod"), key: "class", problem: `"prod" is none of production, test`, fix: "use one of production, test"},
	{name: "mail address", set: set("alertEmail", "on call"), key: "alertEmail", problem: "no mail address", fix: "oncall@example.com"},
	{name: "expiry that is no time", set: set("expires", "tomorrow"), key: "expires", problem: "RFC 3339", fix: "2030"},
	{name: "owner longer than a tag", set: set("owner", strings.Repeat("a", 257)), key: "owner", problem: "257 characters", fix: "platform-team"},

	{name: "stamp unknown", set: set("stamp", "blu"), key: "stamp", problem: `"blu" names no stamp`, fix: "did you mean blue?"},
	{name: "region unknown", set: set("location", "northeuropa"), key: "location", problem: "no Azure region", fix: "did you mean northeurope?"},
	{name: "region by display name", set: set("location", "North Europe"), key: "location", problem: "no Azure region", fix: "did you mean northeurope?"},
	{name: "region like no other", set: set("location", "atlantis"), key: "location", problem: "no Azure region", fix: "short name"},
	{name: "no zones", set: set("location", "canadaeast"), key: "location", problem: "canadaeast has no availability zones", fix: "tandem:zones: false"},
	{name: "one instance in zones", set: set("appInstances", "1"), key: "appInstances", problem: "cannot be spread over zones", fix: "at least 2"},
	{name: "address space too small", set: set("addressSpace", "10.10.0.0/25"), key: "addressSpace", problem: "too small", fix: "10.10.0.0/16"},
	{name: "address space too large", set: set("addressSpace", "10.0.0.0/12"), key: "addressSpace", problem: "too large", fix: "10.10.0.0/16"},
	{name: "address space no range", set: set("addressSpace", "10.10"), key: "addressSpace", problem: "CIDR", fix: "10.10.0.0/16"},
	{name: "image by tag", set: set("image", "contoso.azurecr.io/shop:v1"), key: "image", problem: "not pinned by digest", fix: "@sha256:"},
	{name: "image by tag and digest", set: set("image", "contoso.azurecr.io/shop:v1@"+digest), key: "image", problem: "without a tag", fix: "@sha256:"},
	{name: "image with a short digest", set: set("image", "contoso.azurecr.io/shop@sha256:12"), key: "image", problem: "64 hexadecimal digits", fix: "@sha256:"},
	{name: "registry by host", set: set("registry", "contoso.azurecr.io"), key: "registry", problem: "no ARM id", fix: "/subscriptions/"},
	{name: "container name", set: set("containers", "[documents-blue, documents-green, Fotos]"), key: "containers", problem: `"Fotos"`, fix: "documents-blue"},
	{name: "container of our own", set: set("containers", "[documents-blue, documents-green, control]"), key: "containers", problem: "of its own accord", fix: "documents-blue"},
	{name: "container twice", set: set("containers", "[documents-blue, documents-green, documents-blue]"), key: "containers", problem: "stands twice", fix: "once"},
	{name: "no containers", set: set("containers", "[]"), key: "containers", problem: "empty list", fix: "documents-blue"},
	{name: "group by name", set: set("dataAdminsObjectId", "admins"), key: "dataAdminsObjectId", problem: "no object id", fix: "11111111-"},
	{name: "size of a test in production", set: set("appSku", "B1"), key: "appSku", problem: `"B1" is none of P0v3`, fix: "use one of"},

	{name: "active names no stamp", stack: "global", set: set("active", "bleu"), key: "active", problem: `"bleu" names no stamp`, fix: "did you mean blue?"},
	{name: "out names no stamp", stack: "global", set: set("out", "red"), key: "out", problem: `"red" names no stamp`, fix: "blue, green"},
	{name: "out is active", stack: "global", set: set("out", "blue"), key: "out", problem: "blue is the active stamp", fix: "fail over first, so that green is active"},
	{name: "global region unknown", stack: "global", set: set("globalRegion", "uksoth"), key: "globalRegion", problem: "no Azure region", fix: "did you mean uksouth?"},
	{name: "operator range without size", stack: "global", set: set("operatorRanges", "[203.0.113.7]"), key: "operatorRanges", problem: "CIDR", fix: "203.0.113.0/24"},
	{name: "operator range of everybody", stack: "global", set: set("operatorRanges", "[0.0.0.0/0]"), key: "operatorRanges", problem: "lets everybody", fix: "203.0.113.0/24"},
	{name: "operator range of everybody by IPv6", stack: "global", set: set("operatorRanges", `["::/0"]`), key: "operatorRanges", problem: "lets everybody", fix: "203.0.113.0/24"},
	{name: "operator range of half the world", stack: "global", set: set("operatorRanges", "[128.0.0.0/1]"), key: "operatorRanges", problem: "too wide", fix: "203.0.113.0/24"},
	{name: "operator range with host bits", stack: "global", set: set("operatorRanges", "[203.0.113.7/24]"), key: "operatorRanges", problem: "write 203.0.113.0/24", fix: "203.0.113.0/24"},
	{name: "custom domain with scheme", stack: "global", set: set("customDomain", "https://shop.example.com"), key: "customDomain", problem: "no host name", fix: "shop.example.com"},
	{name: "custom domain of one label", stack: "global", set: set("customDomain", "shop"), key: "customDomain", problem: "no host name", fix: "shop.example.com"},
	{name: "custom domain that is an address", stack: "global", set: set("customDomain", "203.0.113.7"), key: "customDomain", problem: "an address", fix: "shop.example.com"},
	{name: "country by name", stack: "global", set: set("geoFilter", "[Ireland]"), key: "geoFilter", problem: "country code", fix: "[IE, NL]"},
	{name: "rate limit too low", stack: "global", set: set("rateLimit", "1"), key: "rateLimit", problem: "out of range", fix: "10 to"},
	{name: "database size", stack: "global", set: set("sqlSku", "S0"), key: "sqlSku", problem: `"S0"`, fix: "BC_Gen5_2"},
	{name: "database name", stack: "global", set: set("database", "a/b"), key: "database", problem: `"a/b"`, fix: "shop"},
	{name: "blob name", stack: "global", set: set("blobs", "[documents, Fotos]"), key: "blobs", problem: `"Fotos-green"`, fix: "[documents]",
		at: "global"},
	{name: "budget", stack: "global", set: set("budget", "0"), key: "budget", problem: "out of range", fix: "1 to"},
}

var acrossStacks = []faultCase{
	{name: "one region", stack: "green", set: set("location", "northeurope"), key: "location", problem: "blue's region too (Pulumi.blue.yaml)", fix: "another region"},
	{name: "too close", stack: "green", set: set("location", "ukwest", "zones", "false"), key: "location", problem: "stamps keep 300 km", fix: "tandem:distanceOverride"},
	{name: "overlap", stack: "green", set: set("addressSpace", "10.10.16.0/20"), key: "addressSpace", problem: "overlaps with blue's 10.10.0.0/16", fix: "range of its own"},
	{name: "global region is a stamp's", stack: "global", set: set("globalRegion", "westeurope"), key: "globalRegion", problem: "green's region too", fix: "third region"},
	{name: "other system", stack: "green", set: set("system", "other"), key: "system", problem: "other differs from shop in Pulumi.blue.yaml", fix: "Pulumi.global.yaml"},
	{name: "other generation", stack: "global", set: set("generation", "2"), key: "generation", problem: "2 differs from 1", fix: "the same in all"},
	{name: "other environment", stack: "global", set: set("environment", "live"), key: "environment", problem: "live differs from prod", fix: "the same in all"},
	{name: "other class", stack: "global", set: set("class", "test", "expires", "2030-01-31T18:00:00Z"), key: "class", problem: "test differs from production", fix: "the same in all"},
	{name: "other containers", stack: "green", set: set("containers", "[documents-blue, documents-green, more]"), key: "containers", problem: "differs from blue's", fix: "same containers"},
	{name: "other stamp", stack: "green", set: set("stamp", "blue"), key: "stamp", problem: "the stack green holds another stamp", fix: "tandem:stamp: green"},
}

// load applies a change and loads the checkout.
func (c faultCase) load(t *testing.T) (*settings.All, error) {
	t.Helper()
	files := good()
	stack := c.stack
	if stack == "" {
		stack = "blue"
	}
	for key, value := range c.set {
		if value == "" {
			delete(files[stack], key)
			continue
		}
		files[stack][key] = value
	}
	return settings.LoadDir(files.write(t))
}

func (c faultCase) check(t *testing.T, f settings.Fault) {
	t.Helper()
	at := c.at
	if at == "" {
		at = c.stack
	}
	if at == "" {
		at = "blue"
	}
	if f.Stack != at || f.File != settings.FileName(at) || f.Key != c.key {
		t.Errorf("the fault stands at %s %s %s, want %s %s: %v", f.Stack, f.File, f.Key, at, c.key, f)
	}
	if !strings.Contains(f.Problem, c.problem) || !strings.Contains(f.Remedy, c.fix) {
		t.Errorf("got %v\nwant problem %q and remedy %q", f, c.problem, c.fix)
	}
	if f.Line == 0 && f.Problem != "is missing" {
		t.Errorf("the fault names no line: %v", f)
	}
}

func TestFaults(t *testing.T) {
	for _, c := range append(withinAStack, acrossStacks...) {
		t.Run(c.name, func(t *testing.T) {
			_, err := c.load(t)
			faults := settings.Faults(err)
			if len(faults) == 0 {
				t.Fatalf("no fault, got %v", err)
			}
			c.check(t, faults[0])
			if !strings.Contains(faults[0].Error(), "tandem:"+c.key+": ") {
				t.Errorf("the text names no key: %v", faults[0])
			}
		})
	}
}

// A fault must not drag others behind it that vanish with it.
func TestOneMistakeIsOneFault(t *testing.T) {
	for _, c := range append(withinAStack, acrossStacks...) {
		_, err := c.load(t)
		if n := len(settings.Faults(err)); n != 1 {
			t.Errorf("%s: %d faults\n%v", c.name, n, err)
		}
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	files := good()
	files["blue"]["location"] = "atlantis"
	files["blue"]["image"] = "contoso.azurecr.io/shop:v1"
	files["green"]["addressSpace"] = "10.10.0.0/16"
	files["global"]["active"] = "red"
	files["env-demo"] = merge(system(), map[string]string{"greenLocation": "northeurope"})
	_, err := settings.LoadDir(files.write(t))
	var keys []string
	for _, f := range settings.Faults(err) {
		keys = append(keys, f.Stack+" "+f.Key)
	}
	want := "blue location, blue image, global active, env-demo greenLocation, green addressSpace"
	if got := strings.Join(keys, ", "); got != want {
		t.Errorf("got  %s\nwant %s\n%v", got, want, err)
	}
}

func TestExpiry(t *testing.T) {
	files := good()
	files["env-demo"] = system()
	all, err := settings.LoadDir(files.write(t))
	if err != nil {
		t.Fatal(err)
	}
	expiry := time.Date(2030, 1, 31, 18, 0, 0, 0, time.UTC)
	if err := all.CheckExpiry(expiry.Add(-time.Second)); err != nil {
		t.Errorf("before its expiry the environment is fine: %v", err)
	}
	faults := settings.Faults(all.CheckExpiry(expiry))
	if len(faults) != 1 || faults[0].Key != "expires" || faults[0].File != "Pulumi.env-demo.yaml" || faults[0].Line == 0 ||
		!strings.Contains(faults[0].Problem, "in the past") {
		t.Errorf("got %v", faults)
	}
	if err := all.CheckExpiry(expiry, "blue", "green", "global"); err != nil {
		t.Errorf("the other stacks have not expired: %v", err)
	}
	if err := all.Stacks["env-demo"].CheckExpiry(expiry); err == nil {
		t.Error("the stack alone must be refused too")
	}
}

func TestPlaceholderImage(t *testing.T) {
	files := good()
	files["blue"]["image"] = settings.PlaceholderImage
	all, err := settings.LoadDir(files.write(t))
	if err != nil {
		t.Fatalf("the placeholder is a legal image: %v", err)
	}
	if err := all.CheckTarget(settings.TargetSandbox); err != nil {
		t.Errorf("the sandbox accepts the placeholder: %v", err)
	}
	faults := settings.Faults(all.CheckTarget(settings.TargetAzure))
	if len(faults) != 1 || faults[0].File != "Pulumi.blue.yaml" || faults[0].Key != "image" || faults[0].Line == 0 {
		t.Errorf("Azure must refuse blue's image only, got %v", faults)
	}
	if err := all.Stacks["blue"].CheckTarget(settings.TargetAzure); err == nil {
		t.Error("the stack alone must be refused too")
	}
	if err := all.CheckTarget(settings.TargetAzure, "green", "global"); err != nil {
		t.Errorf("the others have images: %v", err)
	}
	if err := all.CheckTarget(settings.TargetAzure, "gren"); err == nil || !strings.Contains(err.Error(), "did you mean green?") {
		t.Errorf("an unknown stack must be refused, got %v", err)
	}
}
