package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var drBlobContainerThere = &rule.Rule{
	ID:       "TDM-DR-064",
	Title:    "Replication rules name containers that are there",
	Why:      "A rule for a container that does not exist is refused, or, after the container was renamed, quietly copies nothing.",
	Fix:      "Let sourceContainer and destinationContainer of each rule be the containerName of a BlobContainer of the account.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/object-replication-configure"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, _ := blobWays(g, j)
		for _, w := range ways {
			for _, r := range w.rules {
				demandContainer(g, j.On(w.policy), w.source, r.value.Get("sourceContainer"))
				demandContainer(g, j.On(w.policy), w.destination, r.value.Get("destinationContainer"))
			}
		}
	},
}

// demandContainer reports a container of a rule that is not there, or the one of
// that name that should be, and names another account.
func demandContainer(g *rule.Graph, j *rule.Judge, account blobAccount, v rule.Value) {
	if v.Text() == "" || containerThere(g, j, account, v.Text()) {
		return
	}
	meant := false
	for container, name := range misled(g, account.resource, byAccount(g), typeBlobContainer) {
		if strings.EqualFold(rule.AzureName(container), v.Text()) {
			meant = true
			j.On(container).Violated(name, account.resource.Name)
		}
	}
	if !meant {
		j.Violated(v, "a container of the account")
	}
}

// containerThere reports whether an account may have a container of that name:
// it is among those of the graph, or the graph does not say which there are.
func containerThere(g *rule.Graph, j *rule.Judge, account blobAccount, name string) bool {
	said := false
	for _, container := range g.OfType(typeBlobContainer) {
		of, decided := named(g, j, container, "accountName", typeStorageAccount)
		if !decided {
			return true
		}
		if account.resource == nil || of != account.resource {
			continue
		}
		text := rule.AzureName(container)
		if text == "" || strings.EqualFold(text, name) {
			return true
		}
		said = true
	}
	return !said
}
