package rules

// The types of Entra, as the azuread provider has them.
const (
	typeApplication       = "azuread:index/application:Application"
	typeRegistration      = "azuread:index/applicationRegistration:ApplicationRegistration"
	typeRedirectURIs      = "azuread:index/applicationRedirectUris:ApplicationRedirectUris"
	typeApplicationSecret = "azuread:index/applicationPassword:ApplicationPassword"
	typePrincipal         = "azuread:index/servicePrincipal:ServicePrincipal"
	typePrincipalSecret   = "azuread:index/servicePrincipalPassword:ServicePrincipalPassword"
	typeFederationPattern = "azuread:index/applicationFlexibleFederatedIdentityCredential:ApplicationFlexibleFederatedIdentityCredential"
	typeAPIAccess         = "azuread:index/applicationApiAccess:ApplicationApiAccess"
	typeFederation        = "azuread:index/applicationFederatedIdentityCredential:ApplicationFederatedIdentityCredential"
)
