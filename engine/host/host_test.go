package host

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
	"google.golang.org/protobuf/types/known/structpb"
)

// script writes a shell script and returns its path.
func script(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// project is a project in a folder, with a runtime option binary if given.
func project(t *testing.T, dir, binary string) *pulumirpc.ProgramInfo {
	t.Helper()
	options, err := structpb.NewStruct(map[string]any{})
	if err != nil {
		t.Fatal(err)
	}
	if binary != "" {
		options.Fields["binary"] = structpb.NewStringValue(binary)
	}
	return &pulumirpc.ProgramInfo{RootDirectory: dir, ProgramDirectory: dir, EntryPoint: ".", Options: options}
}

func TestRunHandsEverythingToTheProgram(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TANDEM_PROGRAM", script(t, "env > got; pwd >> got\n"))
	s := newServer(context.Background(), "")
	_, err := s.Handshake(context.Background(), &pulumirpc.LanguageHandshakeRequest{EngineAddress: "127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	response, err := s.Run(context.Background(), &pulumirpc.RunRequest{
		Info: project(t, dir, ""), Pwd: dir, Organization: "organization", Project: "tandem", Stack: "blue",
		Config: map[string]string{"tandem:location": "northeurope"}, ConfigSecretKeys: []string{"tandem:secret"},
		DryRun: true, Parallel: 8, MonitorAddress: "127.0.0.1:2",
	})
	if err != nil || response.GetError() != "" || response.GetBail() {
		t.Fatalf("response %v, error %v", response, err)
	}
	content, err := os.ReadFile(filepath.Join(dir, "got"))
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Split(string(content), "\n")
	for _, want := range []string{
		"PULUMI_ORGANIZATION=organization", "PULUMI_PROJECT=tandem", "PULUMI_STACK=blue",
		"PULUMI_ROOT_DIRECTORY=" + dir, `PULUMI_CONFIG={"tandem:location":"northeurope"}`,
		`PULUMI_CONFIG_SECRET_KEYS=["tandem:secret"]`, "PULUMI_DRY_RUN=true", "PULUMI_PARALLEL=8",
		"PULUMI_MONITOR=127.0.0.1:2", "PULUMI_ENGINE=127.0.0.1:1", dir,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("the program did not see %s", want)
		}
	}
}

func TestRunTellsHowTheProgramEnded(t *testing.T) {
	for _, c := range []struct {
		name, body string
		bail       bool
		failure    string
	}{
		{"well", "exit 0", false, ""},
		{"with a report of its own", "exit 32", true, ""},
		{"without one", "exit 3", false, "exit status 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			response, err := newServer(context.Background(), "").Run(context.Background(),
				&pulumirpc.RunRequest{Info: project(t, dir, script(t, c.body)), Pwd: dir})
			if err != nil || response.GetBail() != c.bail || !strings.HasSuffix(response.GetError(), c.failure) ||
				(c.failure == "") != (response.GetError() == "") {
				t.Errorf("response %v, error %v", response, err)
			}
		})
	}
}

func TestRunBuildsTheFolderAndTellsCompileErrors(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TANDEM_CACHE", t.TempDir())
	for name, content := range map[string]string{
		"go.mod":  "module example.com/p\n\ngo 1.26\n",
		"main.go": "package main\n\nimport \"os\"\n\nfunc main() { os.Exit(32) }\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s := newServer(context.Background(), "")
	run := func() *pulumirpc.RunResponse {
		response, err := s.Run(context.Background(), &pulumirpc.RunRequest{Info: project(t, dir, ""), Pwd: dir})
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	if response := run(); !response.GetBail() {
		t.Errorf("the built program ended with %v", response)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte("package main\n\nfunc main() { x }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if response := run(); !strings.Contains(response.GetError(), "main.go:3:15: undefined: x") {
		t.Errorf("the edited program ended with %v", response)
	}
}

func TestCancelEndsTheProgram(t *testing.T) {
	dir := t.TempDir()
	started := filepath.Join(dir, "started")
	for _, pipe := range []string{started, filepath.Join(dir, "never")} {
		if err := syscall.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	waits := script(t, "echo > started; exec cat never\n")
	s := newServer(context.Background(), "")
	ended := make(chan *pulumirpc.RunResponse, 1)
	go func() {
		response, err := s.Run(context.Background(), &pulumirpc.RunRequest{Info: project(t, dir, waits), Pwd: dir})
		if err == nil {
			ended <- response
		}
		close(ended)
	}()
	// Reading the pipe waits until the program writes to it.
	if _, err := os.ReadFile(started); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Cancel(context.Background(), &emptypb.Empty{}); err != nil {
		t.Fatal(err)
	}
	if response := <-ended; response.GetError() == "" {
		t.Errorf("a cancelled program ended with %v", response)
	}
}

// stream keeps what a plugin sends.
type stream struct {
	grpc.ServerStreamingServer[pulumirpc.RunPluginResponse]
	ctx            context.Context
	stdout, stderr string
	code           int32
}

func (s *stream) Context() context.Context { return s.ctx }

func (s *stream) Send(message *pulumirpc.RunPluginResponse) error {
	s.stdout += string(message.GetStdout())
	s.stderr += string(message.GetStderr())
	if _, ok := message.GetOutput().(*pulumirpc.RunPluginResponse_Exitcode); ok {
		s.code = message.GetExitcode()
	}
	return nil
}

func TestRunPluginStreams(t *testing.T) {
	dir := t.TempDir()
	out := &stream{ctx: context.Background(), code: -1}
	err := newServer(context.Background(), "").RunPlugin(&pulumirpc.RunPluginRequest{
		Info: project(t, dir, script(t, "echo port $1 $MODE; echo trouble >&2; exit 4\n")),
		Pwd:  dir, Args: []string{"7"}, Env: []string{"MODE=policy"}, Kind: "analyzer",
	}, out)
	if err != nil || out.stdout != "port 7 policy\n" || out.stderr != "trouble\n" || out.code != 4 {
		t.Errorf("streamed %+v, error %v", out, err)
	}
}

func TestProgramDependencies(t *testing.T) {
	dir := t.TempDir()
	mod := "module example.com/p\n\ngo 1.26\n\nrequire example.com/one v1.0.0\n\n" +
		"require (\n\texample.com/two/v2 v2.0.0\n\texample.com/three/v3 v3.0.0 // indirect\n)\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(mod), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		transitive bool
		want       string
	}{{false, "example.com/one v1.0.0,example.com/two/v2 v2.0.0"},
		{true, "example.com/one v1.0.0,example.com/two/v2 v2.0.0,example.com/three/v3 v3.0.0"}} {
		response, err := newServer(context.Background(), "").GetProgramDependencies(context.Background(),
			&pulumirpc.GetProgramDependenciesRequest{Info: project(t, dir, ""), TransitiveDependencies: c.transitive})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range response.GetDependencies() {
			got = append(got, d.GetName()+" "+d.GetVersion())
		}
		if strings.Join(got, ",") != c.want {
			t.Errorf("dependencies %v, want %s", got, c.want)
		}
	}
}
