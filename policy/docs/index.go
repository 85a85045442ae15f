package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/coverage"
	"github.com/tandem-platform/tandem/policy/rule"
)

// services are the middle parts of rules' ids, in the order of the index.
var services = []struct{ id, name string }{
	{"SYS", "The system as a whole"},
	{"DR", "Recovery"},
	{"AFD", "Front Door"},
	{"WAF", "Web application firewall"},
	{"APP", "App Service"},
	{"SQL", "SQL Database"},
	{"STO", "Storage"},
	{"KV", "Key Vault"},
	{"NET", "Network"},
	{"RBAC", "Access"},
	{"IDP", "Sign-in"},
	{"LOG", "Logs and alerts"},
	{"DEF", "Defender plans"},
	{"RES", "Any resource"},
}

func serviceOf(r *rule.Rule) string { return strings.Split(r.ID, "-")[1] }

// sorted are the rules by service, as in the index, and by number.
func sorted(all []*rule.Rule) []*rule.Rule {
	place := func(r *rule.Rule) int {
		for i, s := range services {
			if s.id == serviceOf(r) {
				return i
			}
		}
		return len(services)
	}
	all = slices.Clone(all)
	slices.SortFunc(all, func(x, y *rule.Rule) int { return cmp.Or(cmp.Compare(place(x), place(y)), cmp.Compare(x.ID, y.ID)) })
	return all
}

const indexHead = `# Policy rules

%s judge what a Pulumi program declares in Azure: Tandem's own stacks at every
%s, and anybody's by %s.

- A **mandatory** violation stops a deployment, an **advisory** one is shown, a **disabled** rule is not judged.
- A value that is not known before the deployment is never judged and never passed over: it is shown as not yet known.
- A rule that needs all stacks of a system says that it is not judged where it sees only one.
- Levels and parameters are configured as Pulumi does it (%s); exceptions stand in
  [%s](../../policy/exemptions.yaml), each with its reason, owner and last day.
- What became of the rules of other rule sets: [coverage](coverage.md). How to add a rule: [writing a rule](../writing-a-rule.md).
`

// index is the list of all rules by service.
func index(all []*rule.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, indexHead, fmt.Sprintf("%d rules", len(all)), "`tandem up` and `tandem preview`", "`tandem policy check FILE...` or `pulumi preview --policy-pack`",
		"`--policy-pack-config`", "`policy/exemptions.yaml`")
	last := ""
	for _, r := range all {
		if s := serviceOf(r); s != last {
			fmt.Fprintf(&b, "\n## %s\n| rule | level | severity | judges | demands |\n|---|---|---|---|---|\n", serviceName(s))
			last = s
		}
		fmt.Fprintf(&b, "| [%s](%s.md) | %s | %s | %s | %s |\n", r.ID, r.ID, r.Levels(), r.Severity, r.Scope, cell(r.Title))
	}
	return b.String()
}

func serviceName(id string) string {
	for _, s := range services {
		if s.id == id {
			return s.name + " (" + id + ")"
		}
	}
	return id
}

// sources say what the sources of the coverage data are.
var sources = map[string]string{
	"PSRule":  "[PSRule.Rules.Azure](https://azure.github.io/PSRule.Rules.Azure/)",
	"checkov": "[checkov](https://www.checkov.io)",
	"trivy":   "[trivy-checks](https://github.com/aquasecurity/trivy-checks)",
	"Prowler": "[Prowler](https://hub.prowler.com), where it has what the others have not",
}

const coverageHead = `# What became of the rules of other rule sets

Every rule of these sets that touches one of our services is in one of three states:
**covered** by rules of ours; **disabled**, which means that rules of ours can judge
it and say why they do not by default; or **not applicable**, with the reason. The
data stand in ` + "`policy/rules/coverage`" + `.
`

// coveragePage tells what became of every rule of the sources, and the totals.
func coveragePage(c *coverage.Coverage, all []*rule.Rule) string {
	disabled := map[string]string{}
	for _, r := range all {
		disabled[r.ID] = r.Disabled
	}
	var b strings.Builder
	b.WriteString(coverageHead)
	totals := map[string]map[coverage.Outcome]int{}
	for _, s := range c.Sources {
		fmt.Fprintf(&b, "\n## %s\n%s\n\n| rule | outcome | by, or why not |\n|---|---|---|\n", s.Name, cmp.Or(sources[s.Name], s.Name))
		totals[s.Name] = map[coverage.Outcome]int{}
		for _, id := range s.IDs {
			row, _ := c.Row(s.Name, id)
			totals[s.Name][row.Outcome]++
			fmt.Fprintf(&b, "| %s | %s | %s |\n", id, cmp.Or(string(row.Outcome), "missing"), cell(because(row, disabled)))
		}
	}
	b.WriteString("\n## Totals\n| source | covered | disabled | not applicable | all |\n|---|---|---|---|---|\n")
	sums := map[coverage.Outcome]int{}
	count := func(name string, n map[coverage.Outcome]int, of int) {
		fmt.Fprintf(&b, "| %s | %d | %d | %d | %d |\n", name, n[coverage.Covered], n[coverage.Disabled], n[coverage.NotApplicable], of)
	}
	ids := 0
	for _, s := range c.Sources {
		count(s.Name, totals[s.Name], len(s.IDs))
		ids += len(s.IDs)
		for outcome, n := range totals[s.Name] {
			sums[outcome] += n
		}
	}
	count("all", sums, ids)
	return b.String()
}

// because names the rules of a row, and the reason why they are not judged.
func because(row coverage.Row, disabled map[string]string) string {
	if row.Reason != "" {
		return row.Reason
	}
	var links, reasons []string
	for _, id := range row.Rules {
		links = append(links, fmt.Sprintf("[%s](%s.md)", id, id))
		if why := disabled[id]; why != "" && !slices.Contains(reasons, why) {
			reasons = append(reasons, why)
		}
	}
	text := strings.Join(links, ", ")
	if len(reasons) > 0 {
		text += ": " + strings.Join(reasons, " ")
	}
	return text
}
