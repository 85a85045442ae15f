package pack

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/policy/export"
	"github.com/tandem-platform/tandem/policy/rule"
)

// remediate is the name of the method.
const remediate = "Remediate"

// service is the engine's protocol, but that resources are not even read which
// nothing mends: the engine sends each of them to be mended, and then to be judged.
func service() *grpc.ServiceDesc {
	desc := pulumirpc.Analyzer_ServiceDesc
	desc.Methods = slices.Clone(desc.Methods)
	at := slices.IndexFunc(desc.Methods, func(m grpc.MethodDesc) bool { return m.MethodName == remediate })
	answer := desc.Methods[at].Handler
	desc.Methods[at].Handler = func(pack any, ctx context.Context, read func(any) error, around grpc.UnaryServerInterceptor) (any, error) {
		if s, ok := pack.(*Server); ok && len(s.remedies()) == 0 {
			return &pulumirpc.RemediateResponse{}, nil
		}
		return answer(pack, ctx, read, around)
	}
	return &desc
}

// remedies are the rules that are configured to mend.
func (s *Server) remedies() []*rule.Rule {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.config.remedies
}

// Remediate lets the rules that are configured to mend set what is safe to set,
// one after the other. Properties that no rule touches go back as they came.
func (s *Server) Remediate(_ context.Context, req *pulumirpc.AnalyzeRequest) (*pulumirpc.RemediateResponse, error) {
	remedies := s.remedies()
	rules, _ := s.ready()
	response := &pulumirpc.RemediateResponse{}
	properties := req.GetProperties()
	for _, one := range remedies {
		if len(one.Types) > 0 && !slices.Contains(one.Types, rule.Token(req.GetType())) {
			continue
		}
		mended, err := mend(rules, one, req, properties)
		if err != nil {
			return nil, err
		}
		if mended == nil {
			continue
		}
		properties = mended
		response.Remediations = append(response.Remediations, &pulumirpc.Remediation{
			PolicyName: one.ID, PolicyPackName: Name, PolicyPackVersion: Version, Description: one.Title, Properties: mended,
		})
	}
	return response, nil
}

// mend is the properties as the rule mends them, nil if it sets nothing.
func mend(rules *rule.Set, one *rule.Rule, req *pulumirpc.AnalyzeRequest, properties *structpb.Struct) (*structpb.Struct, error) {
	r := resourceOf(req, properties)
	props := object(properties)
	set := false
	_, err := judged(func() rule.Report {
		set = rules.Remediate(one, r, props)
		return rule.Report{}
	})
	if err != nil || !set {
		return nil, err
	}
	fields := maps.Clone(properties.GetFields())
	if fields == nil {
		fields = map[string]*structpb.Value{}
	}
	for name := range r.Props {
		if _, kept := props[name]; !kept {
			delete(fields, name)
		}
	}
	for name, v := range props {
		if before, ok := r.Props[name]; ok && reflect.DeepEqual(before, v) {
			continue
		}
		written, err := structpb.NewValue(export.Raw(v))
		if err != nil {
			return nil, fmt.Errorf("rule %s mends %s of %s: %w", one.ID, name, r.Name, err)
		}
		fields[name] = written
	}
	return &structpb.Struct{Fields: fields}, nil
}
