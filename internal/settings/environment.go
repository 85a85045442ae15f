package settings

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/tandem-platform/tandem/internal/topology"
)

// The limits of a test environment's life, from its creation to its expiry.
const (
	MinLife = 15 * time.Minute
	MaxLife = 30 * 24 * time.Hour
)

// EnvironmentAnchor is the stamp that is active in a new test environment, and on
// whose server its failover group is born.
const EnvironmentAnchor = topology.Blue

// EnvironmentArgs are what is asked of a test environment; all else is
// production's, at test sizes.
type EnvironmentArgs struct {
	Name             string
	Owner            string
	Image            string // empty: production's
	PullRequest      int    // 0 for none
	Created, Expires time.Time
	Extended         string                    // who moved the expiry last, and when
	Spaces           map[topology.Stamp]string // address spaces; without them any will do, for what does not deploy
}

// EnvironmentStack returns the name of a test environment's stack.
func EnvironmentStack(name string) string { return "env-" + name }

// anySpaces are legal address spaces.
var anySpaces = map[topology.Stamp]string{topology.Blue: "10.64.0.0/24", topology.Green: "10.64.1.0/24"}

// Environment returns the settings of a test environment, and the text of its
// stack file, which stands in no checkout. The error joins all faults.
func (a *All) Environment(args EnvironmentArgs) (*Settings, []byte, error) {
	stack := EnvironmentStack(args.Name)
	faults := a.argFaults(stack, args)
	config := a.environmentConfig(args)
	values := map[string]string{}
	file := map[string]any{}
	for name, value := range config {
		file[qualified(name)] = value
		switch v := value.(type) {
		case []string:
			values[name] = jsonList(v)
		default:
			values[name] = v.(string)
		}
	}
	s, own := parse(source{stack: stack}, values)
	own = slices.DeleteFunc(own, func(f Fault) bool { return reported(faults, f) })
	if faults = append(faults, own...); len(faults) > 0 {
		return nil, nil, join(faults)
	}
	text, err := yaml.Marshal(map[string]any{"config": file})
	if err != nil {
		return nil, nil, fmt.Errorf("stack file of %s: %w", stack, err)
	}
	return s, text, nil
}

func jsonList(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = strconv.Quote(item)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// argFaults checks what was asked for, in the words of those who asked.
func (a *All) argFaults(stack string, args EnvironmentArgs) []Fault {
	var faults []Fault
	fault := func(key, remedy, format string, values ...any) {
		faults = append(faults, Fault{Stack: stack, Key: key, Problem: fmt.Sprintf(format, values...), Remedy: remedy})
	}
	if err := topology.CheckEnvironment(args.Name); err != nil {
		fault("environment", "choose another NAME", "%v", err)
	} else if owner := a.StackOf(args.Name); owner != "" {
		fault("environment", "choose another NAME", "%s is the environment of %s", args.Name, FileName(owner))
	} else if word := topology.ReservedWord(a.environmentIdentity(args.Name)); word != "" {
		fault("environment", "choose another NAME", "names made of %q hold the word %q, which Azure reserves", args.Name, word)
	}
	switch err := checkTagValue(args.Owner); {
	case strings.TrimSpace(args.Owner) == "":
		fault("owner", "say with --owner who answers for it", "is missing")
	case err != nil:
		fault("owner", "shorten --owner", "%v", err)
	}
	if args.PullRequest < 0 || args.PullRequest > maxPullRequest {
		fault("pullRequest", "give --pull-request its number", "%d is no number of a pull request", args.PullRequest)
	}
	if args.Image != "" {
		if err := checkImage(args.Image); err != nil {
			fault("image", "give --image by digest, for example "+example("image"), "%v", err)
		}
	}
	if life := args.Expires.Sub(args.Created); life < MinLife || life > MaxLife {
		fault("expires", fmt.Sprintf("from its creation an environment lives %s to %s", MinLife, MaxLife), "a life of %s is out of range", life.Round(time.Second))
	}
	return faults
}

// StackOf names the stack whose environment has that name, "" if none has it.
func (a *All) StackOf(name string) string {
	for _, stack := range a.Names() {
		if a.Stacks[stack].Environment == name {
			return stack
		}
	}
	return ""
}

// Environments lists the environments that the stack files of the checkout name,
// each once.
func (a *All) Environments() []string {
	var names []string
	for _, stack := range a.Names() {
		if name := a.Stacks[stack].Environment; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// environmentIdentity is what a test environment's names are made of.
func (a *All) environmentIdentity(name string) topology.Identity {
	return topology.Identity{System: a.Stacks[GlobalStack].System, Environment: name, Generation: 1}
}

// environmentConfig is what the stack file of a test environment says.
func (a *All) environmentConfig(args EnvironmentArgs) map[string]any {
	blue, green, global := a.Stamp(topology.Blue), a.Stamp(topology.Green), a.Global()
	spaces := args.Spaces
	if len(spaces) == 0 {
		spaces = anySpaces
	}
	image := args.Image
	if image == "" {
		image = blue.Image
	}
	config := map[string]any{
		"layer": string(LayerSystem), "class": string(Test), "system": a.Stacks[GlobalStack].System, "environment": args.Name,
		"owner": args.Owner, "alertEmail": a.Stacks[GlobalStack].AlertEmail,
		"created": args.Created.UTC().Format(time.RFC3339), "expires": args.Expires.UTC().Format(time.RFC3339),
		"blueLocation": blue.Location, "greenLocation": green.Location, "globalRegion": global.Region,
		"blueAddressSpace": spaces[topology.Blue], "greenAddressSpace": spaces[topology.Green],
		"image": image, "containers": blue.Containers, "blobs": global.Blobs, "database": global.Database,
		"dataAdminsName": blue.DataAdminsName, "dataAdminsObjectId": blue.DataAdminsObjectID,
		"operatorRanges": global.OperatorRanges, "rateLimit": strconv.Itoa(global.RateLimit),
		"active": string(EnvironmentAnchor), "anchor": string(EnvironmentAnchor),
		// Test sizes.
		"zones": "false", "appSku": "B1", "appInstances": "1", "sqlSku": "GP_Gen5_2", "budget": "100",
	}
	for name, value := range map[string]string{
		"registry": blue.Registry, "distanceOverride": global.DistanceOverride, "extended": args.Extended,
	} {
		if value != "" {
			config[name] = value
		}
	}
	if args.PullRequest != 0 {
		config["pullRequest"] = strconv.Itoa(args.PullRequest)
	}
	if len(global.GeoFilter) > 0 {
		config["geoFilter"] = global.GeoFilter
	}
	return config
}

// Apart returns the settings of a stack that holds everything as if its layers
// had stacks of their own, for those who look at a system and not at stacks.
func (s *Settings) Apart() *All {
	all := &All{Stacks: map[string]*Settings{}, sources: map[string]source{}}
	for name, stamp := range s.Stamps {
		all.Stacks[string(name)] = &Settings{Stack: string(name), Layer: LayerStamp, Common: s.Common, Stamps: map[topology.Stamp]*Stamp{name: stamp}}
	}
	all.Stacks[GlobalStack] = &Settings{Stack: GlobalStack, Layer: LayerGlobal, Common: s.Common, Global: s.Global}
	return all
}
