package rule

import "fmt"

// Panic is what a rule that panics panics with in the end. It is always a fault
// of the rule, never of the program that is judged.
type Panic struct {
	Rule *Rule
	// Resource is nil when the rule judges a graph.
	Resource *Resource
	Cause    any
}

// Error names the rule and the resource.
func (p *Panic) Error() string {
	on := "the graph of resources"
	if p.Resource != nil {
		on = fmt.Sprintf("%s (%s)", p.Resource.Name, p.Resource.Type)
	}
	return fmt.Sprintf("rule %s panicked on %s: %v (this is a fault of the rule: disable it, and report it)", p.Rule.ID, on, p.Cause)
}

// named goes on with a panic, if there is one, as that of the rule.
func named(cause any, at *Rule, r *Resource) {
	if cause != nil {
		panic(&Panic{Rule: at, Resource: r, Cause: cause})
	}
}
