package pack

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/blang/semver"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/policyx"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/policy/rule"
	"github.com/tandem-platform/tandem/policy/rules"
)

// The benchmarks judge the system as it was once deployed, which is kept in
// testdata; or as it is deployed in the home that TANDEM_HOME names.

var update = flag.Bool("update", false, "keep the system that is deployed in TANDEM_HOME in testdata")

var kept = filepath.Join("testdata", "system.json.gz")

type state struct {
	URN     string         `json:"urn"`
	Type    string         `json:"type"`
	Custom  bool           `json:"custom"`
	Parent  string         `json:"parent"`
	Protect bool           `json:"protect"`
	Inputs  map[string]any `json:"inputs"`
	Outputs map[string]any `json:"outputs"`
}

// system reads the resources of all stacks.
func system(t testing.TB) []state {
	t.Helper()
	if home := os.Getenv("TANDEM_HOME"); home != "" {
		return deployedIn(t, home)
	}
	return keptSystem(t)
}

func keptSystem(t testing.TB) []state {
	t.Helper()
	f, err := os.Open(kept)
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	unzipped, err := gzip.NewReader(f)
	require.NoError(t, err)
	var all []state
	require.NoError(t, json.NewDecoder(unzipped).Decode(&all))
	return all
}

func deployedIn(t testing.TB, home string) []state {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(home, "backend", ".pulumi", "stacks", "tandem", "*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files, "no stack in %s: run `go run ./cmd/tandem up`", home)
	var all []state
	for _, file := range files {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var f struct {
			Checkpoint struct {
				Latest struct {
					Resources []state `json:"resources"`
				} `json:"latest"`
			} `json:"checkpoint"`
		}
		require.NoError(t, json.Unmarshal(raw, &f), file)
		for _, s := range f.Checkpoint.Latest.Resources {
			if s.Custom && !strings.HasPrefix(s.Type, engineTypes) {
				s.Inputs, _ = withoutInternal(s.Inputs).(map[string]any)
				s.Outputs, _ = withoutInternal(s.Outputs).(map[string]any)
				all = append(all, s)
			}
		}
	}
	return all
}

// TestTheSystemIsKept holds what the benchmarks judge to what a system is, and
// keeps it anew: TANDEM_HOME=... go test ./policy/pack -run Kept -update.
func TestTheSystemIsKept(t *testing.T) {
	if *update {
		var b bytes.Buffer
		zipped := gzip.NewWriter(&b)
		require.NoError(t, json.NewEncoder(zipped).Encode(system(t)))
		require.NoError(t, zipped.Close())
		require.NoError(t, os.WriteFile(kept, b.Bytes(), 0o600))
	}
	stacks := map[string]int{}
	for _, s := range keptSystem(t) {
		r := rule.Resource{URN: s.URN}
		stacks[r.Stack()]++
	}
	require.Len(t, stacks, 3)
	require.Greater(t, stacks["blue"]+stacks["green"]+stacks["global"], 200)
}

// sent is an object as the engine sends it to a pack.
func sent(b *testing.B, object map[string]any) *structpb.Struct {
	b.Helper()
	s, err := structpb.NewStruct(object)
	require.NoError(b, err)
	return s
}

// withoutInternal is a value without what belongs to the engine itself, and
// without secrets.
func withoutInternal(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if v[signature] == secretSig {
			return map[string]any{signature: secretSig, "value": "hidden"}
		}
		kept := map[string]any{}
		for name, member := range v {
			if !strings.HasPrefix(name, "__") {
				kept[name] = withoutInternal(member)
			}
		}
		return kept
	case []any:
		kept := make([]any, len(v))
		for i, item := range v {
			kept[i] = withoutInternal(item)
		}
		return kept
	}
	return v
}

func requests(b *testing.B) []*pulumirpc.AnalyzeRequest {
	b.Helper()
	var all []*pulumirpc.AnalyzeRequest
	for _, s := range system(b) {
		all = append(all, &pulumirpc.AnalyzeRequest{
			Urn: s.URN, Type: s.Type, Name: s.URN[strings.LastIndex(s.URN, "::")+2:], Properties: sent(b, s.Inputs),
			Options: &pulumirpc.AnalyzerResourceOptions{Parent: s.Parent, Protect: s.Protect}, Provider: &pulumirpc.AnalyzerProviderResource{},
		})
	}
	return all
}

// measured runs once until the benchmark has seen enough, and reports what one
// resource costs: time, time of processors, and the time of the quickest round,
// which is what a machine takes that does nothing else. The process is set up as that of the pack is.
func measured(b *testing.B, resources int, once func()) {
	defer debug.SetGCPercent(debug.SetGCPercent(collectorPercent))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	before, quickest := processors(b), time.Hour
	for b.Loop() {
		start := time.Now()
		once()
		quickest = min(quickest, time.Since(start))
	}
	each := func(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1000 / float64(resources) }
	b.ReportMetric(each(processors(b)-before)/float64(b.N), "cpu-µs/resource")
	b.ReportMetric(each(b.Elapsed())/float64(b.N), "µs/resource")
	b.ReportMetric(each(quickest), "quickest-µs/resource")
	b.ReportMetric(float64(resources), "resources")
	b.ReportMetric(float64(len(rules.All())), "rules")
	b.ReportMetric(0, "ns/op")
}

// processors is the time that processors have spent on this process.
func processors(b *testing.B) time.Duration {
	var usage syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkAnalyze is all rules over every resource, from the message as it
// comes from the wire to the answer as it goes back.
func BenchmarkAnalyze(b *testing.B) {
	all := requests(b)
	messages := make([][]byte, len(all))
	for i, req := range all {
		var err error
		messages[i], err = proto.Marshal(req)
		require.NoError(b, err)
	}
	s := NewServer(rules.All(), os.Getenv)
	measured(b, len(all), func() {
		for _, message := range messages {
			var req pulumirpc.AnalyzeRequest
			require.NoError(b, proto.Unmarshal(message, &req))
			response, err := s.Analyze(context.Background(), &req)
			require.NoError(b, err)
			_, err = proto.Marshal(response)
			require.NoError(b, err)
		}
	})
}

// BenchmarkRules is the part of [BenchmarkAnalyze] that judges: translating the
// properties and running the rules.
func BenchmarkRules(b *testing.B) {
	all := requests(b)
	set := rule.NewSet(rules.All(), rule.Options{})
	measured(b, len(all), func() {
		for _, req := range all {
			set.Resource(resourceOf(req, req.GetProperties()))
		}
	})
}

// stackRequest is the whole system, as the engine shows a stack at its end.
func stackRequest(b *testing.B) *pulumirpc.AnalyzeStackRequest {
	b.Helper()
	req := &pulumirpc.AnalyzeStackRequest{}
	for _, r := range system(b) {
		req.Resources = append(req.Resources, &pulumirpc.AnalyzerResource{
			Urn: r.URN, Type: r.Type, Properties: sent(b, r.Outputs), Parent: r.Parent, Provider: &pulumirpc.AnalyzerProviderResource{}})
	}
	return req
}

// wholeServer serves all rules, and takes a stack for the whole system.
func wholeServer() *Server {
	s := NewServer(rules.All(), func(string) string { return "" })
	s.stack.whole, s.aside = true, io.Discard
	return s
}

// BenchmarkAllRules is all rules together, those of one resource and those over
// the graph of the whole system, from the messages to the answers.
func BenchmarkAllRules(b *testing.B) {
	s, all, stack := wholeServer(), requests(b), stackRequest(b)
	measured(b, len(all), func() {
		for _, req := range all {
			_, err := s.Analyze(context.Background(), req)
			require.NoError(b, err)
		}
		_, err := s.AnalyzeStack(context.Background(), stack)
		require.NoError(b, err)
	})
}

// BenchmarkAnalyzeStack is the part of [BenchmarkAllRules] that judges the graph,
// ids and the merging of inputs and outputs among it.
func BenchmarkAnalyzeStack(b *testing.B) {
	s, stack := wholeServer(), stackRequest(b)
	for _, req := range requests(b) {
		_, err := s.Analyze(b.Context(), req)
		require.NoError(b, err)
	}
	measured(b, len(stack.GetResources()), func() {
		_, err := s.AnalyzeStack(context.Background(), stack)
		require.NoError(b, err)
	})
}

// BenchmarkGraph is the part of [BenchmarkAnalyzeStack] that runs the rules.
func BenchmarkGraph(b *testing.B) {
	s := wholeServer()
	for _, req := range requests(b) {
		_, err := s.Analyze(b.Context(), req)
		require.NoError(b, err)
	}
	resources := s.graph(stackRequest(b).GetResources()).Resources
	measured(b, len(resources), func() { s.set.Graph(rule.NewGraph(resources, true)) })
}

// BenchmarkOverGRPC is every resource over the engine's protocol: this pack, and
// as many policies that do nothing, each written the plain way.
func BenchmarkOverGRPC(b *testing.B) {
	all := requests(b)
	for _, c := range []struct {
		name   string
		client func(b *testing.B) pulumirpc.AnalyzerClient
	}{{"tandem", ownPack}, {"plain", plainPack}} {
		b.Run(c.name, func(b *testing.B) {
			client := c.client(b)
			measured(b, len(all), func() {
				for _, req := range all {
					_, err := client.Analyze(context.Background(), req)
					require.NoError(b, err)
				}
			})
		})
	}
}

func ownPack(b *testing.B) pulumirpc.AnalyzerClient {
	ctx, cancel := context.WithCancel(context.Background())
	b.Cleanup(cancel)
	reader, writer, err := os.Pipe()
	require.NoError(b, err)
	go func() { _ = serve(ctx, writer, NewServer(rules.All(), os.Getenv)) }()
	port, err := bufio.NewReader(reader).ReadString('\n')
	require.NoError(b, err)
	return connected(b, port)
}

// plainPort serves the plain policies once: policyx cannot be told to stop, and
// writes its port to standard output.
var plainPort = sync.OnceValues(func() (string, error) {
	reader, writer, err := os.Pipe()
	if err != nil {
		return "", err
	}
	stdout := os.Stdout
	os.Stdout = writer
	defer func() { os.Stdout = stdout }()
	go func() { _ = policyx.Main(plainPolicies) }()
	return bufio.NewReader(reader).ReadString('\n')
})

func plainPolicies(*pulumi.Context) (policyx.PolicyPack, error) {
	var policies []policyx.Policy
	for _, r := range rules.All() {
		policies = append(policies, policyx.NewResourceValidationPolicy(r.ID, policyx.ResourceValidationPolicyArgs{
			Description: r.Title, EnforcementLevel: policyx.EnforcementLevelMandatory,
			ValidateResource: func(context.Context, policyx.ResourceValidationArgs) error { return nil },
		}))
	}
	return policyx.NewPolicyPack("plain", semver.MustParse(Version), policyx.EnforcementLevelMandatory, policies)
}

func plainPack(b *testing.B) pulumirpc.AnalyzerClient {
	port, err := plainPort()
	require.NoError(b, err)
	client := connected(b, port)
	_, err = client.Handshake(b.Context(), &pulumirpc.AnalyzerHandshakeRequest{})
	require.NoError(b, err)
	_, err = client.ConfigureStack(b.Context(), &pulumirpc.AnalyzerStackConfigureRequest{Stack: "blue", Project: "tandem"})
	require.NoError(b, err)
	return client
}

func connected(b *testing.B, port string) pulumirpc.AnalyzerClient {
	conn, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(b, err)
	b.Cleanup(func() { _ = conn.Close() })
	return pulumirpc.NewAnalyzerClient(conn)
}
