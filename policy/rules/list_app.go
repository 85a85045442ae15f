package rules

import "github.com/tandem-platform/tandem/policy/rule"

var appRules = []*rule.Rule{
	appHTTPSOnly,
	appTLSVersion,
	appSCMTLS,
	appFTPDisabled,
	appRemoteDebugging,
	appHTTP2,
	appAlwaysOn,
	appHealthPath,
	appAffinity,
	appPublicNetwork,
	appCORS,
	appClientCertificate,
	appLocalMySQL,
	appWebSockets,
}
