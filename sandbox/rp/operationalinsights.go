package rp

import (
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const typeWorkspace = "Microsoft.OperationalInsights/workspaces"

var workspaceName = patternOf(`^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$`)

func workspaceBehaviours() []Behaviour {
	return []Behaviour{{
		Type: typeWorkspace,
		Validate: func(c *Call) *arm.Error {
			if !workspaceName.MatchString(c.Name) {
				return arm.WorkspaceNameInvalid(c.Name)
			}
			days, given := number(c.New.Body, "properties.retentionInDays")
			if given && (days < 30 || days > 730) && days != 7 {
				return arm.WorkspaceRetention(int(days))
			}
			return identitiesExist(c)
		},
		Fill: func(c *Call) {
			b := c.New.Body
			fillAll(b, object{
				"properties.sku.name": "PerGB2018", "properties.retentionInDays": 30,
				"properties.publicNetworkAccessForIngestion": "Enabled", "properties.publicNetworkAccessForQuery": "Enabled",
				"properties.workspaceCapping.dailyQuotaGb": -1.0, "properties.features.enableLogAccessUsingOnlyResourcePermissions": true,
			})
			keep(c, "properties.customerId", fresh(c, "workspace"))
			keep(c, "properties.createdDate", func() any { return nowText(c) })
			set(b, "properties.modifiedDate", nowText(c))
			set(b, "properties.sku.lastSkuUpdate", text(b, "properties.createdDate"))
			set(b, "properties.workspaceCapping.dataIngestionStatus", "RespectQuota")
			set(b, "properties.provisioningState", "Succeeded")
			fillIdentity(c)
		},
		Actions: map[string]func(*Call) (Reply, *arm.Error){
			"sharedkeys": func(c *Call) (Reply, *arm.Error) {
				id := text(c.Old.Body, "properties.customerId")
				return Reply{Status: 200, Body: object{
					"primarySharedKey": digest(40, "workspace-primary", id), "secondarySharedKey": digest(40, "workspace-secondary", id),
				}}, nil
			},
		},
		Create: AsyncHeader,
		Takes:  5 * time.Second,
	}}
}
