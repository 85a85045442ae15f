package rules

import (
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// power is what a role lets its holder do, as far as duties are kept apart.
type power int

const (
	mayAssign      power = 1 << iota // gives roles to others
	mayDeploy                        // changes what runs or how it is reached
	mayRuleData                      // rules over stored data, keys or databases, not only uses them
	mayReadSecrets                   // reads secrets
	mayChangeLogs                    // changes or deletes logs, or where they go
	mayWriteData                     // writes stored data
	mayAll                           // does nearly everything in its scope
)

// builtIn is one of Azure's own roles.
type builtIn struct {
	name   string
	powers power
}

// builtIns are Azure's roles by the GUID that ends their ids everywhere
// (https://learn.microsoft.com/azure/role-based-access-control/built-in-roles).
var builtIns = map[string]builtIn{
	"8e3af657-a8ff-443c-a75c-2fe8c4bcb635": {"Owner", mayAll | mayAssign | mayDeploy},
	"b24988ac-6180-42a0-ab88-20f7382dd24c": {"Contributor", mayAll | mayDeploy},
	"18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": {"User Access Administrator", mayAll | mayAssign},
	"f58310d9-a9f6-439a-9e8d-f62e7b41a168": {"Role Based Access Control Administrator", mayAll | mayAssign},
	"acdd72a7-3385-48ef-bd42-f606fba81ae7": {"Reader", 0},

	"de139f84-1756-47ae-9be6-808fbbe84772": {"Website Contributor", mayDeploy},
	"2cc479cb-7b4d-49a8-b449-8c00fd0f0a4b": {"Web Plan Contributor", mayDeploy},
	"8311e382-0749-4cb8-b61a-304f252e45ec": {"AcrPush", mayDeploy},
	"c2f4ef07-c644-48eb-af81-4b1b4947fb11": {"AcrDelete", mayDeploy},
	"6cef56e8-d556-48e5-a04f-b8e64114680f": {"AcrImageSigner", mayDeploy},
	"7f951dda-4ed3-4680-a7ca-43fe172d538d": {"AcrPull", 0},
	"426e0c7f-0c7e-4658-b36f-ff54d6c29b45": {"CDN Endpoint Contributor", mayDeploy},
	"871e35f6-b5c1-49cc-a043-bde969a0f2cd": {"CDN Endpoint Reader", 0},
	"ec156ff8-a8d1-4d15-830c-5b80698ca432": {"CDN Profile Contributor", mayDeploy},
	"8f96442b-4075-438f-813d-ad51ab4019af": {"CDN Profile Reader", 0},
	"4d97b98b-1d4f-4787-a291-c67834d212e7": {"Network Contributor", mayDeploy},
	"b12aa53e-6015-4669-85d0-8515ebb3ae7f": {"Private DNS Zone Contributor", mayDeploy},
	"a4b10055-b0c7-44c2-b00f-c7b5b3550cf7": {"Traffic Manager Contributor", mayDeploy},
	"87a39d53-fc1b-424a-814c-f7e04687dc9e": {"Logic App Contributor", mayDeploy},
	"515c2055-d9d4-4321-b1b9-bd0c9a0f79fe": {"Logic App Operator", 0},
	"9980e02c-c2be-4d73-94e8-173b1dc7cf3c": {"Virtual Machine Contributor", mayDeploy},
	"e40ec5ca-96e0-45a2-b4ff-59039f2c2b59": {"Managed Identity Contributor", mayDeploy},
	"f1a07417-d97a-45cb-824c-7a7467783830": {"Managed Identity Operator", mayDeploy},
	"4a9ae827-6dc8-4573-8ac7-8239d42aa03f": {"Tag Contributor", 0},

	"9b7fa17d-e63e-47b0-bb0a-15c516ac86ec": {"SQL DB Contributor", mayRuleData},
	"6d8ee4ec-f05a-4a1d-8b00-a9b17e38b437": {"SQL Server Contributor", mayRuleData},
	"4939a1f6-9ae0-4e48-a1e0-f2cbe897382d": {"SQL Managed Instance Contributor", mayRuleData},
	"056cd41c-7e88-42e1-933e-88ba6a50c9c3": {"SQL Security Manager", mayRuleData | mayChangeLogs},

	"17d1049b-9a84-46fb-8f53-869881c3d3ab": {"Storage Account Contributor", mayRuleData | mayWriteData},
	"81a9662b-bebf-436f-a333-f67b29880f12": {"Storage Account Key Operator Service Role", mayRuleData | mayWriteData},
	"e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1": {"Storage Account Backup Contributor Role", mayRuleData},
	"c12c1c16-33a1-487b-954d-41c89c60f349": {"Reader and Data Access", mayRuleData | mayWriteData},
	"b7e6dc6d-f1e8-4753-8033-0f276bb0955b": {"Storage Blob Data Owner", mayRuleData | mayWriteData},
	"ba92f5b4-2d11-453d-a403-e96b0029c9fe": {"Storage Blob Data Contributor", mayWriteData},
	"2a2b9908-6ea1-4ae2-8e65-a410df84e7d1": {"Storage Blob Data Reader", 0},
	"db58b8e5-c6ad-4a2a-8342-4190687cbf4a": {"Storage Blob Delegator", 0},
	"0c867c2a-1d8c-454a-a3db-ab2ea1bdc8bb": {"Storage File Data SMB Share Contributor", mayWriteData},
	"a7264617-510b-434b-a828-9731dc254ea7": {"Storage File Data SMB Share Elevated Contributor", mayRuleData | mayWriteData},
	"aba4ae5f-2193-4029-9191-0cb91df5e314": {"Storage File Data SMB Share Reader", 0},
	"974c5e8b-45b9-4653-ba55-5f855dd0fb88": {"Storage Queue Data Contributor", mayWriteData},
	"8a0f0c08-91a1-4084-bc3d-661d67233fed": {"Storage Queue Data Message Processor", mayWriteData},
	"c6a89b2d-59bc-44d0-9896-0f6e12d7b80a": {"Storage Queue Data Message Sender", mayWriteData},
	"19e7f393-937e-4f77-808e-94535e297925": {"Storage Queue Data Reader", 0},
	"0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3": {"Storage Table Data Contributor", mayWriteData},
	"76199698-9eea-4c19-bc75-cec21354c6b6": {"Storage Table Data Reader", 0},

	"00482a5a-887f-4fb3-b363-3b7fe8e74483": {"Key Vault Administrator", mayRuleData | mayReadSecrets},
	"b86a8fe4-44ce-4948-aee5-eccb2c155cd7": {"Key Vault Secrets Officer", mayRuleData | mayReadSecrets},
	"14b46e9e-c2b7-41b4-b07b-48a6ebf60603": {"Key Vault Crypto Officer", mayRuleData},
	"a4417e6f-fecd-4de8-b567-7b0420556985": {"Key Vault Certificates Officer", mayRuleData},
	"f25e0fa2-a7c8-4377-a976-54943a77a395": {"Key Vault Contributor", mayRuleData},
	"8b54135c-b56d-4d72-a534-26097cfdc8d8": {"Key Vault Data Access Administrator", mayAssign},
	"4633458b-17de-408a-b874-0445c86b69e6": {"Key Vault Secrets User", mayReadSecrets},
	"12338af0-0e69-4776-bea7-57ae8d297424": {"Key Vault Crypto User", 0},
	"e147488a-f6f5-4113-8e2d-b22465e65bf6": {"Key Vault Crypto Service Encryption User", 0},
	"21090545-7ca7-4776-b22c-e363652d74d2": {"Key Vault Reader", 0},

	"92aaf0da-9dab-42b6-94a3-d43ce8d16293": {"Log Analytics Contributor", mayChangeLogs},
	"73c42c96-874c-492b-b04d-ab87d138a893": {"Log Analytics Reader", 0},
	"749f88d5-cbae-40b8-bcfc-e573ddc772fa": {"Monitoring Contributor", mayChangeLogs},
	"43d0d8ad-25c7-4714-9337-8ba259a9fe05": {"Monitoring Reader", 0},
	"3913510d-42f4-4e42-8a64-420c390055eb": {"Monitoring Metrics Publisher", 0},
	"ae349356-3a1b-4a5e-921d-050484c6347e": {"Application Insights Component Contributor", mayChangeLogs},
	"ab8e14d6-4a74-4a29-9ba8-549422addade": {"Microsoft Sentinel Contributor", mayChangeLogs},
	"fb1c8493-542b-48eb-b624-b4c8fea62acd": {"Security Admin", mayChangeLogs},
	"39bc4728-0917-49c7-9d2c-d95423bc2eb4": {"Security Reader", 0},
	"5e467623-bb1f-42f4-a55d-6e525e11384b": {"Backup Contributor", mayRuleData},
	"00c29273-979b-4161-815c-10b084fb9324": {"Backup Operator", mayRuleData},

	"5ae67dd6-50cb-40e7-96ff-dc2bfa4b606b": {"App Configuration Data Owner", mayRuleData},
	"516239f1-63e1-4d78-a4de-a74fb236a071": {"App Configuration Data Reader", 0},
	"090c5cfd-751d-490a-894a-3ce6f1109419": {"Azure Service Bus Data Owner", mayRuleData},
	"4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0": {"Azure Service Bus Data Receiver", 0},
	"69a216fc-b8fb-44d8-bc22-1f3c2cd27a39": {"Azure Service Bus Data Sender", 0},
	"f526a384-b230-433a-b45c-95f59c4a2dec": {"Azure Event Hubs Data Owner", mayRuleData},
	"a638d3c7-ab3a-418d-83e6-5f17a39d4fde": {"Azure Event Hubs Data Receiver", 0},
	"2b629674-e913-4c01-ae53-ef4638d8f975": {"Azure Event Hubs Data Sender", 0},
}

// roleOf is the built-in role that a role assignment gives. If its id is not
// known yet, the judge is told so and known is false; ok is false for a role
// that is not Azure's, or not in the table.
func roleOf(r *rule.Resource, j *rule.Judge) (role builtIn, ok, known bool) {
	text, told := j.TextOf(r.Get("roleDefinitionId"))
	if !told {
		return builtIn{}, false, false
	}
	role, ok = builtIns[roleGUID(text)]
	return role, ok, true
}

// roleGUID is the last segment of the id of a role definition.
func roleGUID(id string) string { return strings.ToLower(id[strings.LastIndexByte(id, '/')+1:]) }

// forPeople tells a role assignment to a person or a group; every other one is
// held to be a workload's. If it is not known yet, the judge is told so.
func forPeople(r *rule.Resource, j *rule.Judge) (people, known bool) {
	v := r.Get("principalType")
	if v.Unknown() {
		j.NotYetKnown(v)
		return false, false
	}
	switch strings.ToLower(v.Text()) {
	case "user", "group", "foreigngroup":
		return true, true
	}
	return false, true
}
