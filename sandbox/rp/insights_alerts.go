package rp

import (
	"strconv"
	"strings"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeActionGroup = "Microsoft.Insights/actionGroups"
	typeAutoscale   = "Microsoft.Insights/autoscalesettings"
)

func actionGroupBehaviour() Behaviour {
	return Behaviour{
		Type: typeActionGroup,
		Validate: func(c *Call) *arm.Error {
			if n := text(c.New.Body, "properties.groupShortName"); n == "" || len(n) > 12 {
				return arm.ActionGroupShortName(n)
			}
			return nil
		},
		Fill: func(c *Call) {
			for _, kind := range []string{"emailReceivers", "smsReceivers", "webhookReceivers", "itsmReceivers", "azureAppPushReceivers",
				"automationRunbookReceivers", "voiceReceivers", "logicAppReceivers", "azureFunctionReceivers", "armRoleReceivers", "eventHubReceivers"} {
				fill(c.New.Body, "properties."+kind, []any{})
			}
			for _, r := range objects(c.New.Body, "properties.emailReceivers") {
				set(r, "status", "Enabled")
				fill(r, "useCommonAlertSchema", false)
			}
		},
	}
}

// alertTargets: scopes and action groups of an alert exist.
func alertTargets(c *Call, scopes, groups []string) *arm.Error {
	for _, id := range scopes {
		if _, ok := c.Tx.Get(id); !ok && !strings.EqualFold(typeOf(id), arm.TypeSubscription) {
			return arm.AlertScopeNotFound(id)
		}
	}
	for _, id := range groups {
		if _, ok := find(c.Tx, id, typeActionGroup); !ok {
			return arm.ActionGroupNotFound(id)
		}
	}
	return nil
}

func idsOf(in []object, key string) []string {
	var out []string
	for _, o := range in {
		if id := text(o, key); id != "" {
			out = append(out, id)
		}
	}
	return out
}

func metricAlertBehaviour() Behaviour {
	return Behaviour{
		Type: "Microsoft.Insights/metricAlerts",
		Validate: func(c *Call) *arm.Error {
			b := c.New.Body
			window, frequency := text(b, "properties.windowSize"), text(b, "properties.evaluationFrequency")
			if duration(window) > 0 && duration(window) < duration(frequency) {
				return arm.WindowTooShort(window, frequency)
			}
			if e := alertTargets(c, texts(b, "properties.scopes"), idsOf(objects(b, "properties.actions"), "actionGroupId")); e != nil {
				return e
			}
			return alertMetrics(c)
		},
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{"properties.autoMitigate": true, "properties.actions": []any{}})
			set(c.New.Body, "properties.lastUpdatedTime", nowText(c))
		},
	}
}

func queryRuleBehaviour() Behaviour {
	return Behaviour{
		Type: "Microsoft.Insights/scheduledQueryRules",
		Validate: func(c *Call) *arm.Error {
			b := c.New.Body
			window, frequency := text(b, "properties.windowSize"), text(b, "properties.evaluationFrequency")
			if duration(window) > 0 && duration(window) < duration(frequency) {
				return arm.WindowTooShort(window, frequency)
			}
			if e := alertTargets(c, texts(b, "properties.scopes"), texts(b, "properties.actions.actionGroups")); e != nil {
				return e
			}
			return identitiesExist(c)
		},
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{"kind": "LogAlert", "properties.enabled": true, "properties.autoMitigate": false,
				"properties.skipQueryValidation": false, "properties.checkWorkspaceAlertsStorageConfigured": false})
			set(c.New.Body, "properties.createdWithApiVersion", c.APIVersion)
			set(c.New.Body, "properties.isLegacyLogAnalyticsRule", false)
			fillIdentity(c)
		},
	}
}

func activityAlertBehaviour() Behaviour {
	return Behaviour{
		Type: "Microsoft.Insights/activityLogAlerts",
		Validate: func(c *Call) *arm.Error {
			b := c.New.Body
			return alertTargets(c, texts(b, "properties.scopes"), idsOf(objects(b, "properties.actions.actionGroups"), "actionGroupId"))
		},
		Fill: func(c *Call) { fill(c.New.Body, "properties.enabled", true) },
	}
}

func autoscaleBehaviour() Behaviour {
	return Behaviour{
		Type: typeAutoscale,
		Validate: func(c *Call) *arm.Error {
			target := text(c.New.Body, "properties.targetResourceUri")
			if _, ok := c.Tx.Get(target); !ok {
				return arm.AutoscaleTargetNotFound(target)
			}
			for _, other := range c.Tx.All(typeAutoscale) {
				if !arm.SameID(other.ID, c.ID) && arm.SameID(text(other.Body, "properties.targetResourceUri"), target) {
					return arm.AutoscaleTargetTaken(target, other.Name)
				}
			}
			for _, p := range objects(c.New.Body, "properties.profiles") {
				least, first, most := integer(text(p, "capacity.minimum")), integer(text(p, "capacity.default")), integer(text(p, "capacity.maximum"))
				if least > first || first > most {
					return arm.AutoscaleCapacity(text(p, "name"))
				}
				for _, rule := range objects(p, "rules") {
					source := text(rule, "metricTrigger.metricResourceUri")
					if _, ok := c.Tx.Get(source); source != "" && !ok {
						return arm.AutoscaleTargetNotFound(source)
					}
				}
			}
			return nil
		},
		Fill: func(c *Call) {
			fillAll(c.New.Body, object{"properties.enabled": true, "properties.name": c.Name, "properties.notifications": []any{}})
			if target, ok := c.Tx.Get(text(c.New.Body, "properties.targetResourceUri")); ok {
				fill(c.New.Body, "properties.targetResourceLocation", target.Location)
			}
		},
	}
}

// duration reads the ISO 8601 durations that alerts use: PT5M, PT1H, P1D.
func duration(s string) time.Duration {
	unit := map[byte]time.Duration{'S': time.Second, 'M': time.Minute, 'H': time.Hour, 'D': 24 * time.Hour}
	s = strings.Replace(strings.TrimPrefix(s, "P"), "T", "", 1)
	var total time.Duration
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' })
		if i <= 0 {
			return 0
		}
		n, err := strconv.Atoi(s[:i])
		if err != nil {
			return 0
		}
		total += time.Duration(n) * unit[s[i]]
		s = s[i+1:]
	}
	return total
}
