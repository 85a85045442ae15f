package settings

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/internal/topology"
)

// GlobalStack is the name of the stack of the global layer. The stacks of the
// stamp layer are called like their stamps.
const GlobalStack = "global"

// The targets that a stack can be deployed to.
const (
	TargetSandbox = "sandbox"
	TargetAzure   = "azure"
)

// All is the checked configuration of all stacks of a checkout.
type All struct {
	Stacks  map[string]*Settings // by stack name
	sources map[string]source
}

// LoadDir reads the project file and the stack files of a directory and checks
// each of them and all of them together. The three production stacks must be there; every other
// stack file is one of the system layer. The error joins all faults, each a
// [Fault].
func LoadDir(dir string) (*All, error) {
	names, err := stackNames(dir)
	if err != nil {
		return nil, err
	}
	all := &All{Stacks: map[string]*Settings{}, sources: map[string]source{}}
	faults := projectFaults(dir)
	for _, name := range names {
		text, err := os.ReadFile(filepath.Join(dir, FileName(name)))
		if err != nil {
			faults = append(faults, unreadable(name, err))
			continue
		}
		file := readStackFile(name, FileName(name), text)
		faults = append(faults, file.faults...)
		if len(file.values) == 0 && len(file.faults) > 0 {
			continue // what is missing is missing because of those faults
		}
		src := source{stack: name, file: FileName(name), lines: file.lines}
		s, own := parse(src, file.values)
		own = slices.DeleteFunc(own, func(f Fault) bool { return reported(file.faults, f) })
		faults = append(faults, own...)
		all.Stacks[name], all.sources[name] = s, src
	}
	faults = append(faults, all.faults()...)
	if len(faults) > 0 {
		return nil, join(faults)
	}
	return all, nil
}

// reported reports whether a key has a fault already, so that a value that
// cannot be read is not called missing too.
func reported(faults []Fault, f Fault) bool {
	return f.Key != "" && slices.ContainsFunc(faults, func(g Fault) bool { return g.Key == f.Key })
}

// FileName returns the name of a stack's file.
func FileName(stack string) string { return "Pulumi." + stack + ".yaml" }

// productionStacks are the stacks that every checkout has, in the order in
// which they are deployed.
func productionStacks() []string {
	return []string{string(topology.Blue), string(topology.Green), GlobalStack}
}

// stackNames returns the production stacks and then those of the other stack
// files, sorted.
func stackNames(dir string) ([]string, error) {
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("read the stack files: %w", err)
	}
	names := productionStacks()
	for _, f := range found {
		stack, ok := strings.CutPrefix(f.Name(), "Pulumi.")
		if !ok {
			continue
		}
		stack, ok = strings.CutSuffix(stack, ".yaml")
		if ok && stack != "" && !f.IsDir() && !slices.Contains(names, stack) {
			names = append(names, stack)
		}
	}
	return names, nil
}

func unreadable(stack string, err error) Fault {
	if os.IsNotExist(err) {
		return Fault{Stack: stack, File: FileName(stack), Problem: "the file is missing",
			Remedy: "take it back from version control"}
	}
	return Fault{Stack: stack, File: FileName(stack), Problem: "the file cannot be read: " + err.Error(),
		Remedy: "make it a readable file"}
}

// faults returns what is wrong across the stacks.
func (a *All) faults() []Fault {
	var faults []Fault
	for _, name := range a.Names() {
		faults = append(faults, a.roleFaults(name)...)
	}
	faults = append(faults, a.commonFaults()...)
	faults = append(faults, a.ownerFaults()...)
	return append(faults, joinFaults(a.production())...)
}

// production is the view of the production stacks.
func (a *All) production() view {
	v := view{stamps: map[topology.Stamp]placed{}}
	for _, name := range topology.Stamps() {
		s := a.Stacks[string(name)]
		if s == nil || s.Stamps[name] == nil {
			continue
		}
		v.stamps[name] = placed{source: a.sources[s.Stack], layer: s.Layer, Stamp: s.Stamps[name]}
	}
	if s := a.Stacks[GlobalStack]; s != nil {
		v.global, v.source = s.Global, a.sources[GlobalStack]
	}
	return v
}

// roleFaults checks that a stack is what its name promises: the global stack
// finds the stamps by their stacks' names.
func (a *All) roleFaults(name string) []Fault {
	s, src := a.Stacks[name], a.sources[name]
	want := LayerSystem
	switch {
	case topology.Stamp(name).Valid():
		want = LayerStamp
	case name == GlobalStack:
		want = LayerGlobal
	}
	if s.Layer != "" && s.Layer != want {
		return []Fault{src.fault("layer", fmt.Sprintf("%s is not the layer of the stack %s", s.Layer, name),
			"write "+qualified("layer")+": "+string(want))}
	}
	if want == LayerStamp && len(s.Stamps) == 1 && s.Stamps[topology.Stamp(name)] == nil {
		return []Fault{src.fault("stamp", "the stack "+name+" holds another stamp",
			"write "+qualified("stamp")+": "+name)}
	}
	return nil
}

// commonFaults checks that the production stacks agree on what they are.
func (a *All) commonFaults() []Fault {
	var faults []Fault
	first := a.Stacks[string(topology.Blue)]
	if first == nil {
		return nil
	}
	for _, name := range productionStacks()[1:] {
		s := a.Stacks[name]
		if s == nil {
			continue
		}
		for _, c := range []struct{ key, own, other string }{
			{"system", s.System, first.System},
			{"environment", s.Environment, first.Environment},
			{"class", string(s.Class), string(first.Class)},
			{"generation", fmt.Sprint(s.Generation), fmt.Sprint(first.Generation)},
		} {
			if c.own != "" && c.other != "" && c.own != c.other {
				faults = append(faults, a.sources[name].fault(c.key,
					fmt.Sprintf("%s differs from %s in %s", c.own, c.other, FileName(first.Stack)),
					"write the same in all of "+strings.Join(productionFiles(), ", ")))
			}
		}
	}
	return faults
}

func productionFiles() []string {
	var files []string
	for _, name := range productionStacks() {
		files = append(files, FileName(name))
	}
	return files
}

// ownerFaults checks that no two systems have the same names.
func (a *All) ownerFaults() []Fault {
	var faults []Fault
	owners := map[string]string{}
	for _, name := range a.Names() {
		s := a.Stacks[name]
		if s.System == "" || s.Environment == "" || slices.Contains(productionStacks()[1:], name) {
			continue
		}
		identity := s.System + " " + s.Environment
		if owner, taken := owners[identity]; taken {
			faults = append(faults, a.sources[name].fault("environment",
				fmt.Sprintf("%s is the environment of %s too, so that both would own the same resources", s.Environment, FileName(owner)),
				"give it another name"))
			continue
		}
		owners[identity] = name
	}
	return faults
}

// Names returns the names of the stacks: the production stacks in the order in
// which they are deployed, then the others, sorted.
func (a *All) Names() []string {
	var names []string
	for _, name := range productionStacks() {
		if a.Stacks[name] != nil {
			names = append(names, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(a.Stacks)) {
		if !slices.Contains(productionStacks(), name) {
			names = append(names, name)
		}
	}
	return names
}

// Stamp returns a production stamp's settings.
func (a *All) Stamp(stamp topology.Stamp) *Stamp {
	return a.Stacks[string(stamp)].Stamps[stamp]
}

// Global returns the production settings of what joins the stamps.
func (a *All) Global() *Global { return a.Stacks[GlobalStack].Global }

// CheckTarget checks whether the named stacks, or all if none is named, can be
// deployed to a target.
func (a *All) CheckTarget(target string, stacks ...string) error {
	return a.each(stacks, func(s *Settings, src source) []Fault { return s.targetFaults(target, src) })
}

// CheckExpiry checks whether the named stacks, or all if none is named, are
// still meant to exist. An expired environment can be destroyed, but not
// deployed.
func (a *All) CheckExpiry(now time.Time, stacks ...string) error {
	return a.each(stacks, func(s *Settings, src source) []Fault { return s.expiryFaults(now, src) })
}

func (a *All) each(stacks []string, check func(*Settings, source) []Fault) error {
	if len(stacks) == 0 {
		stacks = a.Names()
	}
	var faults []Fault
	for _, name := range stacks {
		s, ok := a.Stacks[name]
		if !ok {
			faults = append(faults, Fault{Stack: name, Problem: "no stack is called so", Remedy: oneOf(name, a.Names())})
			continue
		}
		faults = append(faults, check(s, a.sources[name])...)
	}
	return join(faults)
}

// CheckTarget checks whether the stack can be deployed to a target: the
// sandbox accepts the placeholder image, Azure could not pull it.
func (s *Settings) CheckTarget(target string) error {
	return join(s.targetFaults(target, source{stack: s.Stack}))
}

// CheckExpiry checks whether the stack is still meant to exist.
func (s *Settings) CheckExpiry(now time.Time) error {
	return join(s.expiryFaults(now, source{stack: s.Stack}))
}

func (s *Settings) targetFaults(target string, src source) []Fault {
	if target != TargetAzure {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(s.Stamps)) {
		if s.Stamps[name].Image == PlaceholderImage {
			return []Fault{src.fault("image", "is the placeholder of a fresh clone, which Azure cannot pull",
				"name your application's image by its digest, "+example("image"))}
		}
	}
	return nil
}

func (s *Settings) expiryFaults(now time.Time, src source) []Fault {
	if s.Expires == nil || s.Expires.After(now) {
		return nil
	}
	return []Fault{src.fault("expires", s.Expires.Format(time.RFC3339)+" is in the past",
		"destroy the environment or write a later time")}
}
