// Package entra is the sandbox's identity provider: tokens, their discovery
// documents, managed identities and the slice of Microsoft Graph that sign-in
// needs.
//
// # Fidelity
//
// Modelled: the client credentials grant of versions 1 and 2, by secret and by
// federated assertion, with Entra's refusals (AADSTS codes); signed tokens with
// oid, appid, tid, aud and exp; OpenID configuration, signing keys, instance
// discovery, cloud metadata; App Service's managed identity endpoint. In Graph:
// applications, service principals, groups, users, their owners and members,
// federated credentials, passwords, application roles, deleted items; $filter
// by eq, startswith and any, $select, $top and pages; unknown and read-only
// properties refused.
//
// Of the rights in Graph three are evaluated: Application.Read.All,
// Application.ReadWrite.OwnedBy, which changes what the caller owns, and
// Directory.Read.All; without one of them Graph answers 403.
//
// Simplified: one tenant, whose only administrator is the sandbox's own client,
// which owns what it makes only when the request says so; changes are visible
// at once, where Azure takes seconds; a deleted application is kept until it is
// purged, everything else is gone at once; users have no passwords; a token is
// given for any resource, and taken by the one that it is for; the assertions of
// foreign issuers are taken at their word.
//
// Refused: all other grants, batches, delta queries, $search, and every path of
// Graph that is not listed above.
package entra
