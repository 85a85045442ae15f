package arm

// Refusals of Microsoft.ContainerRegistry.
// Source: https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli.

// RegistryNameInvalid: characters or length that a registry may not have.
func RegistryNameInvalid(name string) *Error {
	return refuse(400, "InvalidResourceName",
		"The registry name '%s' is invalid: it must be 5 to 50 letters and digits.", name)
}

// RegistryNameTaken: the login server belongs to another registry in the world.
func RegistryNameTaken(name string) *Error {
	return refuse(409, "AlreadyInUse", "The registry DNS name %s.azurecr.io is already in use.", name)
}

// RegistrySkuFeature: a feature of Premium registries.
// Source: https://learn.microsoft.com/azure/container-registry/container-registry-skus.
func RegistrySkuFeature(feature, sku string) *Error {
	return refuse(400, "SkuNotSupported", "The feature '%s' is not supported by the registry sku '%s'. It needs Premium.", feature, sku)
}

// ReplicationHome: a replica where the registry itself is.
// Source: https://learn.microsoft.com/azure/container-registry/container-registry-geo-replication.
func ReplicationHome(location string) *Error {
	return refuse(400, "InvalidReplicationLocation", "The replication location '%s' is the registry's own location or is replicated already.", location)
}
