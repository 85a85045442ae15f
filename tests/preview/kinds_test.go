package preview

// edit replaces one text in one file.
type edit struct{ file, old, new string }

// back is the edit that takes this one back.
func (e edit) back() edit { return edit{e.file, e.new, e.old} }

// kind is one kind of change: what is edited in the base, and then in the
// working tree, the flags, and how the command ends.
type kind struct {
	name       string
	base, head []edit
	flags      []string
	code       int
}

const (
	containers = "tandem:containers: [documents-blue, documents-green]"
	noImage    = "sha256:0000000000000000000000000000000000000000000000000000000000000000"
	someImage  = "sha256:1111111111111111111111111111111111111111111111111111111111111111"
)

var (
	blueZones = edit{"Pulumi.blue.yaml", "tandem:zones: true", "tandem:zones: false"}
	// Azure does not take an account's copies out of zones, or into them, by an update.
	keepsZones = edit{"components/region/storage.go", "if f.args.Zones {", "if f.args.Zones || true {"}
	blueSize   = edit{"Pulumi.blue.yaml", "tandem:appSku: P1v3", "tandem:appSku: P2v3"}
	greenSize  = edit{"Pulumi.green.yaml", "tandem:appSku: P1v3", "tandem:appSku: P2v3"}
	noSize     = edit{"Pulumi.blue.yaml", "tandem:appSku: P1v3", "tandem:appSku: P9v9"}
	misspelt   = edit{"main.go", "pulumi.Run(stacks.Deploy)", "pulumi.Run(stacks.Deplpy)"}
	panics     = edit{"components/region/stamp.go", "stamp.fill(args, p)\n", "stamp.fill(args, p)\n\tpanic(\"planted\")\n"}
	database   = edit{"Pulumi.global.yaml", "tandem:database: tandem", "tandem:database: ledger"}
)

// kinds are all kinds of change of which a report is recorded.
var kinds = []kind{
	{name: "nothing"},
	{name: "app-image", head: []edit{{"Pulumi.blue.yaml", noImage, someImage}}},
	{name: "size", head: []edit{greenSize}},
	{name: "both-stamps", head: []edit{blueSize, greenSize}},
	{name: "replaced-database", head: []edit{database}, code: 3},
	{name: "replaced-database-allowed", head: []edit{database}, code: 0,
		flags: []string{"--allow-data-change", "global-sql-blue-database,global-sql-green-database"}},
	{name: "deleted-container", code: 3, head: []edit{
		{"Pulumi.blue.yaml", containers, "tandem:containers: [papers-blue, papers-green]"},
		{"Pulumi.green.yaml", containers, "tandem:containers: [papers-blue, papers-green]"},
		{"Pulumi.global.yaml", "tandem:blobs: [documents]", "tandem:blobs: [papers]"}}},
	{name: "region-moved", head: []edit{{"Pulumi.blue.yaml", "tandem:location: northeurope", "tandem:location: swedencentral"}}, code: 3},
	{name: "tag-everywhere", head: []edit{
		{"Pulumi.blue.yaml", "tandem:owner: platform-team", "tandem:owner: market-platform"},
		{"Pulumi.green.yaml", "tandem:owner: platform-team", "tandem:owner: market-platform"},
		{"Pulumi.global.yaml", "tandem:owner: platform-team", "tandem:owner: market-platform"}}},
	{name: "policy-broken", head: []edit{blueZones, keepsZones}, code: 3},
	{name: "policy-mended", base: []edit{blueZones, keepsZones}, head: []edit{blueZones.back()}},
	{name: "renamed", base: []edit{blueZones, keepsZones}, code: 3, head: []edit{
		{"components/region/app.go", `NewAppServicePlan(ctx, name+"-plan"`, `NewAppServicePlan(ctx, name+"-workers"`},
		{"components/region/app.go", "}, options...); err", `}, append(options, pulumi.Aliases([]pulumi.Alias{{Name: pulumi.String(name + "-plan")}}))...); err`}}},
	{name: "refused-by-azure", head: []edit{blueZones}, code: 3},
	{name: "active-flipped", head: []edit{{"Pulumi.global.yaml", "tandem:active: blue", "tandem:active: green"}}, code: 3},
	{name: "protection-lifted", head: []edit{{"Pulumi.global.yaml", "tandem:protected: true", "tandem:protected: false"}}, code: 3},
	{name: "secret-changed", head: []edit{{"components/global/wiring.go",
		"own.TelemetryConnection,", `pulumi.ToSecret(pulumi.Sprintf("%s;Planted=1", own.TelemetryConnection)).(pulumi.StringOutput),`}}},
	{name: "firewall-detects-only", code: 3, head: []edit{{"components/global/waf.go", `pulumi.String("Prevention")`, `pulumi.String("Detection")`}}},
	{name: "base-misconfigured", code: 1, base: []edit{noSize}, head: []edit{noSize.back()}},
	{name: "base-does-not-compile", code: 1, base: []edit{misspelt}, head: []edit{misspelt.back()}},
	{name: "base-panics", code: 1, base: []edit{panics}, head: []edit{panics.back()}},
	{name: "does-not-compile", code: 1, head: []edit{misspelt}},
	{name: "panics-half-way", code: 1, head: []edit{panics}},
}
