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
	// Roots are the resources whose own changes lead to a replacement that
	// other resources' replacements force, each with the properties.
	Roots []string `json:"roots,omitempty"`
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
	if len(r.Roots) > 0 {
		why += ", since so would be " + strings.Join(r.Roots, ", ")
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
	rooted := map[string]bool{} // replaced by changes of their own
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
			rooted[step.URN] = rooted[step.URN] || len(step.forcing()) > 0
		}
		found[step.URN] = refusal
	}
	refusals := make([]Refusal, 0, len(found))
	origins := roots(result)
	for _, refusal := range found {
		sort.Strings(refusal.Forces)
		if refusal.Op == OpReplace && !rooted[refusal.URN] {
			refusal.Roots = origins
		}
		refusals = append(refusals, refusal)
	}
	sort.Slice(refusals, func(i, j int) bool { return refusals[i].URN < refusals[j].URN })
	return refusals
}

// roots lists the resources that are replaced by changes of their own.
func roots(result *Result) []string {
	var found []string
	for _, step := range result.Steps {
		if own := step.forcing(); step.Op.Replaces() && len(own) > 0 {
			found = appendNew(found, fmt.Sprintf("%s (%s)", URNName(step.URN), strings.Join(own, ", ")))
		}
	}
	sort.Strings(found)
	return found
}

// forcing lists the changed properties that force a step's replacement, as the
// provider told them. A resource that is replaced because another one is has
// none.
func (s Step) forcing() []string {
	var paths []string
	for _, change := range s.Diff {
		if change.Replace {
			paths = append(paths, change.Path)
		}
	}
	return paths
}

// forces lists the properties that force a step's replacement: the detailed
// ones where the provider told them, else the top-level keys.
func (s Step) forces() []string {
	if own := s.forcing(); len(own) > 0 {
		return own
	}
	return s.ReplaceKeys
}
