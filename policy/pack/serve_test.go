package pack

import (
	"bufio"
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/policy/rule"
)

// rig is a pack behind its protocol, and an engine that keeps what it is told.
type rig struct {
	pulumirpc.AnalyzerClient
	engine *engine
	env    map[string]string
	dir    string
}

// engine keeps what is logged.
type engine struct {
	pulumirpc.UnimplementedEngineServer
	mu    sync.Mutex
	lines []string
}

func (e *engine) Log(_ context.Context, req *pulumirpc.LogRequest) (*emptypb.Empty, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.lines = append(e.lines, strings.ToLower(req.GetSeverity().String())+" "+req.GetMessage())
	return &emptypb.Empty{}, nil
}

// start serves the rules by the protocol, shaken hands with.
func start(t *testing.T, rules ...*rule.Rule) *rig {
	t.Helper()
	return serving(t, func(*Server) {}, rules)
}

// startAt is start on a day.
func startAt(t *testing.T, day string, rules ...*rule.Rule) *rig {
	t.Helper()
	at, err := time.Parse(time.DateOnly, day)
	require.NoError(t, err)
	return serving(t, func(s *Server) { s.now = func() time.Time { return at } }, rules)
}

func serving(t *testing.T, edit func(*Server), rules []*rule.Rule) *rig {
	t.Helper()
	r := &rig{engine: &engine{}, env: map[string]string{}, dir: t.TempDir()}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	host := grpc.NewServer()
	pulumirpc.RegisterEngineServer(host, r.engine)
	go func() { _ = host.Serve(listener) }()
	t.Cleanup(host.Stop)

	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	pack := NewServer(rules, func(name string) string { return r.env[name] })
	edit(pack)
	go func() { done <- serve(ctx, writer, pack) }()
	port, err := bufio.NewReader(reader).ReadString('\n')
	require.NoError(t, err)
	conn, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, conn.Close())
		cancel()
		require.NoError(t, <-done)
	})
	r.AnalyzerClient = pulumirpc.NewAnalyzerClient(conn)
	_, err = r.Handshake(t.Context(), &pulumirpc.AnalyzerHandshakeRequest{EngineAddress: listener.Addr().String(), ProgramDirectory: &r.dir})
	require.NoError(t, err)
	return r
}

// configured tells the pack its stack, with pairs of config keys and values.
func (r *rig) configured(t *testing.T, pairs ...string) *rig {
	t.Helper()
	config := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		config[pairs[i]] = pairs[i+1]
	}
	_, err := r.ConfigureStack(t.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "blue", Project: "tandem", DryRun: true, Config: config})
	require.NoError(t, err)
	return r
}

// set gives a rule a level and parameters.
func (r *rig) set(t *testing.T, id string, level pulumirpc.EnforcementLevel, params map[string]any) error {
	t.Helper()
	_, err := r.Configure(t.Context(), &pulumirpc.ConfigureAnalyzerRequest{PolicyConfig: map[string]*pulumirpc.PolicyConfig{
		id: {EnforcementLevel: level, Properties: properties(t, params)},
	}})
	return err
}

func properties(t *testing.T, of map[string]any) *structpb.Struct {
	t.Helper()
	s, err := structpb.NewStruct(of)
	require.NoError(t, err)
	return s
}

const (
	serverType = "azure-native:sql:Server"
	signature  = "4dabf18193072939515e22adb298388d"
	secretSig  = "1b47061264138c4ac30d75fd1eb44270"
	assetSig   = "c44067f5952c0a294b673a41bacd8c17"
	unknown    = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
)

func urn(typ, name string) string { return "urn:pulumi:blue::tandem::" + typ + "::" + name }

// request asks about a resource named server.
func request(t *testing.T, inputs map[string]any) *pulumirpc.AnalyzeRequest {
	t.Helper()
	return &pulumirpc.AnalyzeRequest{Type: serverType, Name: "server", Urn: urn(serverType, "server"),
		Properties: properties(t, inputs), Provider: &pulumirpc.AnalyzerProviderResource{}}
}

// analyze judges a server by its inputs.
func (r *rig) analyze(t *testing.T, inputs map[string]any) *pulumirpc.AnalyzeResponse {
	t.Helper()
	response, err := r.Analyze(t.Context(), request(t, inputs))
	require.NoError(t, err)
	return response
}

// analyzeStack judges a stack.
func (r *rig) analyzeStack(t *testing.T, resources ...*pulumirpc.AnalyzerResource) *pulumirpc.AnalyzeResponse {
	t.Helper()
	response, err := r.AnalyzeStack(t.Context(), &pulumirpc.AnalyzeStackRequest{Resources: resources})
	require.NoError(t, err)
	return response
}

func deployed(t *testing.T, typ, name string, outputs map[string]any) *pulumirpc.AnalyzerResource {
	t.Helper()
	return &pulumirpc.AnalyzerResource{Type: typ, Name: name, Urn: urn(typ, name), Properties: properties(t, outputs),
		Provider: &pulumirpc.AnalyzerProviderResource{}}
}

func notApplicable(response *pulumirpc.AnalyzeResponse) map[string]string {
	found := map[string]string{}
	for _, n := range response.GetNotApplicable() {
		found[n.GetPolicyName()] = n.GetReason()
	}
	return found
}

// TestWhatNothingMendsIsNotRead asks for remedies that nobody has switched on.
func TestWhatNothingMendsIsNotRead(t *testing.T) {
	methods := service().Methods
	at := slices.IndexFunc(methods, func(m grpc.MethodDesc) bool { return m.MethodName == remediate })
	read := false
	ask := func(s *Server) any {
		answer, err := methods[at].Handler(s, t.Context(), func(any) error { read = true; return nil }, nil)
		require.NoError(t, err)
		return answer
	}
	s := NewServer(nil, func(string) string { return "" })
	require.Empty(t, ask(s).(*pulumirpc.RemediateResponse).GetRemediations())
	require.False(t, read)
	s.config.remedies = []*rule.Rule{{Types: []string{"another"}}}
	require.Empty(t, ask(s).(*pulumirpc.RemediateResponse).GetRemediations())
	require.True(t, read)
}
