package system

import (
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/topology"
)

// Status is how the system stands, as ARM tells it.
type Status struct {
	Environment string        `json:"environment"`
	Intent      Intent        `json:"intent"`
	Stamps      []StampStatus `json:"stamps"`
	Edge        EdgeStatus    `json:"edge"`
	// Missing are resources that should exist and do not.
	Missing []Expected `json:"missing"`
	// Unhealthy are resources whose provisioning did not succeed.
	Unhealthy []Unhealthy `json:"unhealthy"`
	// Findings are what an operator has to look at, most important first.
	Findings []string `json:"findings"`
	// DNSRecords are to be set while a custom domain is pending.
	DNSRecords []DNSRecord `json:"dnsRecords,omitempty"`
}

// Intent is what the configuration asks for.
type Intent struct {
	Active string `json:"active"`
	Out    string `json:"out,omitempty"`
	// Override is the recorded reason to go on when a server's role cannot be read.
	Override string `json:"override,omitempty"`
}

// StampStatus is one stamp's state.
type StampStatus struct {
	Stamp  string `json:"stamp"`
	Region string `json:"region"`
	// Role is the fact: what the stamp's SQL server says of the failover group
	// (Primary, Secondary), "none" without a group, "unknown" if the server did not answer.
	Role string `json:"role"`
	// Intent is what the configuration asks of the stamp: active, standby, out.
	Intent   string `json:"intent"`
	Deployed bool   `json:"deployed"`
	AppState string `json:"appState"`
	// ImageDigest and Revision are read from the web app: they tell what runs at
	// the stamp's address.
	ImageDigest string `json:"imageDigest"`
	Revision    string `json:"revision"`
	// GroupRevision is read from the resource group; it is another one only while
	// a deployment is under way, or after one that stopped half-way.
	GroupRevision string `json:"groupRevision"`
	Address       string `json:"address"`
	// Resources and Succeeded count what is expected and what is provisioned.
	Resources int `json:"resources"`
	Succeeded int `json:"succeeded"`
	// PrivateLinks are the private-link connections on the stamp's resources.
	PrivateLinks []PrivateLink `json:"privateLinks"`
	// Replication is the state of the stamp's geo-replication link and of the
	// object replication policies that lead out of it.
	Replication []ReplicationStatus `json:"replication"`
}

// PrivateLink is one private-link connection as its target sees it.
type PrivateLink struct {
	Target  string `json:"target"`
	Name    string `json:"name"`
	Status  string `json:"status"`
	Message string `json:"message"`
}

// ReplicationStatus is one direction of replication.
type ReplicationStatus struct {
	Kind   string `json:"kind"` // sql, blob
	Name   string `json:"name"`
	From   string `json:"from"`
	To     string `json:"to"`
	State  string `json:"state"`
	Detail string `json:"detail,omitempty"`
}

// EdgeStatus is the global layer's state.
type EdgeStatus struct {
	Region   string `json:"region"`
	Deployed bool   `json:"deployed"`
	// Unread says why it is not known whether it is deployed.
	Unread  string `json:"unread,omitempty"`
	Address string `json:"address"`
	// Revision is that of the global layer, read from its resource group.
	Revision string `json:"revision"`
	// Serves are the stamps to which the generic address leads while they are
	// healthy: the enabled origins of the smallest priority.
	Serves   []string `json:"serves"`
	Listener string   `json:"listener"`
	Domain   string   `json:"domain,omitempty"`
	// Origins says for each stamp which priority the generic origin group gives it.
	Origins   []OriginStatus `json:"origins"`
	Resources int            `json:"resources"`
	Succeeded int            `json:"succeeded"`
}

// OriginStatus is one origin of the generic origin group.
type OriginStatus struct {
	Stamp    string `json:"stamp"`
	Priority int    `json:"priority"`
	Enabled  bool   `json:"enabled"`
}

// DNSRecord is a record that the owner of a custom domain has to set.
type DNSRecord struct {
	Type  string `json:"type"`
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Unhealthy is a resource whose provisioning did not succeed, or which could
// not be read.
type Unhealthy struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// Assess turns what was read into what an operator needs to know. It is pure.
func Assess(s Snapshot) Status {
	status := Status{
		Environment: s.Layout.Environment,
		Intent:      s.Layout.Intent,
		Missing:     []Expected{},
		Unhealthy:   []Unhealthy{},
		Findings:    []string{},
	}
	for _, stamp := range s.Layout.Stamps {
		status.Stamps = append(status.Stamps, assessStamp(s, stamp))
	}
	status.Edge = assessEdge(s)
	status.DNSRecords = dnsRecords(s)
	deployed := status.Edge.Deployed
	for _, st := range status.Stamps {
		deployed = deployed || st.Deployed
	}
	if deployed {
		status.Missing, status.Unhealthy = assessResources(s)
	}
	status.Findings = findings(status, deployed)
	return status
}

func assessResources(s Snapshot) (missing []Expected, unhealthy []Unhealthy) {
	missing, unhealthy = []Expected{}, []Unhealthy{}
	for _, id := range slices.Sorted(maps.Keys(s.Unread)) {
		unhealthy = append(unhealthy, Unhealthy{ID: id, State: "not known: " + s.Unread[id]})
	}
	for _, e := range s.Layout.Expected {
		if s.Unread[key(e.ID)] != "" {
			continue
		}
		doc, ok := s.Docs[key(e.ID)]
		if !ok {
			missing = append(missing, e)
			continue
		}
		if state := provisioning(doc); state != "" && state != "Succeeded" {
			unhealthy = append(unhealthy, Unhealthy{ID: e.ID, State: state})
		}
	}
	return missing, unhealthy
}

func assessStamp(s Snapshot, l StampLayout) StampStatus {
	st := StampStatus{
		Stamp: l.Stamp, Region: l.Region, Role: role(s, l), Intent: intentOf(s.Layout.Intent, l.Stamp),
		Address: s.Layout.address(s, l.Stamp), Deployed: s.has(l.Group), AppState: "missing",
	}
	st.GroupRevision = armdoc.Text(s.Docs[key(l.Group)], "tags", topology.TagRevision)
	if app, ok := s.Docs[key(l.App)]; ok {
		st.AppState = armdoc.Text(app, "properties", "state")
		st.ImageDigest = armdoc.Text(app, "tags", topology.TagImage)
		st.Revision = armdoc.Text(app, "tags", topology.TagRevision)
	}
	st.Resources, st.Succeeded = s.count(l.Stamp)
	st.PrivateLinks = append([]PrivateLink{}, s.Links[l.Stamp]...)
	sort.Slice(st.PrivateLinks, func(i, j int) bool {
		a, b := st.PrivateLinks[i], st.PrivateLinks[j]
		return a.Target+a.Name < b.Target+b.Name
	})
	st.Replication = replication(s, l)
	return st
}

func assessEdge(s Snapshot) EdgeStatus {
	e := EdgeStatus{
		Region: s.Layout.Global.Region, Deployed: s.has(s.Layout.Global.Group),
		Unread:  s.Unread[key(s.Layout.Global.Group)],
		Address: s.Layout.address(s, ""), Listener: s.Layout.Global.Listener, Domain: s.Layout.Global.Domain,
		Origins: []OriginStatus{}, Revision: armdoc.Text(s.Docs[key(s.Layout.Global.Group)], "tags", topology.TagRevision),
	}
	for _, l := range s.Layout.Stamps {
		origin, ok := s.Docs[key(s.Layout.Global.Origins[l.Stamp])]
		if !ok {
			continue
		}
		e.Origins = append(e.Origins, OriginStatus{
			Stamp: l.Stamp, Priority: int(number(origin, "properties", "priority")),
			Enabled: armdoc.Text(origin, "properties", "enabledState") == "Enabled",
		})
	}
	e.Serves = serving(e.Origins)
	e.Resources, e.Succeeded = s.count("")
	return e
}

// serving are the stamps to which traffic goes first.
func serving(origins []OriginStatus) []string {
	serves, least := []string{}, 0
	for _, o := range origins {
		switch {
		case !o.Enabled || len(serves) > 0 && o.Priority > least:
		case len(serves) == 0 || o.Priority < least:
			serves, least = []string{o.Stamp}, o.Priority
		default:
			serves = append(serves, o.Stamp)
		}
	}
	return serves
}

// role is the fact: the replication role that the stamp's own server reports.
func role(s Snapshot, l StampLayout) string {
	if s.Unread[key(l.FailoverGroup)] != "" {
		return "unknown"
	}
	doc, ok := s.Docs[key(l.FailoverGroup)]
	if !ok {
		return "none"
	}
	return armdoc.Text(doc, "properties", "replicationRole")
}

func intentOf(i Intent, stamp string) string {
	switch stamp {
	case i.Out:
		return "out"
	case i.Active:
		return "active"
	default:
		return "standby"
	}
}

func replication(s Snapshot, l StampLayout) []ReplicationStatus {
	all := []ReplicationStatus{}
	if doc, ok := s.Docs[key(l.FailoverGroup)]; ok {
		all = append(all, ReplicationStatus{Kind: "sql", Name: armdoc.Text(doc, "name"), From: l.Stamp,
			State: armdoc.Text(doc, "properties", "replicationState"), Detail: armdoc.Text(doc, "properties", "replicationRole")})
	}
	for _, p := range s.Policies[l.Stamp] {
		if !strings.EqualFold(p.From, l.Stamp) {
			continue
		}
		p.State = "source only: the destination account has no such policy"
		for _, q := range s.Policies[p.To] {
			if q.Name == p.Name && q.From == p.From && q.To == p.To {
				p.State = "in place"
			}
		}
		all = append(all, p)
	}
	return all
}

func dnsRecords(s Snapshot) []DNSRecord {
	doc, ok := s.Docs[key(s.Layout.Global.DomainID)]
	if !ok || s.Layout.Global.Domain == "" {
		return nil
	}
	if state := armdoc.Text(doc, "properties", "domainValidationState"); state == "Approved" {
		return nil
	}
	records := []DNSRecord{{Type: "CNAME", Name: s.Layout.Global.Domain, Value: s.Layout.address(s, "")}}
	if token := armdoc.Text(doc, "properties", "validationProperties", "validationToken"); token != "" {
		records = append(records, DNSRecord{Type: "TXT", Name: "_dnsauth." + s.Layout.Global.Domain, Value: token})
	}
	return records
}
