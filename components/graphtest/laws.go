package graphtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// The laws below return one line for every resource that breaks them, and
// nothing for a graph that keeps them.

// taggable are the types whose ARM resource carries tags.
var taggable = set(
	"azure-native:cdn:AFDEndpoint", "azure-native:cdn:Profile",
	"azure-native:containerregistry:Registry", "azure-native:containerregistry:Replication",
	"azure-native:insights:ActionGroup", "azure-native:insights:ActivityLogAlert", "azure-native:insights:AutoscaleSetting",
	"azure-native:insights:Component", "azure-native:insights:MetricAlert", "azure-native:insights:ScheduledQueryRule",
	"azure-native:insights:WebTest", "azure-native:insights:Workbook",
	"azure-native:keyvault:Key", "azure-native:keyvault:Secret", "azure-native:keyvault:Vault",
	"azure-native:managedidentity:UserAssignedIdentity",
	"azure-native:network:NetworkSecurityGroup", "azure-native:network:Policy", "azure-native:network:PrivateEndpoint",
	"azure-native:network:PrivateZone", "azure-native:network:VirtualNetwork", "azure-native:network:VirtualNetworkLink",
	"azure-native:operationalinsights:Workspace", "azure-native:portal:Dashboard", "azure-native:resources:ResourceGroup",
	"azure-native:sql:Database", "azure-native:sql:FailoverGroup", "azure-native:sql:Server",
	"azure-native:storage:StorageAccount",
	"azure-native:web:AppServicePlan", "azure-native:web:WebApp", "azure-native:web:WebAppSlot",
)

// emitting are the types that send logs or metrics where a diagnostic setting
// tells them to.
var emitting = set(
	"azure-native:cdn:Profile", "azure-native:keyvault:Vault",
	"azure-native:network:NetworkSecurityGroup", "azure-native:network:PrivateEndpoint", "azure-native:network:VirtualNetwork",
	"azure-native:operationalinsights:Workspace", "azure-native:sql:Database", "azure-native:sql:Server",
	"azure-native:storage:BlobServiceProperties", "azure-native:storage:StorageAccount",
	"azure-native:web:AppServicePlan", "azure-native:web:WebApp",
)

// data are the types whose loss is a loss of data.
var data = set(
	"azure-native:keyvault:Key", "azure-native:keyvault:Vault",
	"azure-native:sql:Database", "azure-native:sql:FailoverGroup", "azure-native:sql:Server",
	"azure-native:storage:BlobContainer", "azure-native:storage:StorageAccount",
)

// lockable are the types of data that carry a lock of their own; what hangs on
// them inherits it.
var lockable = set("azure-native:keyvault:Vault", "azure-native:sql:Server", "azure-native:storage:StorageAccount")

// set makes a set of tokens.
func set(tokens ...string) map[string]bool {
	m := map[string]bool{}
	for _, token := range tokens {
		m[token] = true
	}
	return m
}

// Orphans lists the provider resources that have no component as parent.
func Orphans(g *Graph) []string {
	var faults []string
	for _, r := range g.Custom() {
		if strings.HasPrefix(r.Token, "pulumi:providers:") {
			continue
		}
		if p := g.ByURN(r.Parent); p == nil || p.Custom {
			faults = append(faults, fmt.Sprintf("%s (%s) has no component as parent", r.Name, r.Token))
		}
	}
	return faults
}

// Misnamed lists the resources whose logical name does not begin with their
// parent's.
func Misnamed(g *Graph) []string {
	var faults []string
	for _, r := range g.Resources {
		if p := g.ByURN(r.Parent); p != nil && !strings.HasPrefix(r.Name, p.Name+"-") {
			faults = append(faults, fmt.Sprintf("%s (%s) is a child of %s and not named for it", r.Name, r.Token, p.Name))
		}
	}
	return faults
}

// Untagged lists the taggable resources that lack one of the wanted tags.
func Untagged(g *Graph, want map[string]string) []string {
	var faults []string
	for _, r := range g.Custom() {
		if !taggable[Unversioned(r.Token)] {
			continue
		}
		for key, value := range want {
			if got := r.Text("tags." + key); got != value {
				faults = append(faults, fmt.Sprintf("%s (%s) has tag %s=%q, not %q", r.Name, r.Token, key, got, value))
			}
		}
	}
	sort.Strings(faults)
	return faults
}

// Undiagnosed lists the emitting resources without a diagnostic setting. A SQL
// server's logs are those of its system database.
func Undiagnosed(g *Graph) []string {
	targets := map[string]bool{}
	for _, r := range g.ByToken("azure-native:insights:DiagnosticSetting") {
		if r.Text("workspaceId") != "" {
			targets[r.Text("resourceUri")] = true
		}
	}
	var faults []string
	for _, r := range g.Custom() {
		if emitting[Unversioned(r.Token)] && !targets[r.ID] && !targets[r.ID+"/databases/master"] {
			faults = append(faults, fmt.Sprintf("%s (%s) sends its logs and metrics nowhere", r.Name, r.Token))
		}
	}
	return faults
}

// Unprotected lists the data that Pulumi would delete when asked to.
func Unprotected(g *Graph) []string {
	var faults []string
	for _, r := range g.Custom() {
		if data[Unversioned(r.Token)] && !r.Protect {
			faults = append(faults, fmt.Sprintf("%s (%s) holds data and is not protected", r.Name, r.Token))
		}
	}
	return faults
}

// Unlocked lists the data that Azure would delete when asked to.
func Unlocked(g *Graph) []string {
	scopes := map[string]bool{}
	for _, r := range g.ByToken("azure-native:authorization:ManagementLockByScope") {
		if r.Text("level") == "CanNotDelete" {
			scopes[r.Text("scope")] = true
		}
	}
	var faults []string
	for _, r := range g.Custom() {
		if lockable[Unversioned(r.Token)] && !scopes[r.ID] {
			faults = append(faults, fmt.Sprintf("%s (%s) holds data and is not locked", r.Name, r.Token))
		}
	}
	return faults
}

// PlainSecrets lists the places where a credential that the mocks handed out
// stands unmarked: in what the program returned, or in a resource's inputs.
func PlainSecrets(g *Graph) []string {
	var faults []string
	for path, o := range g.Outputs {
		if text := fmt.Sprint(o.Value); !o.Secret && slices.ContainsFunc(g.secrets, func(s string) bool { return strings.Contains(text, s) }) {
			faults = append(faults, fmt.Sprintf("output %s shows a secret", path))
		}
	}
	for _, r := range g.Resources {
		text := fmt.Sprint(r.Inputs.MapRepl(nil, redact))
		if slices.ContainsFunc(g.secrets, func(s string) bool { return strings.Contains(text, s) }) {
			faults = append(faults, fmt.Sprintf("%s (%s) is given a secret that is not marked as one", r.Name, r.Token))
		}
	}
	sort.Strings(faults)
	return faults
}

// Under returns the component of that name and everything below it.
func (g *Graph) Under(component string) []*Resource {
	var found []*Resource
	for _, r := range g.Resources {
		for at := r; at != nil; at = g.ByURN(at.Parent) {
			if at.Name == component && !at.Custom {
				found = append(found, r)
				break
			}
		}
	}
	return found
}

// Crossings lists the dependencies between two components, in both directions,
// and the inputs of one that name a resource of the other.
func Crossings(g *Graph, a, b string) []string {
	return append(crossings(g, a, b), crossings(g, b, a)...)
}

// crossings lists what one component needs of another.
func crossings(g *Graph, from, to string) []string {
	theirs := map[string]bool{}
	var names []string
	for _, r := range g.Under(to) {
		theirs[r.URN] = true
		if r.ID != "" {
			names = append(names, r.ID)
		}
	}
	var faults []string
	for _, r := range g.Under(from) {
		for _, dep := range r.Dependencies {
			if theirs[dep] {
				faults = append(faults, fmt.Sprintf("%s depends on %s of %s", r.Name, g.ByURN(dep).Name, to))
			}
		}
		text := fmt.Sprint(r.Inputs.MapRepl(nil, unwrap))
		for _, name := range names {
			if strings.Contains(text, name) {
				faults = append(faults, fmt.Sprintf("%s names %s of %s", r.Name, name, to))
			}
		}
	}
	return faults
}

// nameBased are the GUIDs that follow from names and so differ by stamp.
var nameBased = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

// Asymmetries lists where two components differ after replacing each one's
// name by <own>, the other's by <peer>, and the given texts (region, address
// space) by theirs.
func Asymmetries(g *Graph, a, b string, alike map[string]string) []string {
	one, other := shape(g, a, b, alike), shape(g, b, a, alike)
	var faults []string
	for name, inputs := range one {
		theirs, found := other[name]
		switch {
		case !found:
			faults = append(faults, fmt.Sprintf("%s exists only in %s", name, a))
		case inputs != theirs:
			faults = append(faults, fmt.Sprintf("%s differs:\n  %s: %s\n  %s: %s", name, a, inputs, b, theirs))
		}
	}
	for name := range other {
		if _, found := one[name]; !found {
			faults = append(faults, fmt.Sprintf("%s exists only in %s", name, b))
		}
	}
	sort.Strings(faults)
	return faults
}

// shape is a component's resources by name, each with its inputs as text.
func shape(g *Graph, own, peer string, alike map[string]string) map[string]string {
	pairs := []string{own, "<own>", peer, "<peer>"}
	for text, by := range alike {
		pairs = append(pairs, text, by)
	}
	same := strings.NewReplacer(pairs...)
	m := map[string]string{}
	for _, r := range g.Under(own) {
		inputs, err := json.Marshal(r.Inputs.MapRepl(nil, unwrap))
		if err != nil {
			inputs = []byte(err.Error())
		}
		text := nameBased.ReplaceAllString(string(inputs), "<guid>")
		m[same.Replace(r.Token+" "+r.Name)] = same.Replace(fmt.Sprintf("%s protect=%t", text, r.Protect))
	}
	return m
}
