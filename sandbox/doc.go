// Package sandbox is a local Azure: an Azure Resource Manager that any ARM
// client can use, with the sign-in and the slice of Microsoft Graph that it
// takes to get there, over HTTPS with a certificate authority of its own.
//
// [Start] serves it and [Sandbox.Env] says how clients reach it, in the
// variables that the Azure SDKs and the Terraform and Pulumi providers know
// already. One HTTPS listener answers for Azure Resource Manager, login,
// Graph and a key service beside Azure (package transit), told apart by path; behind the CONNECT proxy ([Options.ProxyListen])
// they are told apart by Azure's public host names. Managed identity and the
// management port (package control) have plain-HTTP listeners of their own.
// Everything listens on loopback unless it is told otherwise.
//
// The packages below go one way: arm (ids, errors, regions) < store (state) <
// rp (what each resource provider does), entra (tokens, Graph) and transit (keys) <
// web (HTTP) < sandbox. Package schema holds ARM's own body schemas.
//
// # State
//
// The state is one file, or memory. A transaction is one request; it is
// written before it is answered, so that a process killed at any moment leaves
// every answered request and no half of one. A file that is damaged, foreign,
// newer or in use is refused and left as it is. When the disk is full, writes
// are refused with 500 and reading goes on. Power loss is out of scope: the
// file is not synced to the disk.
//
// # Fidelity
//
// Modelled:
//   - bodies against ARM's own schemas, at each api-version that the types have:
//     unknown and missing properties, wrong types, enums, ranges, lengths,
//     patterns (see package schema);
//   - api-versions and types, resource groups, nested and extension resources,
//     PUT, PATCH, GET, HEAD, DELETE, lists with $top, $skipToken and the common
//     $filter, actions by POST, ids without regard to case;
//   - etags with If-Match and If-None-Match, locks inherited by everything
//     below, deletion with all descendants and the extension resources on them;
//   - long-running operations by Azure-AsyncOperation and by Location, with
//     Retry-After and retry-after-ms; they end in their time, polled or not,
//     also across a restart;
//   - what providers refuse and fill in (package rp and its table of refusals);
//   - tokens by client secret, federated assertion and managed identity, their
//     expiry and audiences; role assignments of everybody but the sandbox's own
//     client, for principals and their groups, with the actions of Owner,
//     Contributor, Reader, User Access Administrator and of custom roles;
//   - Graph: applications, service principals, federated credentials,
//     passwords, owners, groups and members, application roles; of the rights of
//     others than the sandbox's own client Application.Read.All,
//     Application.ReadWrite.OwnedBy and Directory.Read.All.
//
// Simplified:
//   - one subscription, one tenant, with fixed and visibly artificial ids; the
//     sandbox's own client may do everything;
//   - all resource providers are registered from the start; one that is
//     unregistered refuses writes until it is registered again;
//   - an api-version that is later than the specification at hand (2024), and not
//     later than today, is served as the newest that this has of the type, so
//     that what is newer in a body is unknown; answers hold what the resource
//     has, at whichever api-version it was written;
//   - operations run a hundred times as fast as stated, within 10 to 60 ms;
//   - an operation on a resource refuses further writes to it with
//     AnotherOperationInProgress, whatever the provider;
//   - every type heeds If-Match and If-None-Match; in Azure some do not, such as
//     deployments and resource groups, and no lock can be built on theirs;
//   - every region offers every type; "global" is taken as a location wherever
//     package rp does not know that the type lies in a region;
//   - a reference into another subscription is refused as out of reach; rights
//     to what a body refers to within the subscription are not checked;
//   - built-in roles other than those above allow nothing on the management plane;
//     conditions of role assignments are kept and not evaluated, deny
//     assignments do not exist, and asking how far an operation is takes no role;
//   - ARM's own address at the sandbox is one of its audiences;
//   - tokens of foreign issuers are taken at their word: of an assertion the
//     issuer, subject, audience and times are checked, the signature only when
//     the issuer is the sandbox itself;
//   - a $filter that is understood is applied, $expand and $orderby of Graph
//     are ignored; directory changes are visible at once;
//   - template deployments are stored, as far as they hold no resources.
//
// Refused, although Azure has it:
//   - types that package schema does not list;
//   - templates with resources, and templates by link;
//   - user sign-in, devices, conditional access, management groups, moving
//     resources between groups, batch requests;
//   - hosts other than Azure's own behind the proxy, which never connects to
//     anything;
//   - the data planes: no blob, secret, query or web request is answered.
package sandbox
