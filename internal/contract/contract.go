// Package contract is the versioned shape of what Tandem's stacks export
// under the output name [OutputName].
//
// The stacks write it; procedures (status, failover, drills) read it as JSON
// from the state backend, without linking the Pulumi SDK. Fields are only
// ever added within a version; a field that changes meaning or goes away
// raises [Version].
package contract

// Version is the version that this package writes and reads.
const Version = 1

// OutputName is the stack output that holds the contract.
const OutputName = "contract"

// TelemetryOutputName is the secret stack output of the stamp layer that holds
// the Application Insights connection string. It is kept out of the contract,
// so that the contract itself is never secret.
const TelemetryOutputName = "telemetryConnection"

// Resource is an Azure resource by its ARM id and name.
type Resource struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Host is a resource that answers under a host name.
type Host struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	HostName string `json:"hostName"`
}

// Network is a stamp's virtual network.
type Network struct {
	ID                      string `json:"id"`
	IntegrationSubnetID     string `json:"integrationSubnetId"`
	PrivateEndpointSubnetID string `json:"privateEndpointSubnetId"`
}

// Identity is a user-assigned managed identity.
type Identity struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	ClientID    string `json:"clientId"`
	PrincipalID string `json:"principalId"`
}

// Zones are a stamp's private DNS zones by the service that they resolve.
type Zones struct {
	Vault Resource `json:"vault"`
	SQL   Resource `json:"sql"`
	Blob  Resource `json:"blob"`
	Sites Resource `json:"sites"`
}

// Stamp is what a stamp stack exports: everything that the global layer and
// the procedures need to know of one region.
type Stamp struct {
	Version        int      `json:"version"`
	System         string   `json:"system"`
	Environment    string   `json:"environment"`
	Class          string   `json:"class"`
	Generation     int      `json:"generation"`
	Stamp          string   `json:"stamp"`
	Location       string   `json:"location"`
	SubscriptionID string   `json:"subscriptionId"`
	TenantID       string   `json:"tenantId"`
	ResourceGroup  string   `json:"resourceGroup"`
	Network        Network  `json:"network"`
	Zones          Zones    `json:"zones"`
	Plan           Resource `json:"plan"`
	App            Host     `json:"app"`
	SQL            Host     `json:"sql"`
	Storage        Host     `json:"storage"` // HostName is the blob endpoint's host.
	Vault          Host     `json:"vault"`
	Identity       Identity `json:"identity"`
	Workspace      Resource `json:"workspace"`
	Component      Resource `json:"component"` // Application Insights
	Containers     []string `json:"containers"`
	Image          string   `json:"image"`
	ImageDigest    string   `json:"imageDigest"`
	Revision       string   `json:"revision"` // source revision, "unknown" without git
}

// FailoverGroup is the SQL failover group and its databases.
type FailoverGroup struct {
	ID       string              `json:"id"` // on the anchor's server
	Name     string              `json:"name"`
	Listener string              `json:"listener"` // read-write listener's host name
	Anchor   string              `json:"anchor"`   // stamp on whose server the group was born
	Database string              `json:"database"`
	Servers  map[string]Resource `json:"servers"` // by stamp
}

// FrontDoor is the edge.
type FrontDoor struct {
	ProfileID   string          `json:"profileId"`
	ProfileName string          `json:"profileName"`
	FrontDoorID string          `json:"frontDoorId"` // value of the X-Azure-FDID header
	Endpoints   map[string]Host `json:"endpoints"`   // "app", "blue", "green"
	// OriginGroups holds the generic origin group's origins by stamp.
	Origins map[string]Resource `json:"origins"`
	// PrivateLinkMessage is the request message by which the edge's
	// private-link requests are recognised.
	PrivateLinkMessage string `json:"privateLinkMessage"`
}

// Replication is one direction of blob object replication.
type Replication struct {
	From              string   `json:"from"`
	To                string   `json:"to"`
	PolicyID          string   `json:"policyId"` // the GUID that both accounts know it by
	SourcePolicyID    string   `json:"sourcePolicyId"`
	DestinationPolicy string   `json:"destinationPolicyId"`
	Containers        []string `json:"containers"`
}

// DNSRecord is a record that the owner of a custom domain has to set.
type DNSRecord struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// SignIn is the system's Entra application.
type SignIn struct {
	ClientID string `json:"clientId"`
	TenantID string `json:"tenantId"`
}

// Global is what the global stack exports.
type Global struct {
	Version       int           `json:"version"`
	System        string        `json:"system"`
	Environment   string        `json:"environment"`
	Class         string        `json:"class"`
	Location      string        `json:"location"`
	ResourceGroup string        `json:"resourceGroup"`
	Active        string        `json:"active"`
	Out           string        `json:"out"`
	FrontDoor     FrontDoor     `json:"frontDoor"`
	FailoverGroup FailoverGroup `json:"failoverGroup"`
	Replications  []Replication `json:"replications"`
	SignIn        SignIn        `json:"signIn"`
	DNSRecords    []DNSRecord   `json:"dnsRecords"`
	Revision      string        `json:"revision"`
}

// System is what a stack of the system layer (a test environment) exports.
type System struct {
	Version int              `json:"version"`
	Stamps  map[string]Stamp `json:"stamps"`
	Global  Global           `json:"global"`
}
