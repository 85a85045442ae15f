package rules

// The types of App Service and of access that several rules judge.
const (
	typeSite            = "azure-native:web:WebApp"
	typeSlot            = "azure-native:web:WebAppSlot"
	typePlan            = "azure-native:web:AppServicePlan"
	typeAppEnvironment  = "azure-native:web:AppServiceEnvironment"
	typeSiteSettings    = "azure-native:web:WebAppApplicationSettings"
	typeSlotSettings    = "azure-native:web:WebAppApplicationSettingsSlot"
	typeSiteConnections = "azure-native:web:WebAppConnectionStrings"
	typeSlotConnections = "azure-native:web:WebAppConnectionStringsSlot"
	typeSiteSignIn      = "azure-native:web:WebAppAuthSettingsV2"
	typeSlotSignIn      = "azure-native:web:WebAppAuthSettingsV2Slot"
	typeSiteFTP         = "azure-native:web:WebAppFtpAllowed"
	typeSlotFTP         = "azure-native:web:WebAppFtpAllowedSlot"
	typeSiteSCM         = "azure-native:web:WebAppScmAllowed"
	typeSlotSCM         = "azure-native:web:WebAppScmAllowedSlot"
	typeSiteMounts      = "azure-native:web:WebAppAzureStorageAccounts"
	typeSlotMounts      = "azure-native:web:WebAppAzureStorageAccountsSlot"
	typeSiteContainer   = "azure-native:web:WebAppSiteContainer"
	typeSlotContainer   = "azure-native:web:WebAppSiteContainerSlot"
	typeSiteHostName    = "azure-native:web:WebAppHostNameBinding"
	typeSlotHostName    = "azure-native:web:WebAppHostNameBindingSlot"
	typeSiteLogs        = "azure-native:web:WebAppDiagnosticLogsConfiguration"
	typeSlotLogs        = "azure-native:web:WebAppDiagnosticLogsConfigurationSlot"
	typeSiteSource      = "azure-native:web:WebAppSourceControl"
	typeSlotSource      = "azure-native:web:WebAppSourceControlSlot"
	typeSiteSwift       = "azure-native:web:WebAppSwiftVirtualNetworkConnection"
	typeSlotSwift       = "azure-native:web:WebAppSwiftVirtualNetworkConnectionSlot"
	typeAutoscale       = "azure-native:insights:AutoscaleSetting"
	typeIdentity        = "azure-native:managedidentity:UserAssignedIdentity"
	typeRoleAssignment  = "azure-native:authorization:RoleAssignment"
	typeRoleDefinition  = "azure-native:authorization:RoleDefinition"
)

// sites are the production site and its slots: a slot is held to every rule of
// the site that it will be swapped into.
var sites = []string{typeSite, typeSlot}
