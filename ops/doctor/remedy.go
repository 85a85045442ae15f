package doctor

// Commands of docs/deploy-to-azure.md that mend faults. Variables are those that
// the document sets.
const (
	remedyConfig       = `go run ./cmd/tandem doctor --target azure`
	remedyImage        = `az acr repository show --name "$REGISTRY" --image "$IMAGE" --query digest --output tsv`
	remedyDataGroup    = `az ad group create --display-name "$SYSTEM-$ENVIRONMENT-data-admins" --mail-nickname "$SYSTEM-$ENVIRONMENT-data-admins"`
	remedyLogin        = "az login --tenant \"$AZURE_TENANT_ID\"\nexport ARM_USE_CLI=true ARM_SUBSCRIPTION_ID=\"$AZURE_SUBSCRIPTION_ID\" ARM_TENANT_ID=\"$AZURE_TENANT_ID\""
	remedySubscription = `az account set --subscription "$AZURE_SUBSCRIPTION_ID"`
	remedyStateLogin   = `unset AZURE_CLIENT_ID AZURE_CLIENT_SECRET ARM_CLIENT_ID ARM_CLIENT_SECRET`
	remedyStateKeys    = `unset AZURE_STORAGE_KEY AZURE_STORAGE_SAS_TOKEN AZURE_STORAGE_CONNECTION_STRING`
	remedyRegister     = `az provider register --namespace "$NAMESPACE" --wait`
	remedyBackend      = `export PULUMI_BACKEND_URL="azblob://state?storage_account=$STATE_ACCOUNT"`
	remedyState        = `az storage account create --name "$STATE_ACCOUNT" --resource-group "$STATE_GROUP" --location "$STATE_REGION" --kind StorageV2 --sku Standard_GZRS --min-tls-version TLS1_2 --https-only true --allow-blob-public-access false --allow-shared-key-access false`
	remedyRedundancy   = `az storage account update --name "$STATE_ACCOUNT" --resource-group "$STATE_GROUP" --sku Standard_GRS`
	remedyVersioning   = `az storage account blob-service-properties update --account-name "$STATE_ACCOUNT" --resource-group "$STATE_GROUP" --enable-versioning true --enable-delete-retention true --delete-retention-days 30 --enable-container-delete-retention true --container-delete-retention-days 30`
	remedyClosed       = `az storage account update --name "$STATE_ACCOUNT" --resource-group "$STATE_GROUP" --min-tls-version TLS1_2 --https-only true --allow-blob-public-access false --allow-shared-key-access false`
	remedyContainer    = `az storage container-rm create --name state --storage-account "$STATE_ACCOUNT" --resource-group "$STATE_GROUP" --public-access off`
	remedyPrivate      = `az storage container-rm update --name state --storage-account "$STATE_ACCOUNT" --resource-group "$STATE_GROUP" --public-access off`
	remedyLock         = `az lock create --name keep-state --lock-type CanNotDelete --resource "$STATE_ACCOUNT" --resource-type Microsoft.Storage/storageAccounts --resource-group "$STATE_GROUP"`
	remedyReach        = `az storage blob list --account-name "$STATE_ACCOUNT" --container-name state --auth-mode login --num-results 1`
	remedyVault        = `az keyvault create --name "$STATE_VAULT" --resource-group "$STATE_GROUP" --location "$STATE_REGION" --enable-rbac-authorization true --enable-purge-protection true --retention-days 90`
	remedyPurge        = `az keyvault update --name "$STATE_VAULT" --resource-group "$STATE_GROUP" --enable-purge-protection true`
	remedyRBAC         = `az keyvault update --name "$STATE_VAULT" --resource-group "$STATE_GROUP" --enable-rbac-authorization true`
	remedyKey          = `az keyvault key create --vault-name "$STATE_VAULT" --name pulumi --kty RSA --size 3072 --ops encrypt decrypt`
	remedyKeyOps       = `az keyvault key set-attributes --vault-name "$STATE_VAULT" --name pulumi --enabled true --ops encrypt decrypt`
	remedyStack        = `pulumi stack init $STACK --secrets-provider "azurekeyvault://$STATE_VAULT.vault.azure.net/keys/pulumi"`
	remedyRekey        = `pulumi stack change-secrets-provider --stack $STACK "azurekeyvault://$STATE_VAULT.vault.azure.net/keys/pulumi"`

	remedyApplication         = `az ad app create --display-name "$SYSTEM-$ENVIRONMENT-$USE" --sign-in-audience AzureADMyOrg`
	remedyPrincipal           = `az ad sp create --id "$APP_ID"`
	remedyFederation          = `az ad app federated-credential create --id "$APP_ID" --parameters "{\"name\":\"github-$RUNS_IN\",\"issuer\":\"https://token.actions.githubusercontent.com\",\"subject\":\"repo:$REPOSITORY:environment:$RUNS_IN\",\"audiences\":[\"api://AzureADTokenExchange\"]}"`
	remedyUnfederate          = `az ad app federated-credential delete --id "$APP_ID" --federated-credential-id "$CREDENTIAL"`
	remedySecretless          = `az ad app credential delete --id "$APP_ID" --key-id "$KEY_ID"`
	remedyCertless            = `az ad app credential delete --id "$APP_ID" --key-id "$KEY_ID" --cert`
	remedyRole                = "go run ./cmd/tandem doctor role $USE > role.json\naz role definition create --role-definition @role.json"
	remedyRoleUpdate          = "go run ./cmd/tandem doctor role $USE > role.json\naz role definition update --role-definition @role.json"
	remedyAssign              = `az role assignment create --role "$SYSTEM-$ENVIRONMENT-$USE" --assignee-object-id "$PRINCIPAL_ID" --assignee-principal-type ServicePrincipal --scope "/subscriptions/$AZURE_SUBSCRIPTION_ID"`
	remedyCondition           = remedyAssign + ` --condition "$(go run ./cmd/tandem doctor condition)" --condition-version 2.0`
	remedyBlobRole            = `az role assignment create --role "$BLOB_ROLE" --assignee-object-id "$PRINCIPAL_ID" --assignee-principal-type ServicePrincipal --scope "$STATE_CONTAINER_ID"`
	remedyKeyRole             = `az role assignment create --role "Key Vault Crypto User" --assignee-object-id "$PRINCIPAL_ID" --assignee-principal-type ServicePrincipal --scope "$STATE_KEY_ID"`
	remedyUnassign            = `az role assignment delete --ids "$ASSIGNMENT_ID"`
	remedyGraph               = "az ad app permission add --id \"$APP_ID\" --api 00000003-0000-0000-c000-000000000000 --api-permissions $GRAPH_PERMISSION=Role\naz ad app permission admin-consent --id \"$APP_ID\""
	remedyNoRight             = `az rest --method DELETE --url "https://graph.microsoft.com/v1.0/servicePrincipals/$PRINCIPAL_ID/appRoleAssignments/$GRANT_ID"`
	remedyOwner               = "az ad app owner add --id \"$SIGN_IN\" --owner-object-id \"$PRINCIPAL_ID\"\naz rest --method POST --url \"https://graph.microsoft.com/v1.0/servicePrincipals(appId='$SIGN_IN')/owners/\\$ref\" --body \"{\\\"@odata.id\\\":\\\"https://graph.microsoft.com/v1.0/directoryObjects/$PRINCIPAL_ID\\\"}\""
	remedyMember              = `az ad group member add --group "$DATA_GROUP_ID" --member-id "$PRINCIPAL_ID"`
	remedyPrincipalSecretless = `az ad sp credential delete --id "$PRINCIPAL_ID" --key-id "$KEY_ID"`
	remedyPrincipalCertless   = `az ad sp credential delete --id "$PRINCIPAL_ID" --key-id "$KEY_ID" --cert`
	remedyNoMember            = `az ad group member remove --group "$DATA_GROUP_ID" --member-id "$PRINCIPAL_ID"`
)
