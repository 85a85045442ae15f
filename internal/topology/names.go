package topology

import (
	"fmt"
	"strconv"
)

// StampNames are the Azure names of one stamp's resources.
type StampNames struct {
	ResourceGroup         string
	VirtualNetwork        string
	IntegrationSubnet     string
	PrivateEndpointSubnet string
	IntegrationNSG        string
	PrivateEndpointNSG    string
	Identity              string
	Vault                 string // carries the generation: Azure keeps a deleted vault's name
	SQLServer             string
	StorageAccount        string
	Plan                  string
	App                   string
	Autoscale             string
	Workspace             string
	Component             string // Application Insights
	ActionGroup           string
	ActionGroupShort      string // shown in messages, at most 12 characters
	VaultEndpoint         string // private endpoints
	SQLEndpoint           string
	BlobEndpoint          string
	AppEndpoint           string
	AlertPrefix           string // see Alert
}

// Alert returns the name of the stamp's alert on that subject, for example
// "cpu".
func (n StampNames) Alert(subject string) string { return n.AlertPrefix + "-" + subject }

// Stamp returns the names of one stamp's resources.
//
// Names with separators read <abbreviation>-<system>-<environment>-<stamp>.
// They are injective because none of the parts contains a hyphen. Storage
// accounts allow no hyphens, and vaults too few characters for them; their
// names run the parts together and end in one digit, the length of the
// system's name, which tells where it ends.
func (id Identity) Stamp(stamp Stamp) StampNames {
	own := fmt.Sprintf("%s-%s-%s", id.System, id.Environment, stamp)
	return StampNames{
		ResourceGroup:         "rg-" + own,
		VirtualNetwork:        "vnet-" + own,
		IntegrationSubnet:     "snet-" + own + "-integration",
		PrivateEndpointSubnet: "snet-" + own + "-endpoints",
		IntegrationNSG:        "nsg-" + own + "-integration",
		PrivateEndpointNSG:    "nsg-" + own + "-endpoints",
		Identity:              "id-" + own,
		Vault:                 id.compact("kv", fmt.Sprintf("%s%02d", stamp, id.Generation)),
		SQLServer:             "sql-" + own,
		StorageAccount:        id.compact("st", string(stamp)),
		Plan:                  "plan-" + own,
		App:                   "app-" + own,
		Autoscale:             "autoscale-" + own,
		Workspace:             "log-" + own,
		Component:             "appi-" + own,
		ActionGroup:           "ag-" + own,
		ActionGroupShort:      fmt.Sprintf("%s-%s", id.System, stamp),
		VaultEndpoint:         "pe-" + own + "-vault",
		SQLEndpoint:           "pe-" + own + "-sql",
		BlobEndpoint:          "pe-" + own + "-blob",
		AppEndpoint:           "pe-" + own + "-app",
		AlertPrefix:           "alert-" + own,
	}
}

// GlobalNames are the Azure names of what joins the two stamps.
type GlobalNames struct {
	ResourceGroup        string
	FrontDoorProfile     string
	EndpointApp          string // part of a host name, completed by Azure with a hash
	EndpointBlue         string
	EndpointGreen        string
	WAFPolicy            string // of the generic endpoint
	DirectWAFPolicy      string // of the stamps' own endpoints
	SecurityPolicy       string
	DirectSecurityPolicy string
	RuleSet              string
	FailoverGroup        string // the listener's host name begins with it
	Database             string // used when no name is configured
	ActionGroup          string
	ActionGroupShort     string // shown in messages, at most 12 characters
	Dashboard            string
	DashboardName        string // the title that people see
	Budget               string
	SignIn               string // the Entra application's display name
	BlueToGreen          CrossNames
	GreenToBlue          CrossNames
	AlertPrefix          string // see Alert
	WebTestPrefix        string // see WebTest
}

// CrossNames are the names of the private endpoints in one stamp's network
// that lead to the peer's services.
type CrossNames struct {
	SQLEndpoint  string
	BlobEndpoint string
}

// Alert returns the name of the global layer's alert on that subject.
func (n GlobalNames) Alert(subject string) string { return n.AlertPrefix + "-" + subject }

// WebTest returns the name of the availability test of that subject.
func (n GlobalNames) WebTest(subject string) string { return n.WebTestPrefix + "-" + subject }

// Endpoint returns the name of a stamp's direct Front Door endpoint.
func (n GlobalNames) Endpoint(stamp Stamp) string {
	if stamp == Green {
		return n.EndpointGreen
	}
	return n.EndpointBlue
}

// Cross returns the names of the private endpoints that lie in the network of
// the stamp from and lead to its peer.
func (n GlobalNames) Cross(from Stamp) CrossNames {
	if from == Green {
		return n.GreenToBlue
	}
	return n.BlueToGreen
}

// Global returns the names of what joins the two stamps.
func (id Identity) Global() GlobalNames {
	own := fmt.Sprintf("%s-%s", id.System, id.Environment)
	return GlobalNames{
		ResourceGroup:        "rg-" + own + "-global",
		FrontDoorProfile:     "afd-" + own,
		EndpointApp:          own + "-app",
		EndpointBlue:         own + "-blue",
		EndpointGreen:        own + "-green",
		WAFPolicy:            id.compact("wafa", ""),
		DirectWAFPolicy:      id.compact("wafd", ""),
		SecurityPolicy:       "sp-" + own + "-app",
		DirectSecurityPolicy: "sp-" + own + "-direct",
		RuleSet:              id.compact("rs", ""),
		FailoverGroup:        "fg-" + own,
		Database:             "sqldb-" + own,
		ActionGroup:          "ag-" + own + "-global",
		ActionGroupShort:     id.System + "-all",
		Dashboard:            "dash-" + own,
		DashboardName:        fmt.Sprintf("%s %s: both stamps", id.System, id.Environment),
		Budget:               "budget-" + own,
		SignIn:               "signin-" + own,
		BlueToGreen:          cross(own, Blue),
		GreenToBlue:          cross(own, Green),
		AlertPrefix:          "alert-" + own + "-global",
		WebTestPrefix:        "webtest-" + own,
	}
}

func cross(own string, from Stamp) CrossNames {
	prefix := fmt.Sprintf("pe-%s-%s-%s", own, from, from.Peer())
	return CrossNames{SQLEndpoint: prefix + "-sql", BlobEndpoint: prefix + "-blob"}
}

// compact joins the identity without separators. All abbreviations that are
// used for one resource type have the same length, and the last digit says how
// long the system's name is, so that two identities never share a name.
func (id Identity) compact(abbreviation, rest string) string {
	return abbreviation + id.System + id.Environment + rest + strconv.Itoa(len(id.System))
}
