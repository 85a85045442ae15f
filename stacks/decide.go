package stacks

import (
	"context"
	"errors"
	"fmt"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"

	"github.com/tandem-platform/tandem/internal/topology"
)

// Decide judges whether the global layer may be deployed as intended, by the role that
// each server was seen to play in the failover group. It returns what the
// operator should know, and a refusal where going on could undo a failover.
//
// The cases, the first that fits decides:
//  1. no server knows the group: it is still to be made, go on;
//  2. both say that they are the primary: refuse, unless the other stamp is out;
//  3. one says that it is the primary, and it is not the active stamp's:
//     refuse, whatever is overridden, for the fact is known;
//  4. the active stamp's server is the primary: go on; a peer that cannot be
//     asked needs the override, unless its stamp is out;
//  5. the active stamp's server is the secondary: refuse, for the
//     primary must be the peer, or a failover is under way;
//  6. the active stamp's server knows no group: refuse if the peer's knows it; if
//     the peer's cannot be asked, only the override helps, or that its stamp is out;
//  7. the active stamp's server cannot be asked: only the override helps.
func Decide(roles map[topology.Stamp]topology.Role, active, out topology.Stamp, override string) (notes []string, err error) {
	peer := active.Peer()
	own, other := role(roles, active), role(roles, peer)
	overridden := func(s topology.Stamp) ([]string, error) {
		switch {
		case s == out:
			return []string{fmt.Sprintf("stamp %s is out: its server's role in the failover group is taken as unknown", s)}, nil
		case override != "":
			return []string{fmt.Sprintf("the role of stamp %s's server in the failover group is unknown; "+
				"going on because tandem:roleOverride says: %s", s, override)}, nil
		default:
			return nil, refusal(active, fmt.Sprintf("the role of stamp %s's server in the failover group cannot be read", s),
				"run again when the server answers", "record in tandem:roleOverride why it is safe to go on without knowing")
		}
	}
	mismatch := func(fact string) ([]string, error) {
		return nil, refusal(active, fact,
			fmt.Sprintf("set tandem:active to %s, if that is where the system shall stay", peer),
			fmt.Sprintf("fail the group over to stamp %s first", active))
	}
	switch {
	case own == topology.RoleAbsent && other == topology.RoleAbsent:
		return nil, nil
	case own == topology.RolePrimary && other == topology.RolePrimary:
		if out == peer {
			return []string{fmt.Sprintf("both servers say that they are the failover group's primary; stamp %s is out", peer)}, nil
		}
		return nil, refusal(active, "both servers say that they are the failover group's primary",
			"run again when the old primary has become the secondary",
			fmt.Sprintf("set tandem:out to %s, if it is lost", peer))
	case other == topology.RolePrimary:
		return mismatch(fmt.Sprintf("the failover group's primary is stamp %s's server", peer))
	case own == topology.RolePrimary && other == topology.RoleUnknown:
		return overridden(peer)
	case own == topology.RolePrimary:
		return nil, nil
	case own == topology.RoleSecondary:
		return mismatch(fmt.Sprintf("stamp %s's server is the failover group's secondary", active))
	case own == topology.RoleAbsent && other == topology.RoleUnknown:
		return overridden(peer)
	case own == topology.RoleAbsent:
		return mismatch(fmt.Sprintf("stamp %s's server knows no failover group, stamp %s's does", active, peer))
	default:
		return overridden(active)
	}
}

// role takes a server that was not asked for unknown.
func role(roles map[topology.Stamp]topology.Role, s topology.Stamp) topology.Role {
	if r, found := roles[s]; found {
		return r
	}
	return topology.RoleUnknown
}

// refusal is an error that whoever runs the program recognises as unsafe by its beginning.
func refusal(active topology.Stamp, fact, way, otherWay string) error {
	return fmt.Errorf("unsafe: tandem:active is %s, but %s; either %s, or %s", active, fact, way, otherWay)
}

// readRoles asks both servers and refuses what [Decide] refuses, before
// anything is registered.
func readRoles(
	ctx *pulumi.Context, c *config, e Effects, servers map[topology.Stamp]string,
) (map[topology.Stamp]topology.Role, error) {
	group := c.Identity().Global().FailoverGroup
	roles, reasons := askRoles(ctx.Context(), e, servers, group)
	notes, err := Decide(roles, c.Global.Active, c.Global.Out, c.Global.RoleOverride)
	if err != nil {
		return nil, errors.Join(err, reasons)
	}
	if reasons != nil {
		notes = append(notes, reasons.Error())
	}
	if topology.Frozen(roles, c.Global.Anchor) {
		notes = append(notes, fmt.Sprintf("the failover group and its databases are frozen while stamp %s's server, "+
			"on which the group was born, is not the primary: changes to them wait until it is, or until tandem:anchor moves",
			c.Global.Anchor))
	}
	for _, note := range notes {
		if err := ctx.Log.Warn(note, nil); err != nil {
			return nil, fmt.Errorf("log: %w", err)
		}
	}
	return roles, nil
}

// askRoles asks all servers at once. The error holds why servers could not be asked.
func askRoles(
	ctx context.Context, e Effects, servers map[topology.Stamp]string, group string,
) (map[topology.Stamp]topology.Role, error) {
	type answer struct {
		stamp topology.Stamp
		role  topology.Role
		err   error
	}
	answers := make(chan answer, len(servers))
	for s, id := range servers {
		go func() {
			r, err := e.GroupRole(ctx, id, group)
			answers <- answer{stamp: s, role: r, err: err}
		}()
	}
	roles := map[topology.Stamp]topology.Role{}
	reasons := map[topology.Stamp]error{}
	for range servers {
		a := <-answers
		if a.err != nil {
			a.role, reasons[a.stamp] = topology.RoleUnknown, fmt.Errorf("stamp %s's server: %w", a.stamp, a.err)
		}
		roles[a.stamp] = a.role
	}
	return roles, errors.Join(reasons[topology.Blue], reasons[topology.Green])
}
