// Package global deploys what joins Tandem's two stamps: the edge, the
// database pair and its failover group, blob replication, the settings of both
// web apps, the ways from each stamp to the other's data, sign-in and the watch
// over it all.
//
// Both stamps are handed in as [StampInput] values; nothing here names
// one of them by position. Which stamp is active decides the priorities of
// the edge's origins and the order in which the web apps are written, and
// nothing else. What must act while the program runs (approving a private
// link, waiting for an app) is an interface of this package: components make no
// calls to Azure themselves.
//
// Invariants, each with the test that holds it (all in package stacks, over the whole graph):
//   - a change of the active stamp changes origin priorities only
//     (TestFlipOfActiveChangesPrioritiesOnly);
//   - databases, failover group and replication policies are protected
//     (TestDataIsProtected);
//   - while the failover group's primary is not the anchor's server, group and databases
//     are frozen (TestFrozenGroupIgnoresEverything);
//   - no route exists before its origins' private links are approved
//     (TestRoutesWaitForApproval).
package global
