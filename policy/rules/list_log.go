package rules

import "github.com/tandem-platform/tandem/policy/rule"

var logRules = []*rule.Rule{
	logEmitters,
	logEnabled,
	logNear,
	logEdgeEverywhere,
	logRetention,
	logWorkspaceKeys,
	logUncapped,
	logAccess,
	logPrivate,
	logReplicated,
	logInsightsWorkspace,
	logInsightsKeys,
	logInsightsAddresses,
	logAlertEnabled,
	logAlertHeard,
	logAlertPrompt,
	logActionGroup,
	logTestPlaces,
	logTestStrict,
	logAlertScopes,
	logServiceHealth,
	logBudget,
	logAlertBounds,
	logAlertMetrics,
	logSampling,
	logPurge,
	logTestHosts,
}
