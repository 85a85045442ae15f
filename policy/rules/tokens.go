package rules

// The types that several rules judge.
const (
	typeServer        = "azure-native:sql:Server"
	typeDatabase      = "azure-native:sql:Database"
	typeFailoverGroup = "azure-native:sql:FailoverGroup"
)
