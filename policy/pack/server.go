package pack

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/tandem-platform/tandem/policy/exempt"
	"github.com/tandem-platform/tandem/policy/rule"
)

const (
	// Name is the name of the pack.
	Name = "tandem"
	// Version is the version of the pack.
	Version = "0.1.0"
)

// exemptionsFile is the file of exemptions beside the pack, if there is one.
const exemptionsFile = "exemptions.yaml"

// Server serves rules by the engine's analyzer protocol. Its methods may be
// called at the same time.
type Server struct {
	pulumirpc.UnimplementedAnalyzerServer

	rules  []*rule.Rule
	byID   map[string]*rule.Rule
	getenv func(string) string
	now    func() time.Time
	aside  io.Writer // for what the engine does not take

	mu     sync.Mutex
	engine string // its address
	dir    string // of the pack
	stack  stack
	config config
	exempt *exempt.List
	set    *rule.Set
	seen   map[string]seen // by URN
}

// stack is what the engine says about the stack.
type stack struct {
	name, project, subscription string
	dryRun                      bool
	class                       rule.Class
	whole                       bool
}

// seen is what was seen of a resource before it was changed.
type seen struct {
	inputs map[string]any
	report rule.Report
}

// NewServer serves the rules; getenv finds variables.
func NewServer(rules []*rule.Rule, getenv func(string) string) *Server {
	s := &Server{rules: rules, byID: map[string]*rule.Rule{}, getenv: getenv, now: time.Now, aside: os.Stderr, seen: map[string]seen{}}
	for _, r := range rules {
		s.byID[r.ID] = r
	}
	s.stack.class = rule.Production
	s.prepare()
	return s
}

// prepare makes the rules ready to run under the class and the config.
func (s *Server) prepare() {
	s.set = rule.NewSet(s.rules, rule.Options{Class: s.stack.class, Levels: s.config.levels, Params: s.config.params})
}

// Handshake takes the engine's address and the pack's folder.
func (s *Server) Handshake(_ context.Context, req *pulumirpc.AnalyzerHandshakeRequest) (*pulumirpc.AnalyzerHandshakeResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.engine = req.GetEngineAddress()
	s.dir = req.GetProgramDirectory()
	if s.dir == "" {
		s.dir = req.GetRootDirectory()
	}
	return &pulumirpc.AnalyzerHandshakeResponse{}, nil
}

// GetPluginInfo tells the pack's version.
func (s *Server) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: Version}, nil
}

// ConfigureStack takes what decides how the stack is judged: its class, whether
// it holds the whole system, and which violations are exempted.
func (s *Server) ConfigureStack(_ context.Context, req *pulumirpc.AnalyzerStackConfigureRequest) (*pulumirpc.AnalyzerStackConfigureResponse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	config := req.GetConfig()
	class := rule.Class(config["tandem:class"])
	switch class {
	case "":
		class = rule.Production
	case rule.Production, rule.Test:
	default:
		return nil, fmt.Errorf("tandem:class of stack %s is %q: set it to %s or %s", req.GetStack(), class, rule.Production, rule.Test)
	}
	exemptions, err := s.exemptions()
	if err != nil {
		return nil, err
	}
	s.exempt = exemptions
	s.stack = stack{name: req.GetStack(), project: req.GetProject(), dryRun: req.GetDryRun(), class: class,
		whole: config["tandem:layer"] == "system", subscription: s.subscription(config)}
	s.seen = map[string]seen{}
	s.prepare()
	return &pulumirpc.AnalyzerStackConfigureResponse{}, nil
}

// subscription is that of ids which are not told. One that is not known is
// made up: rules do not read it.
func (s *Server) subscription(config map[string]string) string {
	for _, id := range []string{config["azure-native:subscriptionId"], s.getenv("ARM_SUBSCRIPTION_ID")} {
		if id != "" {
			return id
		}
	}
	return "00000000-0000-0000-0000-000000000000"
}

// exemptions reads the file of exemptions that the environment names, or the
// one beside the pack.
func (s *Server) exemptions() (*exempt.List, error) {
	path := s.getenv(exempt.Variable)
	if path == "" {
		path = filepath.Join(s.dir, exemptionsFile)
		if _, err := os.Stat(path); s.dir == "" || os.IsNotExist(err) {
			return nil, nil
		}
	}
	return exempt.Load(path, s.rules, s.now())
}

// Cancel does nothing: no analysis lasts.
func (s *Server) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	return &emptypb.Empty{}, nil
}
