// Command tandem brings up, previews, inspects and takes down the two-region
// system, in the sandbox or in Azure.
package main

import (
	"context"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"

	"github.com/tandem-platform/tandem/engine/pulumi"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(pulumi.CollectorPercent)
	}
	ctx, abort := onSignals()
	os.Exit(run(ctx, abort, os.Args[1:], os.Stdout, os.Stderr))
}

// onSignals ends the context at the first Ctrl-C (or SIGTERM), which lets
// running operations finish, and closes abort at the second, which does not.
func onSignals() (ctx context.Context, abort <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	aborted := make(chan struct{})
	go func() {
		<-signals
		cancel()
		<-signals
		close(aborted)
		signal.Stop(signals)
	}()
	return ctx, aborted
}
