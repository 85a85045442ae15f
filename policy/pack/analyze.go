package pack

import (
	"context"
	"fmt"
	"strings"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/rule"
)

// engineTypes begins the types of what exists in no cloud: stacks and providers.
const engineTypes = "pulumi:"

// Analyze judges one resource by its inputs.
func (s *Server) Analyze(_ context.Context, req *pulumirpc.AnalyzeRequest) (*pulumirpc.AnalyzeResponse, error) {
	if strings.HasPrefix(req.GetType(), engineTypes) {
		return &pulumirpc.AnalyzeResponse{}, nil
	}
	r := resourceOf(req, req.GetProperties())
	set, exemptions := s.ready()
	report, err := judged(func() rule.Report { return set.Resource(r) })
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	s.seen[r.URN] = seen{inputs: r.Props, report: report}
	s.mu.Unlock()
	open, _ := exemptions.Apply(report, s.now())
	return &pulumirpc.AnalyzeResponse{
		Diagnostics:   diagnostics(open.Violations, set),
		NotApplicable: waiting(report.NotYetKnown),
	}, nil
}

// resourceOf is a resource, as the rules read it, with these properties.
func resourceOf(req *pulumirpc.AnalyzeRequest, properties *structpb.Struct) *rule.Resource {
	return &rule.Resource{
		URN: req.GetUrn(), Name: req.GetName(), Type: rule.Token(req.GetType()), Parent: req.GetOptions().GetParent(),
		Custom: req.GetProvider() != nil, Protect: req.GetOptions().GetProtect(), Props: object(properties),
	}
}

// ready is what to judge by.
func (s *Server) ready() (*rule.Set, *exempt.List) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.set, s.exempt
}

// judged runs rules. One that panics is an error.
func judged(run func() rule.Report) (report rule.Report, err error) {
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case error:
			err = cause
		default:
			err = fmt.Errorf("judging policies: %v", cause)
		}
	}()
	return run(), nil
}

// waiting are the policies whose verdicts wait for values. The engine takes every
// other for passed, also those about other types: naming hundreds of them in each
// answer would cost more than judging.
func waiting(unknowns []rule.Finding) []*pulumirpc.PolicyNotApplicable {
	var list []*pulumirpc.PolicyNotApplicable
	for _, f := range unknowns {
		if n := len(list); n > 0 && list[n-1].PolicyName == f.Rule.ID {
			continue
		}
		list = append(list, &pulumirpc.PolicyNotApplicable{PolicyName: f.Rule.ID, Reason: "it waits for values that are not yet known"})
	}
	return list
}

// diagnostics are what the engine shows of violations.
func diagnostics(violations []rule.Finding, set *rule.Set) []*pulumirpc.AnalyzeDiagnostic {
	var list []*pulumirpc.AnalyzeDiagnostic
	for _, f := range violations {
		list = append(list, &pulumirpc.AnalyzeDiagnostic{
			PolicyName: f.Rule.ID, PolicyPackName: Name, PolicyPackVersion: Version, Description: f.Rule.Title,
			Message: message(f), EnforcementLevel: enforcement(set.Level(f.Rule)), Urn: f.Resource.URN, Severity: severity(f.Rule.Severity),
		})
	}
	return list
}

// message says what is wrong, where, and what to do.
func message(f rule.Finding) string {
	where := f.Path
	if where == "" {
		where = f.Resource.Name
	}
	return fmt.Sprintf("%s\n  %s is %s; wanted: %s\n  fix: %s\n  see %s", f.Rule.Title, where, f.Found, f.Want, f.Rule.Fix, f.Rule.Page())
}
