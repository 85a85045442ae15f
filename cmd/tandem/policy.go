package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// repository is where the rules' pages can be read.
const repository = "https://github.com/tandem-platform/tandem"

func newPolicyCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "policy",
		Short: "List and explain the policy rules, and judge stacks by them",
		Long: `List and explain the policy rules, and judge stacks by them: Tandem's own or
anybody else's, from what pulumi writes. It needs no checkout and no Azure.`,
		Example: `  go run ./cmd/tandem policy list --service SQL
  go run ./cmd/tandem policy explain TDM-SQL-001
  go run ./cmd/tandem policy check blue.json green.json global.json`,
		PersistentPreRunE: func(_ *cobra.Command, _ []string) error { return a.checkTarget() },
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return fmt.Errorf("unknown command %q: use list, explain or check", args[0])
			}
			return nil
		},
	}
	c.AddCommand(newPolicyListCommand(a), newPolicyExplainCommand(a), newPolicyCheckCommand(a))
	return c
}

func newPolicyListCommand(a *app) *cobra.Command {
	var service, level, class string
	c := &cobra.Command{
		Use:   "list",
		Short: "List the rules with their levels",
		Example: `  go run ./cmd/tandem policy list
  go run ./cmd/tandem policy list --service SQL --level mandatory
  go run ./cmd/tandem policy list --level disabled --class test`,
		Args: cobra.NoArgs,
		RunE: func(_ *cobra.Command, _ []string) error { return a.listRules(service, level, class) },
	}
	c.Flags().StringVar(&service, "service", "", "only the rules of a service, the middle part of their ids")
	c.Flags().StringVar(&level, "level", "", "only the rules of a level: mandatory, advisory or disabled")
	c.Flags().StringVar(&class, "class", string(rule.Production), "class of environment that the levels are of: production or test")
	return c
}

func (a *app) listRules(service, level, class string) error {
	in, err := classOf(class)
	if err != nil {
		return err
	}
	if !slices.Contains([]rule.Level{"", rule.Mandatory, rule.Advisory, rule.Disabled}, rule.Level(level)) {
		return usagef("--level %s is not known: use mandatory, advisory or disabled", level)
	}
	all := rules.All()
	if service = strings.ToUpper(service); service != "" && !slices.Contains(services(all), service) {
		return usagef("--service %s is not known: use one of %s", service, strings.Join(services(all), ", "))
	}
	listed := []*rule.Rule{}
	for _, r := range byID(all) {
		if (service == "" || serviceOf(r) == service) && (level == "" || r.LevelIn(in) == rule.Level(level)) {
			listed = append(listed, r)
		}
	}
	answers := make([]ruleAnswer, len(listed))
	rows := [][]string{{"RULE", "LEVEL", "SEVERITY", "JUDGES", "TITLE"}}
	for i, r := range listed {
		answers[i] = answerOf(r)
		rows = append(rows, []string{r.ID, string(r.LevelIn(in)), string(r.Severity), string(r.Scope), r.Title})
	}
	return a.ui.answer("policy list", map[string]any{"class": in, "rules": answers}, func(w io.Writer) error { return table(w, rows) })
}

// classOf is the class of a name. "" is none.
func classOf(name string) (rule.Class, error) {
	switch c := rule.Class(name); c {
	case "", rule.Production, rule.Test:
		return c, nil
	}
	return "", usagef("--class %s is not known: use %s or %s", name, rule.Production, rule.Test)
}

// serviceOf is the middle part of a rule's id.
func serviceOf(r *rule.Rule) string {
	return strings.Split(r.ID, "-")[1]
}

// services lists the services that rules are of.
func services(all []*rule.Rule) []string {
	var names []string
	for _, r := range all {
		names = append(names, serviceOf(r))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func byID(all []*rule.Rule) []*rule.Rule {
	sorted := slices.Clone(all)
	slices.SortFunc(sorted, func(x, y *rule.Rule) int { return strings.Compare(x.ID, y.ID) })
	return sorted
}

func newPolicyExplainCommand(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE",
		Short: "Say what a rule demands, why, and how to satisfy it",
		Example: `  go run ./cmd/tandem policy explain TDM-SQL-001
  go run ./cmd/tandem policy explain TDM-DR-001 --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := findRule(args[0])
			if err != nil {
				return err
			}
			return a.ui.answer("policy explain", map[string]any{"rule": answerOf(r)}, func(w io.Writer) error { return explain(w, r) })
		},
	}
}

// findRule finds a rule by its id, in any case of letters.
func findRule(id string) (*rule.Rule, error) {
	all := byID(rules.All())
	var near []string
	for _, r := range all {
		if strings.EqualFold(r.ID, id) {
			return r, nil
		}
		if parts := strings.Split(strings.ToUpper(id), "-"); len(parts) > 1 && serviceOf(r) == parts[1] {
			near = append(near, r.ID)
		}
	}
	if len(near) > 0 {
		return nil, usagef("there is no rule %s: the rules of this service are %s to %s", id, near[0], near[len(near)-1])
	}
	return nil, usagef("there is no rule %s: run tandem policy list for the rules", id)
}

// explain writes all that is known of a rule.
func explain(w io.Writer, r *rule.Rule) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n\n", r.ID, r.Title)
	judges := r.Judges()
	if judges == "" {
		judges = "each " + strings.Join(r.Types, ", ")
	}
	rows := [][]string{{"severity", string(r.Severity)}, {"level", r.Levels()}, {"judges", judges}, {"since", r.Since}}
	if r.Disabled != "" {
		rows = append(rows, []string{"disabled", r.Disabled})
	}
	for _, p := range r.Params {
		rows = append(rows, []string{"parameter", fmt.Sprintf("%s (%v in production, %v in test): %s", p.Name, p.Production, p.Test, p.Doc)})
	}
	for _, c := range r.Controls {
		rows = append(rows, []string{"framework", c.Framework + " " + c.ID})
	}
	for _, s := range r.Sources {
		rows = append(rows, []string{"source", s})
	}
	rows = append(rows, []string{"page", r.Page()})
	if err := table(&b, rows); err != nil {
		return err
	}
	fmt.Fprintf(&b, "\nWhy: %s\nFix: %s\n", r.Why, r.Fix)
	_, err := io.WriteString(w, b.String())
	return err
}

// ruleAnswer is a rule in a JSON answer.
type ruleAnswer struct {
	ID       string                    `json:"id"`
	Title    string                    `json:"title"`
	Why      string                    `json:"why"`
	Fix      string                    `json:"fix"`
	Severity rule.Severity             `json:"severity"`
	Levels   map[rule.Class]rule.Level `json:"levels"`
	Disabled string                    `json:"disabled,omitempty"`
	Scope    rule.Scope                `json:"scope"`
	Types    []string                  `json:"types,omitempty"`
	Params   []paramAnswer             `json:"params,omitempty"`
	Controls []controlAnswer           `json:"controls"`
	Sources  []string                  `json:"sources"`
	Since    string                    `json:"since"`
	Page     string                    `json:"page"`
}

type paramAnswer struct {
	Name       string `json:"name"`
	Doc        string `json:"doc"`
	Production any    `json:"production"`
	Test       any    `json:"test"`
}

type controlAnswer struct {
	Framework string `json:"framework"`
	ID        string `json:"id"`
}

func answerOf(r *rule.Rule) ruleAnswer {
	answer := ruleAnswer{ID: r.ID, Title: r.Title, Why: r.Why, Fix: r.Fix, Severity: r.Severity,
		Levels:   map[rule.Class]rule.Level{rule.Production: r.LevelIn(rule.Production), rule.Test: r.LevelIn(rule.Test)},
		Disabled: r.Disabled, Scope: r.Scope, Types: r.Types, Sources: r.Sources, Since: r.Since, Page: r.Page()}
	for _, p := range r.Params {
		answer.Params = append(answer.Params, paramAnswer{p.Name, p.Doc, p.Production, p.Test})
	}
	for _, c := range r.Controls {
		answer.Controls = append(answer.Controls, controlAnswer{c.Framework, c.ID})
	}
	return answer
}
