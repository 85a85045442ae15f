package protocol_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil/rpcerror"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/engine/provider/protocol"
)

const (
	urn  = "urn:pulumi:blue::tandem::azure-native:storage:StorageAccount::account"
	unit = "azure-native:storage:StorageAccount"
)

// scripted is a provider whose operations a test supplies.
type scripted struct {
	protocol.Provider
	create func(context.Context, protocol.CreateRequest) (protocol.State, error)
	diff   func(protocol.DiffRequest) protocol.DiffResult
}

func (s *scripted) Create(ctx context.Context, req protocol.CreateRequest) (protocol.State, error) {
	return s.create(ctx, req)
}

func (s *scripted) Diff(_ context.Context, req protocol.DiffRequest) (protocol.DiffResult, error) {
	return s.diff(req), nil
}

// serve starts the provider and returns a way to connect to it.
func serve(t *testing.T, provider protocol.Provider) func() pulumirpc.ResourceProviderClient {
	t.Helper()
	return serveNew(t, func() protocol.Provider { return provider })
}

func serveNew(t *testing.T, create func() protocol.Provider) func() pulumirpc.ResourceProviderClient {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- protocol.Serve(ctx, writer, nil, protocol.NewServer("1.2.3", create))
	}()
	port, err := bufio.NewReader(reader).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	var conns []*grpc.ClientConn
	t.Cleanup(func() {
		for _, conn := range conns {
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return func() pulumirpc.ResourceProviderClient {
		conn, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(port),
			grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		conns = append(conns, conn)
		return pulumirpc.NewResourceProviderClient(conn)
	}
}

func encode(t *testing.T, properties resource.PropertyMap) *structpb.Struct {
	t.Helper()
	encoded, err := plugin.MarshalProperties(properties, plugin.MarshalOptions{KeepSecrets: true, KeepUnknowns: true})
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

// TestSecretsAndUnknownsTravel: both reach the provider and come back.
func TestSecretsAndUnknownsTravel(t *testing.T) {
	inputs := resource.PropertyMap{
		"password": resource.MakeSecret(resource.NewStringProperty("x")),
		"subnet":   resource.MakeComputed(resource.NewStringProperty("")),
	}
	client := serve(t, &scripted{create: func(_ context.Context, req protocol.CreateRequest) (protocol.State, error) {
		if !req.Preview || req.Type != unit || req.Name != "account" {
			t.Errorf("got %+v", req)
		}
		if !req.Inputs["password"].IsSecret() || !req.Inputs["subnet"].IsComputed() {
			t.Errorf("got inputs %v", req.Inputs)
		}
		return protocol.State{Outputs: req.Inputs}, nil
	}})()
	resp, err := client.Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn, Properties: encode(t, inputs), Preview: true})
	if err != nil {
		t.Fatal(err)
	}
	back, err := plugin.UnmarshalProperties(resp.GetProperties(), plugin.MarshalOptions{KeepSecrets: true, KeepUnknowns: true})
	if err != nil {
		t.Fatal(err)
	}
	if !back["password"].IsSecret() || !back["subnet"].IsComputed() {
		t.Errorf("got back %v", back)
	}
}

// TestPartialFailure: what exists but is not ready is reported with its id and
// outputs, so that the engine records it.
func TestPartialFailure(t *testing.T) {
	client := serve(t, &scripted{create: func(context.Context, protocol.CreateRequest) (protocol.State, error) {
		return protocol.State{}, &protocol.PartialError{
			State:   protocol.State{ID: "/the/id", Outputs: resource.PropertyMap{"name": resource.NewStringProperty("n")}},
			Reasons: []string{"SkuNotAvailable"},
		}
	}})()
	_, err := client.Create(t.Context(), &pulumirpc.CreateRequest{Urn: urn})
	var failed *pulumirpc.ErrorResourceInitFailed
	for _, detail := range rpcerror.Convert(err).Details() {
		if d, ok := detail.(*pulumirpc.ErrorResourceInitFailed); ok {
			failed = d
		}
	}
	if failed == nil || failed.GetId() != "/the/id" || len(failed.GetReasons()) != 1 ||
		failed.GetProperties().GetFields()["name"].GetStringValue() != "n" {
		t.Errorf("got %v with %v", err, failed)
	}
}

// TestDetailedDiff: each change is reported with its path and kind.
func TestDetailedDiff(t *testing.T) {
	client := serve(t, &scripted{diff: func(protocol.DiffRequest) protocol.DiffResult {
		return protocol.DiffResult{DeleteBeforeReplace: true, Changes: []protocol.Change{
			{Path: resource.PropertyPath{"tags", "owner"}, Kind: protocol.Added},
			{Path: resource.PropertyPath{"rules", 0, "name"}, Kind: protocol.Deleted},
			{Path: resource.PropertyPath{"location"}, Kind: protocol.Updated, Replace: true},
		}}
	}})()
	resp, err := client.Diff(t.Context(), &pulumirpc.DiffRequest{Urn: urn})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]pulumirpc.PropertyDiff_Kind{
		"tags.owner":    pulumirpc.PropertyDiff_ADD,
		"rules[0].name": pulumirpc.PropertyDiff_DELETE,
		"location":      pulumirpc.PropertyDiff_UPDATE_REPLACE,
	}
	for path, kind := range want {
		if got := resp.GetDetailedDiff()[path]; got.GetKind() != kind || !got.GetInputDiff() {
			t.Errorf("%s: got %v, want %v", path, got, kind)
		}
	}
	if len(resp.GetDetailedDiff()) != len(want) || !resp.GetDeleteBeforeReplace() ||
		strings.Join(resp.GetReplaces(), ",") != "location" {
		t.Errorf("got %v", resp)
	}
}

// TestCancelEndsOnlyTheAskersOperations: two engines share the process; one
// cancels, the other's operation goes on.
func TestCancelEndsOnlyTheAskersOperations(t *testing.T) {
	started := make(chan struct{}, 2)
	release := make(chan struct{})
	connect := serve(t, &scripted{create: func(ctx context.Context, _ protocol.CreateRequest) (protocol.State, error) {
		started <- struct{}{}
		select {
		case <-ctx.Done():
			return protocol.State{}, ctx.Err()
		case <-release:
			return protocol.State{ID: "done"}, nil
		}
	}})
	one, two := connect(), connect()
	run := func(client pulumirpc.ResourceProviderClient) chan error {
		result := make(chan error, 1)
		go func() {
			_, err := client.Create(context.Background(), &pulumirpc.CreateRequest{Urn: urn})
			result <- err
		}()
		<-started
		return result
	}
	first, second := run(one), run(two)
	if _, err := one.Cancel(t.Context(), &emptypb.Empty{}); err != nil {
		t.Fatal(err)
	}
	if err := <-first; err == nil {
		t.Error("the cancelled engine's operation went on")
	}
	select {
	case err := <-second:
		t.Errorf("the other engine's operation ended, too: %v", err)
	default:
	}
	close(release)
	if err := <-second; err != nil {
		t.Errorf("the other engine's operation failed: %v", err)
	}
}

// TestEachEngineHasItsOwnProvider: engines that share the process do not share
// a configuration.
func TestEachEngineHasItsOwnProvider(t *testing.T) {
	var made atomic.Int32
	connect := serveNew(t, func() protocol.Provider {
		made.Add(1)
		return &scripted{diff: func(protocol.DiffRequest) protocol.DiffResult { return protocol.DiffResult{} }}
	})
	for range 2 {
		client := connect()
		for range 2 {
			if _, err := client.Diff(t.Context(), &pulumirpc.DiffRequest{Urn: urn}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if made.Load() != 2 {
		t.Errorf("two engines got %d providers", made.Load())
	}
}

// TestPluginEndsWithItsEngine: when the process that started it is gone, the
// plugin stops serving.
func TestPluginEndsWithItsEngine(t *testing.T) {
	var parent atomic.Int32
	parent.Store(42)
	reader, writer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- protocol.Serve(t.Context(), writer, func() int { return int(parent.Load()) },
			protocol.NewServer("1", func() protocol.Provider { return &scripted{} }))
	}()
	if _, err := bufio.NewReader(reader).ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	parent.Store(1)
	if err := <-done; !errors.Is(err, protocol.ErrEngineGone) {
		t.Errorf("serving ended with %v", err)
	}
}
