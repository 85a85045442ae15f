// Package pack serves Tandem's rules to the Pulumi engine as a policy pack.
//
// It speaks the engine's analyzer protocol itself instead of through the SDK's
// policyx, which translates a resource's properties anew for every policy: here
// they are translated once, whatever the number of rules. Every rule is a policy
// of its own to the engine, with its level, severity and parameters.
//
// Rules of one resource judge its inputs before anything is done to it. Rules
// over a graph judge the stack at the end, inputs laid over what the provider
// returned. Rules that need all stacks are not judged in one stack, unless it
// holds the whole system (tandem:layer is system): they are said not to be
// applicable, and TANDEM_POLICY_RECORD names a folder in which what was seen is
// kept for who can judge them. What is not known yet is never a violation: it
// is told at the end.
package pack
