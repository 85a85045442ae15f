package pulumi

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/tandem-platform/tandem/engine/provider/meta"
)

// Recover settles what a killed run has left behind in a stack: the lock of a
// process that has ended, and operations of which it is not recorded how they
// ended. It returns what it did; with nothing to do it only reads the state.
//
// Operations come in these cases:
//
//   - A create of an ARM resource or an Entra object is settled by asking for
//     it. If it exists, it is taken into the state as it is in the cloud; if
//     not, the operation is dropped and the next run creates it.
//   - A create of what exists as long as its parent does, such as the settings
//     of an app, is dropped: that it is there says nothing, and the provider
//     writes it as if for the first time.
//   - A create of anything that exists in no cloud, such as a random value, is
//     dropped.
//   - Updates and deletes are dropped: the state before them is recorded, and
//     both may be done twice.
func (w *Workspace) Recover(ctx context.Context, stack string, o RunOptions) ([]Recovered, error) {
	if err := w.prepare(); err != nil {
		return nil, err
	}
	var recovered []Recovered
	report := func(done ...Recovered) {
		recovered = append(recovered, done...)
		for i := range done {
			if o.OnEvent != nil {
				o.OnEvent(Event{Stack: stack, Kind: EventRecovered, Recovered: &done[i]})
			}
		}
	}
	cleared, err := w.unlock(stack)
	report(cleared...)
	if err != nil {
		return recovered, err
	}
	state, err := w.Export(ctx, stack)
	if err != nil {
		return recovered, fmt.Errorf("look for interrupted operations: %w", err)
	}
	settled, err := w.settlements(ctx, state.PendingOperations, o.Prober)
	if err != nil {
		return recovered, fmt.Errorf("settle the interrupted operations of stack %s: %w", stack, err)
	}
	if o.Agree != nil {
		var found []Recovered
		for _, s := range settled {
			found = append(found, s.Recovered)
		}
		if err := o.Agree(found); err != nil {
			return recovered, err
		}
	}
	unread := state.unread()
	if len(settled) == 0 && len(unread) == 0 {
		return recovered, nil
	}
	if len(settled) > 0 {
		if err := w.rewrite(ctx, stack, settled); err != nil {
			return recovered, fmt.Errorf("record what became of interrupted operations: %w", err)
		}
	}
	for _, s := range settled {
		report(s.Recovered)
		if s.ID != "" {
			unread = append(unread, s.URN)
		}
	}
	return recovered, w.read(ctx, stack, unread)
}

// Unsettled reports whether the recorded state of a stack holds what a killed run
// left: operations of which it is not recorded how they ended, or resources that were
// taken over and not read.
func (w *Workspace) Unsettled(ctx context.Context, stack string) (bool, error) {
	state, err := w.Export(ctx, stack)
	if errors.Is(err, ErrNoStack) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return len(state.PendingOperations)+len(state.unread()) > 0, nil
}

// settlement is what becomes of a pending operation; its ID is set for a create that
// happened.
type settlement struct{ Recovered }

// settlements decides what becomes of each pending operation. All questions
// are asked before anything is changed.
func (w *Workspace) settlements(ctx context.Context, pending []PendingOperation, p Prober) ([]settlement, error) {
	var (
		settled []settlement
		faults  []error
	)
	for _, operation := range pending {
		s := settlement{Recovered: Recovered{Kind: "retry", URN: operation.Resource.URN,
			Detail: fmt.Sprintf("%s was interrupted while %s; it is done again",
				URNName(operation.Resource.URN), operation.Type)}}
		if operation.Type == "creating" {
			id, err := w.find(ctx, operation.Resource, p)
			if err != nil {
				faults = append(faults, fmt.Errorf("find out whether %s was created: %w", operation.Resource.URN, err))
				continue
			}
			s.ID, s.Kind = id, "clear"
			s.Detail = URNName(operation.Resource.URN) + " is not known to be as it should; it is created"
			if id != "" {
				s.Kind = "import"
				s.Detail = fmt.Sprintf("%s had been created as %s, and is taken over", URNName(operation.Resource.URN), id)
			}
		}
		settled = append(settled, s)
	}
	return settled, errors.Join(faults...)
}

// errNoProber says that pending creates cannot be settled here.
var errNoProber = errors.New("this command cannot ask the cloud: run `tandem up`, which does")

// find returns the id of a resource whose create was interrupted, or "" if it
// does not exist.
func (w *Workspace) find(ctx context.Context, r Resource, p Prober) (string, error) {
	switch packageOf(r.Type) {
	case "azure-native":
		kind, known := meta.Lookup(r.Type)
		if !known {
			return "", fmt.Errorf("there is no type %s", r.Type)
		}
		id, err := kind.ID(w.subscription(p), r.Inputs)
		if err != nil {
			return "", err
		}
		if meta.AlwaysExists(id) {
			return "", nil
		}
		if p == nil {
			return "", errNoProber
		}
		version := kind.APIVersion(r.Inputs)
		exists, err := p.Exists(ctx, id, version)
		if err != nil {
			return "", err
		}
		if !exists {
			return findRenamed(ctx, id, version, r.Inputs, p)
		}
		return id, nil
	case "azuread":
		if p == nil {
			return "", errNoProber
		}
		return p.FindGraph(ctx, r.Type, r.Inputs)
	default:
		return "", nil
	}
}

// Subscriber is a Prober that says in which subscription it looks.
type Subscriber interface {
	Subscription() string
}

// subscription is where pending creates are looked for. Against Azure it is no variable
// of the workspace, but of the process, or of whoever logged in.
func (w *Workspace) subscription(p Prober) string {
	if s, ok := p.(Subscriber); ok {
		return s.Subscription()
	}
	return w.Env["ARM_SUBSCRIPTION_ID"]
}

func packageOf(token string) string {
	name, _, _ := strings.Cut(token, ":")
	return name
}

// read takes the given resources' properties over from the cloud.
func (w *Workspace) read(ctx context.Context, stack string, urns []string) error {
	if len(urns) == 0 {
		return nil
	}
	o := RunOptions{Targets: urns}
	args := append([]string{"refresh", "--yes", "--skip-preview", "--suppress-progress"}, o.args()...)
	if _, err := w.operate(ctx, "recover", stack, args, o); err != nil {
		return fmt.Errorf("read what interrupted creates have made: %w", err)
	}
	return nil
}
