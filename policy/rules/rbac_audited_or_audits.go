package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

var rbacAuditedOrAudits = &rule.Rule{
	ID:       "TDM-RBAC-015",
	Title:    "Nobody can change the logs of what he administers",
	Why:      "A log that its subject can rewrite, purge or switch off proves nothing on the day when it is needed.",
	Fix:      "Take Log Analytics Contributor, Monitoring Contributor and writing on the account that keeps audit logs away from principals that deploy, administer data or run the application.",
	Severity: rule.High,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.MCSB("PA-1"), rule.MCSB("LT-5"), rule.WAF("SE:05"), rule.WAF("SE:10")},
	Sources:  []string{"https://learn.microsoft.com/azure/role-based-access-control/best-practices", "https://learn.microsoft.com/azure/azure-monitor/logs/manage-access"},
	Since:    "0.1.0",
	Scope:    rule.System,
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		apart(g, j, mayChangeLogs, mayDeploy|mayRuleData|mayAssign, "a principal that administers nothing that is logged")
		writers := dataWriters(g, j)
		if len(writers) == 0 {
			return
		}
		kept := auditAccounts(g, j)
		if len(kept) == 0 {
			return
		}
		for r, role := range writers {
			on := j.On(r)
			scope, told := on.TextOf(r.Get("scope"))
			if !told {
				continue
			}
			for account := range kept {
				within := strings.TrimSuffix(strings.ToLower(scope), "/") + "/"
				if strings.HasPrefix(within, account) || strings.HasPrefix(account, within) {
					on.ViolatedAs(r.Get("scope"), role.name+" on the account that keeps audit logs", "another account")
					break
				}
			}
		}
	},
}

// dataWriters are the assignments of roles that write stored data.
func dataWriters(g *rule.Graph, j *rule.Judge) map[*rule.Resource]builtIn {
	writers := map[*rule.Resource]builtIn{}
	for _, r := range g.OfType(typeRoleAssignment) {
		if role, ok, _ := roleOf(r, j.On(r)); ok && role.powers&mayWriteData != 0 {
			writers[r] = role
		}
	}
	return writers
}

// auditAccounts lists the storage accounts that keep logs, each as its id in
// small letters with a slash behind it.
func auditAccounts(g *rule.Graph, j *rule.Judge) map[string]bool {
	accounts := map[string]bool{}
	for _, r := range g.OfType(typeDiagnostics) {
		if id, ok := j.On(r).TextOf(r.Get("storageAccountId")); ok && id != "" {
			accounts[strings.ToLower(id)+"/"] = true
		}
	}
	for _, policy := range g.OfType(typeSQLAudit, typeSQLAuditExtended) {
		v := policy.Get("storageEndpoint")
		endpoint := v.Text()
		for _, account := range g.OfType(typeStorageAccount) {
			name := rule.AzureName(account)
			switch {
			case v.Unknown():
				j.On(policy).NotYetKnown(v)
			case endpoint != "" && rule.Unnamed(account):
				j.On(account).NotYetKnown(account.Get("accountName"))
			}
			if name != "" && account.ARMID() != "" && strings.HasPrefix(strings.ToLower(endpoint), "https://"+strings.ToLower(name)+".") {
				accounts[strings.ToLower(account.ARMID())+"/"] = true
			}
		}
	}
	return accounts
}
