package rules

import "github.com/tandem-platform/tandem/policy/rule"

var stoImmutable = &rule.Rule{
	ID:       "TDM-STO-040",
	Title:    "Blob containers are locked against change for a time",
	Why:      "Evidence that can be altered by the administrator whom it concerns is no evidence.",
	Fix:      "Set immutableStorageWithVersioning.enabled to true, with an immutability policy.",
	Severity: rule.Low,
	Level:    rule.Disabled,
	Disabled: "Data that its users may change or must be able to have erased cannot be locked against change. Enable it for the stacks that hold evidence, such as audit logs.",
	Controls: []rule.Control{rule.MCSB("BR-2")},
	Sources:  []string{"https://learn.microsoft.com/azure/storage/blobs/immutable-storage-overview"},
	Since:    "0.1.0",
	Scope:    rule.OneResource,
	Types:    []string{typeBlobContainer},
	Check: func(r *rule.Resource, j *rule.Judge) {
		j.True(r.Get("immutableStorageWithVersioning", "enabled"), false)
	},
}
