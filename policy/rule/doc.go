// Package rule is the vocabulary of policy rules: values that may not be known
// yet, resources, the graph of a system, what a rule is, and how rules are run.
//
// A rule is a pure function over property maps. It sees a [Value] for each
// property and reports through a [Judge], which knows three answers: right,
// violated, and not yet known. A value that the engine has not computed yet is
// never judged: the rule is asked again when it is known. A value of the wrong
// shape is a violation, never a panic.
//
// Properties are those of the azure-native provider, as a program writes them:
// camelCase names, ARM's "properties" flattened. Nothing here knows the Pulumi
// SDK, ARM or the network.
package rule
