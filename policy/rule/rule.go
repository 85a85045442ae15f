package rule

import "regexp"

// Class is the class of an environment. It decides parameters and levels.
type Class string

// The classes. A system whose class is not told is held to Production.
const (
	Production Class = "production"
	Test       Class = "test"
)

// Level says what a violation does to a deployment.
type Level string

// The levels. Mandatory stops a deployment, Advisory is shown, Disabled is not judged.
const (
	Mandatory Level = "mandatory"
	Advisory  Level = "advisory"
	Disabled  Level = "disabled"
)

// Severity ranks what a violation puts at risk.
type Severity string

// The severities. Critical: data of the whole system is open or can be lost.
// High: a control that others rely on is missing. Medium: a second line of
// defence is missing. Low: a habit that pays.
const (
	Critical Severity = "critical"
	High     Severity = "high"
	Medium   Severity = "medium"
	Low      Severity = "low"
)

// Scope says how much of a system a rule has to see.
type Scope string

// The scopes: one resource; the resources of one stack; the resources of all
// stacks of a system.
const (
	OneResource Scope = "resource"
	OneStack    Scope = "stack"
	System      Scope = "system"
)

// Control is what a framework calls the thing that a rule demands.
type Control struct {
	Framework string // CIS, MCSB or WAF
	ID        string
}

// CIS is a section of the CIS Microsoft Azure Foundations Benchmark.
func CIS(section string) Control { return Control{"CIS Microsoft Azure Foundations", section} }

// MCSB is a control of the Microsoft cloud security benchmark v1, such as DP-3.
func MCSB(id string) Control { return Control{"Microsoft cloud security benchmark", id} }

// WAF is a recommendation of the Azure Well-Architected Framework, such as SE:08.
func WAF(id string) Control { return Control{"Azure Well-Architected", id} }

// Param is a number, text or switch that a rule can be configured with. Its
// default depends on the class of the environment.
type Param struct {
	Name, Doc        string
	Production, Test any // float64, string, bool
}

// Rule is one rule. Exactly one of Check and CheckGraph is set, as Scope says.
type Rule struct {
	// ID is permanent: TDM-<SERVICE>-<NNN>.
	ID string
	// Title says in one line what is demanded.
	Title string
	// Why says what goes wrong without it.
	Why string
	// Fix names the exact property and the value to give it.
	Fix      string
	Severity Severity
	// Level is the level in production, TestLevel in test environments ("" is the same).
	Level, TestLevel Level
	// Disabled says why a rule that is disabled by default is so.
	Disabled string
	Controls []Control
	// Sources are the addresses of the documents that the rule follows.
	Sources []string
	// Since is the version of the pack that brought the rule.
	Since  string
	Params []Param
	Scope  Scope
	// Types are the type tokens that a rule of one resource judges.
	Types []string
	// Check judges one resource.
	Check func(r *Resource, j *Judge)
	// CheckGraph judges a graph.
	CheckGraph func(g *Graph, j *Judge)
	// Remediate sets what is safe to set, in a copy of the properties that is
	// its own, and reports whether it set anything. Most rules have none.
	Remediate func(r *Resource, j *Judge, props map[string]any) bool
}

// IDPattern is what every rule's ID matches.
var IDPattern = regexp.MustCompile(`^TDM-[A-Z]{2,4}-\d{3}$`)

// LevelIn is the default level in a class of environment.
func (r *Rule) LevelIn(c Class) Level {
	if c == Test && r.TestLevel != "" {
		return r.TestLevel
	}
	return r.Level
}

// Levels says the level in words, where they differ by class.
func (r *Rule) Levels() string {
	production, test := r.LevelIn(Production), r.LevelIn(Test)
	if production == test {
		return string(production)
	}
	return string(production) + " in production, " + string(test) + " in test"
}

// Judges says what the rule has to see, "" for a rule of one resource: that is
// told by its types.
func (r *Rule) Judges() string {
	switch r.Scope {
	case OneStack:
		return "the resources of one stack"
	case System:
		return "the resources of all stacks of a system"
	}
	return ""
}

// Page is where the rule is documented, below the repository.
func (r *Rule) Page() string { return "docs/policies/" + r.ID + ".md" }
