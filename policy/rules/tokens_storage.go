package rules

// The types that rules of storage, vaults and blob replication judge.
const (
	typeStorageAccount    = "azure-native:storage:StorageAccount"
	typeBlobService       = "azure-native:storage:BlobServiceProperties"
	typeBlobContainer     = "azure-native:storage:BlobContainer"
	typeFileService       = "azure-native:storage:FileServiceProperties"
	typeQueueService      = "azure-native:storage:QueueServiceProperties"
	typeTableService      = "azure-native:storage:TableServiceProperties"
	typeReplicationPolicy = "azure-native:storage:ObjectReplicationPolicy"
	typeKeyVault          = "azure-native:keyvault:Vault"
	typeManagedHSM        = "azure-native:keyvault:ManagedHsm"
	typeVaultKey          = "azure-native:keyvault:Key"
	typeVaultSecret       = "azure-native:keyvault:Secret"
)
