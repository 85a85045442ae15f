package pulumi

import (
	"fmt"
	"sort"
	"strings"
)

// DataTypes are the resource types that hold data, by type token, with what
// they are called. A token's version is left out: the part between module and
// name in "azure-native:sql/v20211101:Database".
type DataTypes map[string]string

// DefaultDataTypes returns the types whose loss loses data.
func DefaultDataTypes() DataTypes {
	return DataTypes{
		"azure-native:sql:Database":                    "database",
		"azure-native:sql:Server":                      "database server",
		"azure-native:sql:FailoverGroup":               "failover group",
		"azure-native:storage:StorageAccount":          "storage account",
		"azure-native:storage:BlobContainer":           "blob container",
		"azure-native:storage:ObjectReplicationPolicy": "replication policy",
		"azure-native:keyvault:Vault":                  "key vault",
		"azure-native:keyvault:Key":                    "key",
		"azure-native:keyvault:Secret":                 "secret",
	}
}

// name returns what a type is called, and whether it holds data.
func (t DataTypes) name(token string) (string, bool) {
	parts := strings.Split(token, ":")
	if len(parts) == 3 {
		parts[1], _, _ = strings.Cut(parts[1], "/")
	}
	called, ok := t[strings.Join(parts, ":")]
	return called, ok
}

// Refusal is a step that must not happen without a decision.
type Refusal struct {
	URN  string `json:"urn"`
	Type string `json:"type"`
	// What is the kind of data, for example "database".
	What string `json:"what"`
	// Op is replace or delete.
	Op Op `json:"op"`
	// Forces are the properties that force the replacement.
	Forces []string `json:"forces,omitempty"`
}

// String says what would be lost, and why.
func (r Refusal) String() string {
	if r.Op == OpDelete {
		return fmt.Sprintf("%s %s would be deleted (%s)", r.What, URNName(r.URN), r.URN)
	}
	why := "the change"
	if len(r.Forces) > 0 {
		why = strings.Join(r.Forces, ", ")
	}
	return fmt.Sprintf("%s %s would be replaced, forced by %s (%s)", r.What, URNName(r.URN), why, r.URN)
}

// Guard returns the steps of a planned result that would replace or delete
// data, sorted by URN; none means that the plan is safe in this respect. A nil
// data means DefaultDataTypes.
func Guard(result *Result, data DataTypes) []Refusal {
	if data == nil {
		data = DefaultDataTypes()
	}
	found := map[string]Refusal{}
	for _, step := range result.Steps {
		what, holdsData := data.name(step.Type)
		if !holdsData || (!step.Op.Replaces() && !step.Op.Deletes()) {
			continue
		}
		refusal, known := found[step.URN]
		if !known {
			refusal = Refusal{URN: step.URN, Type: step.Type, What: what, Op: OpDelete}
		}
		if step.Op.Replaces() {
			refusal.Op = OpReplace
			for _, forced := range step.forces() {
				refusal.Forces = appendNew(refusal.Forces, forced)
			}
		}
		found[step.URN] = refusal
	}
	refusals := make([]Refusal, 0, len(found))
	for _, refusal := range found {
		sort.Strings(refusal.Forces)
		refusals = append(refusals, refusal)
	}
	sort.Slice(refusals, func(i, j int) bool { return refusals[i].URN < refusals[j].URN })
	return refusals
}

// forces lists the properties that force a step's replacement: the detailed
// ones where the provider told them, else the top-level keys.
func (s Step) forces() []string {
	var paths []string
	for _, change := range s.Diff {
		if change.Replace {
			paths = append(paths, change.Path)
		}
	}
	if len(paths) == 0 {
		return s.ReplaceKeys
	}
	return paths
}
