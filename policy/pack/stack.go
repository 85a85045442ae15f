package pack

import (
	"cmp"
	"context"
	"slices"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/record"
	"github.com/tandem-platform/tandem/policy/rule"
)

// AnalyzeStack judges the stack as a whole, by the inputs that were seen laid
// over what the providers returned, and tells what could not be judged.
func (s *Server) AnalyzeStack(ctx context.Context, req *pulumirpc.AnalyzeStackRequest) (*pulumirpc.AnalyzeResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	graph := s.graph(req.GetResources())
	overGraph, err := judged(func() rule.Report { return s.set.Graph(graph) })
	if err != nil {
		return nil, err
	}
	all := s.everything(graph, overGraph)
	if err := s.record(graph, all); err != nil {
		return nil, err
	}
	now := s.now()
	open, _ := s.exempt.Apply(overGraph, now)
	rest, uses := s.exempt.Apply(all, now)
	s.tell(ctx, summary{
		unknowns: all.NotYetKnown, notJudged: all.NotJudged, exempted: uses,
		unused: s.exempt.Unused(rest, uses, []string{s.stack.name}),
	})
	response := &pulumirpc.AnalyzeResponse{Diagnostics: diagnostics(open.Violations, s.set), NotApplicable: waiting(overGraph.NotYetKnown)}
	for _, r := range overGraph.NotJudged {
		response.NotApplicable = append(response.NotApplicable, &pulumirpc.PolicyNotApplicable{PolicyName: r.ID, Reason: needsAllStacks})
	}
	return response, nil
}

const needsAllStacks = "it needs the resources of all stacks of the system"

// graph is the stack's resources, in an order that does not change.
func (s *Server) graph(given []*pulumirpc.AnalyzerResource) *rule.Graph {
	var resources []*rule.Resource
	tokens := map[*rule.Resource]string{}
	for _, g := range given {
		if strings.HasPrefix(g.GetType(), engineTypes) {
			continue
		}
		r := &rule.Resource{
			URN: g.GetUrn(), Name: g.GetName(), Type: rule.Token(g.GetType()), Parent: g.GetParent(),
			Custom: g.GetProvider() != nil, Protect: g.GetOptions().GetProtect(),
			Props:        export.Merge(s.seen[g.GetUrn()].inputs, object(g.GetProperties())),
			Dependencies: g.GetDependencies(), PropertyDependencies: map[string][]string{},
		}
		for property, on := range g.GetPropertyDependencies() {
			r.PropertyDependencies[property] = on.GetUrns()
		}
		resources = append(resources, r)
		tokens[r] = g.GetType()
	}
	slices.SortFunc(resources, func(a, b *rule.Resource) int { return cmp.Compare(a.URN, b.URN) })
	identify(resources, tokens, s.stack.subscription)
	return rule.NewGraph(resources, s.stack.whole)
}

// everything is all that rules said about the stack: of each resource before it
// was changed, and of the graph.
func (s *Server) everything(g *rule.Graph, overGraph rule.Report) rule.Report {
	var all rule.Report
	for _, r := range g.Resources {
		of := s.seen[r.URN].report
		all.Violations = append(all.Violations, of.Violations...)
		all.NotYetKnown = append(all.NotYetKnown, of.NotYetKnown...)
	}
	all.Violations = append(all.Violations, overGraph.Violations...)
	all.NotYetKnown = append(all.NotYetKnown, overGraph.NotYetKnown...)
	all.NotJudged = overGraph.NotJudged
	return all
}

// record keeps what was seen in the folder that the environment names, if any.
func (s *Server) record(g *rule.Graph, all rule.Report) error {
	dir := s.getenv(record.Variable)
	if dir == "" {
		return nil
	}
	r := &record.Record{
		Project: s.stack.project, Stack: s.stack.name, Class: s.stack.class, DryRun: s.stack.dryRun, Whole: s.stack.whole,
		Resources: g.Resources, Violations: record.Findings(all.Violations), NotYetKnown: record.Findings(all.NotYetKnown),
	}
	for _, one := range all.NotJudged {
		r.NotJudged = append(r.NotJudged, one.ID)
	}
	return record.Write(dir, r)
}
