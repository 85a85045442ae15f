// Package rp holds the behaviour of Azure's resource providers: what they
// refuse, what they fill in, what a write changes elsewhere, which actions
// they have and how long operations run. What is the same for all types (ids,
// groups, parents, locks, etags, cascades, operations) is done by [Core] before
// a behaviour is asked.
//
// # Fidelity
//
// Modelled, and held by the table of refusals of the sandbox's tests:
//   - references: subnets, plans, identities, workspaces, action groups,
//     partner servers, source databases, origin groups, custom domains, rule
//     sets, firewall policies, targets and zones of private endpoints exist,
//     and lie in the region where Azure asks for that;
//   - names: the character rules of what becomes a host name, and uniqueness in
//     the world; a few names (contoso, test, ...) belong to others;
//   - private link: the network interface, the address, both sides of the
//     connection, A records of zone groups; one's own endpoints are approved at
//     once, manual ones and Front Door's wait; origins of one profile, target,
//     group id and region share one connection, which goes with the last;
//   - SQL: Entra-only servers, master, geo-secondaries with their links,
//     failover groups on both servers each with its role, failovers that swap
//     them when the operation ends, refusals on the wrong side and meanwhile;
//   - object replication: destination first, one id on both accounts, rules and
//     prerequisites, no container as source and destination, no account
//     failover and no switching off of versioning under a policy;
//   - Key Vault: soft delete, with the resource group too, recovery with what
//     the vault held, purge, purge protection;
//   - App Service: plans, zones, network integration, settings as a whole and
//     apart from the site, sign-in settings, publishing policies;
//   - Front Door: host names with their hash, routes that need an enabled
//     origin, what is in use is not deleted, firewall rules and rule sets;
//   - Azure Monitor: sinks and categories of diagnostic settings, scopes and
//     action groups of alerts, web tests tied to their component;
//   - DNS: private zones with their first record and their counts, of two zones
//     of one name one on a network, public zones with name servers, records of eight kinds;
//   - managed identities with federated credentials, container registries with
//     replicas of the premium size;
//   - tags: names, values and number, as a document of any scope, too, that merges,
//     replaces and deletes; regions of types that lie in one only, and
//     of those that lie in none; which types take a PATCH;
//   - roles and locks: existing assignments, unknown principals and roles.
//
// Simplified:
//   - of a PATCH everything is merged, also where Azure takes tags alone; tags/default
//     gives tags to types that have none in Azure, too; of tags in one request
//     whose names differ in case alone both are kept, where Azure keeps one;
//   - an alert's metric is looked up for web apps and plans, which have none at
//     first, and for vaults, storage accounts and Front Door, which have theirs at once;
//   - ids and secrets are derived from names and the time of creation;
//   - a second write of an object replication policy under the name default
//     writes the policy that the pair of accounts has; where Azure's error
//     codes are not documented (object replication, containers in rules,
//     private endpoints with a wrong group id, servers and databases in
//     failover groups, a database away from its server, most names, resources
//     on what they do not lie on, most of Microsoft.Cdn) the codes follow the
//     provider's manner and the texts say why;
//   - a database is held to the largest size of its tier, not to the steps below;
//   - a planned failover always succeeds, a forced one loses nothing, links
//     are in catch-up at once: there are no data;
//   - of a database on the secondary side of a failover group the size, zones,
//     licence and tags may be written, the rest is refused when it changes;
//   - an image is not pulled and a web app always runs: no registry is asked,
//     restarts are counted and not felt; deleting the last app keeps its plan;
//   - all private endpoints of a subnet get addresses in order; network
//     security groups are stored and stop nothing;
//   - changes at the edge reach nothing: deploymentStatus stays NotStarted, and
//     custom domains stay Pending;
//   - role assignments need a known principal only without principalType, and
//     directory objects appear at once;
//   - a server's Entra administrator is any object id; auditing to storage does
//     not look for the account;
//   - each container counts as holding blobs: under a locked immutability policy
//     it is not deleted, where Azure deletes an empty one; the policy is not extended;
//   - location-specific offers, quotas beyond those in the table, prices and
//     the limits of a subscription are not modelled;
//   - budgets, dashboards, workbooks, web tests and policy assignments do nothing.
//
// Refused, although Azure has it: secrets and keys are not deleted by ARM
// (nor does Azure, whose data plane is missing here), deployments of templates
// with resources, classic Application Insights components.
package rp
