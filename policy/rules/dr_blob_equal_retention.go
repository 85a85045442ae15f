package rules

import "github.com/tandem-platform/tandem/policy/rule"

var drBlobEqualRetention = &rule.Rule{
	ID:       "TDM-DR-060",
	Title:    "Both accounts of a replication keep deleted data equally long",
	Why:      "Replication deletes in the replica what is deleted in the original. If the region is lost, only what the replica still keeps can be brought back.",
	Fix:      "Give deleteRetentionPolicy.days and containerDeleteRetentionPolicy.days of both BlobServiceProperties the same value.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("BR-1"), rule.MCSB("BR-2"), rule.WAF("RE:09")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/data-protection-overview"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "days", Doc: "The days for which at least what was deleted is kept.", Production: 30.0, Test: 7.0},
	},
	Scope: rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		ways, _ := blobWays(g, j)
		services := blobServices(g, j)
		for _, accounts := range blobPairs(ways) {
			p := drPair{services[accounts.primary], services[accounts.secondary]}
			if p.primary != nil && p.secondary != nil {
				p.sameDays(j, "deleteRetentionPolicy")
				p.sameDays(j, "containerDeleteRetentionPolicy")
			}
		}
	},
}

// sameDays demands that both keep what was deleted equally long. The finding is
// about the one that keeps it too short, or else about the one that keeps it
// longer than its partner does.
func (p drPair) sameDays(j *rule.Judge, policy string) {
	mine, theirs := p.primary.Get(policy, "days"), p.secondary.Get(policy, "days")
	if drWait(j, p.primary, mine) || drWait(j, p.secondary, theirs) || drEqual(mine, theirs) {
		return
	}
	least := j.Number("days")
	short := mine.Number() < least || theirs.Number() < least
	if short == (mine.Number() < theirs.Number()) {
		j.On(p.primary).Violated(mine, theirs.String()+", as on "+p.secondary.Name+", or the same there")
	} else {
		j.On(p.secondary).Violated(theirs, mine.String()+", as on "+p.primary.Name+", or the same there")
	}
}
