// Package record keeps what a policy pack saw of one stack, so that rules that
// need all stacks of a system can be judged once each stack has been previewed.
//
// A record is one file <stack>.json in a folder of the caller's. It holds the
// properties of resources, secrets among them in the clear, as rules have to see
// them: only its owner may read it, and the caller removes it.
package record
