package doctor

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/tandem-platform/tandem/internal/armdoc"
	"github.com/tandem-platform/tandem/internal/armrest"
	"github.com/tandem-platform/tandem/internal/settings"
)

// Status is what became of a check.
type Status string

// What becomes of a check.
const (
	OK         Status = "ok"
	Fault      Status = "fault"
	NotChecked Status = "not checked"
)

// Check is one finding. Names are permanent.
type Check struct {
	Name   string
	Status Status
	// Found is what was seen; for a check that did not run, why.
	Found string
	// Remedy are the commands that mend a fault, one a line; empty otherwise.
	Remedy string
}

// Azure is how the doctor sees Azure. Nothing of it changes anything.
type Azure interface {
	// Get returns the document at an id; ok is false when there is none.
	Get(ctx context.Context, id, apiVersion string) (doc map[string]any, ok bool, err error)
	// List returns all items of a collection.
	List(ctx context.Context, path, apiVersion string) ([]map[string]any, error)
	// AskWith calls an action that reads, with a body.
	AskWith(ctx context.Context, id, apiVersion string, body map[string]any) (map[string]any, error)
	// GraphList returns the objects of a Microsoft Graph collection that the filter admits.
	GraphList(ctx context.Context, collection, filter string) ([]map[string]any, error)
	// Subscription is the id of the subscription that is worked in.
	Subscription() string
	// Identity logs in and says as whom.
	Identity(ctx context.Context) (armrest.Identity, error)
	// ReadBlobs lists the blobs below a container's URL, to see that it can be reached and read.
	ReadBlobs(ctx context.Context, containerURL string) error
}

// Input is everything that the checks look at.
type Input struct {
	// Getenv reads environment variables.
	Getenv func(string) string
	// Settings are the stack files' settings; nil where SettingsErr says what is
	// wrong with them.
	Settings    *settings.All
	SettingsErr error
	// Secrets holds, for each production stack, the secrets provider that its file names.
	Secrets map[string]string
	// Azure is nil where AzureErr says what is missing for it.
	Azure    Azure
	AzureErr error
}

// Examine runs every check. The order is that of docs/deploy-to-azure.md.
func Examine(ctx context.Context, in Input) []Check {
	x := &examination{in: in, vars: map[string]string{}, azure: in.Azure, repository: withoutIDs(in.Getenv("REPOSITORY"))}
	x.configuration()
	x.login(ctx)
	x.providers(ctx)
	x.names(ctx)
	x.state(ctx)
	x.secrets(ctx)
	x.identities(ctx)
	return x.checks
}

// examination is one run of all checks.
type examination struct {
	in     Input
	checks []Check
	// vars are what is known of the variables in the document's commands.
	vars map[string]string
	// azure is nil once it is clear that Azure cannot be asked; why says why.
	azure Azure
	why   string
	who   armrest.Identity
	// repository is the one whose jobs may log in, by name, once it is known.
	repository string
}

func (x *examination) ok(name, found string, args ...any) {
	x.checks = append(x.checks, Check{Name: name, Status: OK, Found: fmt.Sprintf(found, args...)})
}

func (x *examination) skip(name, why string) {
	x.checks = append(x.checks, Check{Name: name, Status: NotChecked, Found: why})
}

func (x *examination) fault(name, remedy, found string, args ...any) {
	x.checks = append(x.checks, Check{Name: name, Status: Fault, Found: fmt.Sprintf(found, args...), Remedy: x.fill(remedy)})
}

// fill puts what is known into a command of the document.
func (x *examination) fill(remedy string) string {
	return os.Expand(remedy, func(name string) string {
		if value := x.vars[name]; value != "" {
			return value
		}
		return "$" + name
	})
}

// findings gathers what one check finds.
type findings struct {
	faults, remedies []string
}

func (f *findings) add(remedy, found string, args ...any) {
	f.faults = append(f.faults, fmt.Sprintf(found, args...))
	for _, known := range f.remedies {
		if known == remedy {
			return
		}
	}
	f.remedies = append(f.remedies, remedy)
}

// report makes one check of what was found; fine is what to say without a fault.
func (x *examination) report(name string, f findings, fine string, args ...any) {
	if len(f.faults) == 0 {
		x.ok(name, fine, args...)
		return
	}
	x.fault(name, strings.Join(f.remedies, "\n"), "%s", strings.Join(f.faults, "; "))
}

// unreadable reports a check for which Azure did not answer: refused for want of
// a right, it is not checked; otherwise it is a fault.
func (x *examination) unreadable(name, remedy string, err error) {
	if denied(err) {
		x.skip(name, "this login may not read it: "+err.Error())
		return
	}
	x.fault(name, remedy, "%s", firstLine(err))
}

// interrupted reports a check that could not read everything: what it found before
// that stands.
func (x *examination) interrupted(name string, f findings, remedy string, err error) {
	if len(f.faults) == 0 {
		x.unreadable(name, remedy, err)
		return
	}
	f.faults = append(f.faults, "and not all of it could be read: "+firstLine(err))
	x.report(name, f, "")
}

// denied says whether Azure refused for want of a right.
func denied(err error) bool {
	var refused *armrest.Error
	return errors.As(err, &refused) && (refused.Status == http.StatusForbidden || refused.Status == http.StatusUnauthorized)
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(strings.TrimSpace(err.Error()), "\n")
	return line
}

func isTrue(doc map[string]any, path ...string) bool { return armdoc.Lookup(doc, path...) == true }

// texts are the strings of a list.
func texts(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		if s, ok := item.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
