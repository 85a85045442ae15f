// Package doubles drives the provider doubles as the engine does, the built
// plugins over gRPC, against a sandbox.
package doubles

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"github.com/stretchr/testify/require"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/types/known/structpb"

	"github.com/tandem-platform/tandem/sandbox"
	"github.com/tandem-platform/tandem/tests/sources"
)

// plugins is the binary under test.
var plugins string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "tandem-doubles-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() {
		if err := os.RemoveAll(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}()
	root, err := sources.Root()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	plugins = filepath.Join(dir, "tandem-plugins")
	build := exec.Command("go", "build", "-o", plugins, "./cmd/tandem-plugins")
	build.Dir, build.Stderr = root, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "go build ./cmd/tandem-plugins:", err)
		return 1
	}
	return m.Run()
}

// provider is a running plugin.
type provider struct {
	*testing.T
	client pulumirpc.ResourceProviderClient
}

// start runs the named plugin with the sandbox's environment and configures it.
func start(t *testing.T, name string, s *sandbox.Sandbox) *provider {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), plugins, "pulumi-resource-"+name)
	cmd.Env = os.Environ()
	for key, value := range s.Env() {
		cmd.Env = append(cmd.Env, key+"="+value)
	}
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	cmd.WaitDelay = time.Second
	t.Cleanup(func() { require.NoError(t, cmd.Process.Kill()) })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	conn, err := grpc.NewClient("127.0.0.1:"+strings.TrimSpace(line), grpc.WithTransportCredentials(insecure.NewCredentials()))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, conn.Close()) })
	p := &provider{T: t, client: pulumirpc.NewResourceProviderClient(conn)}
	_, err = p.client.Configure(t.Context(), &pulumirpc.ConfigureRequest{AcceptSecrets: true, Args: p.encode(nil)})
	require.NoError(t, err)
	return p
}

func (p *provider) encode(values resource.PropertyMap) *structpb.Struct {
	p.Helper()
	encoded, err := plugin.MarshalProperties(values, plugin.MarshalOptions{KeepSecrets: true, KeepUnknowns: true})
	require.NoError(p, err)
	return encoded
}

func urn(token string) string { return "urn:pulumi:test::tandem::" + token + "::x" }

// made is a resource that a test has created.
type made struct {
	token   string
	id      string
	inputs  *structpb.Struct
	outputs *structpb.Struct
}

// create checks the inputs and creates the resource.
func (p *provider) create(ctx context.Context, token string, inputs map[string]any) made {
	p.Helper()
	checked, err := p.client.Check(ctx, &pulumirpc.CheckRequest{
		Urn: urn(token), News: p.encode(resource.NewPropertyMapFromMap(inputs)), RandomSeed: []byte("seed"),
	})
	require.NoError(p, err, token)
	require.Empty(p, checked.GetFailures(), token)
	created, err := p.client.Create(ctx, &pulumirpc.CreateRequest{Urn: urn(token), Properties: checked.GetInputs()})
	require.NoError(p, err, token)
	return made{token: token, id: created.GetId(), inputs: checked.GetInputs(), outputs: created.GetProperties()}
}

// createRequest asks to create the resource once more.
func createRequest(m made) *pulumirpc.CreateRequest {
	return &pulumirpc.CreateRequest{Urn: urn(m.token), Properties: m.inputs}
}

// refreshed is what a preview with refresh would change about the resource.
func (p *provider) refreshed(ctx context.Context, m made) []string {
	p.Helper()
	read, err := p.client.Read(ctx, &pulumirpc.ReadRequest{Id: m.id, Urn: urn(m.token), Inputs: m.inputs, Properties: m.outputs})
	require.NoError(p, err, m.token)
	if read.GetId() == "" {
		return []string{"gone"}
	}
	diff, err := p.client.Diff(ctx, &pulumirpc.DiffRequest{
		Id: m.id, Urn: urn(m.token), OldInputs: read.GetInputs(), Olds: read.GetProperties(), News: m.inputs,
	})
	require.NoError(p, err, m.token)
	var paths []string
	for path := range diff.GetDetailedDiff() {
		paths = append(paths, path)
	}
	return paths
}

// delete deletes the resource, twice: what is gone already is no error.
func (p *provider) delete(ctx context.Context, m made) {
	p.Helper()
	for range 2 {
		_, err := p.client.Delete(ctx, &pulumirpc.DeleteRequest{Id: m.id, Urn: urn(m.token), OldInputs: m.inputs, Properties: m.outputs})
		require.NoError(p, err, m.token)
	}
}

// TestPluginEndsWithItsEngine: a killed engine leaves no plugin behind.
func TestPluginEndsWithItsEngine(t *testing.T) {
	sources.Watch(t)
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	// The shell is the engine; it starts the plugin and is then killed.
	engine := exec.Command("sh", "-c", `"$0" pulumi-resource-random 127.0.0.1:1 & wait`, plugins)
	engine.Stdout = writer
	require.NoError(t, engine.Start())
	require.NoError(t, writer.Close())
	output := bufio.NewReader(reader)
	_, err = output.ReadString('\n')
	require.NoError(t, err, "the plugin told no port")
	require.NoError(t, engine.Process.Kill())
	require.Error(t, engine.Wait())
	_, err = output.ReadString('\n') // ends when the plugin, the last writer, is gone
	require.Error(t, err)
	require.NoError(t, reader.Close())
}

// TestUnknownPlugin: a wrong name is told with the right ones.
func TestUnknownPlugin(t *testing.T) {
	sources.Watch(t)
	out, err := exec.Command(plugins, "pulumi-resource-aws").CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(out), "pulumi-resource-azure-native")
}

// TestPluginEndsOnInterrupt: that is how the engine ends its plugins.
func TestPluginEndsOnInterrupt(t *testing.T) {
	sources.Watch(t)
	cmd := exec.CommandContext(t.Context(), plugins, "pulumi-resource-random", "127.0.0.1:1")
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	_, err = bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.NoError(t, cmd.Wait())
}
