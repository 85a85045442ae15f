package rp

import (
	"maps"
	"slices"
	"time"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const maxNotifications = 5

func consumptionBehaviours() []Behaviour {
	return []Behaviour{{
		Type:     "Microsoft.Consumption/budgets",
		Validate: checks(budgetAmount, budgetPeriod, budgetNotifications),
		Fill: func(c *Call) {
			b := c.New.Body
			if start, err := time.Parse(time.RFC3339, text(b, "properties.timePeriod.startDate")); err == nil {
				fill(b, "properties.timePeriod.endDate", start.AddDate(10, 0, 0).Format(time.RFC3339))
			}
			keep(c, "properties.currentSpend", func() any { return object{"amount": 0, "unit": "EUR"} })
		},
	}}
}

func budgetAmount(c *Call) *arm.Error {
	if amount, _ := number(c.New.Body, "properties.amount"); amount <= 0 {
		return arm.BudgetAmount()
	}
	return nil
}

func budgetPeriod(c *Call) *arm.Error {
	from, to := text(c.New.Body, "properties.timePeriod.startDate"), text(c.New.Body, "properties.timePeriod.endDate")
	start, err := time.Parse(time.RFC3339, from)
	if err != nil || start.Day() != 1 || start.Before(time.Date(2017, 6, 1, 0, 0, 0, 0, time.UTC)) {
		return arm.BudgetStart(from)
	}
	if e := budgetBegins(c, start); e != nil {
		return e
	}
	if to == "" {
		return nil
	}
	if end, err := time.Parse(time.RFC3339, to); err != nil || !end.After(start) {
		return arm.BudgetEnd(to)
	}
	return nil
}

// budgetBegins: a new budget begins in the period that runs, or within a year.
func budgetBegins(c *Call, start time.Time) *arm.Error {
	if c.Old != nil {
		return nil
	}
	months := map[string]int{"Monthly": 1, "BillingMonth": 1, "Quarterly": 3, "BillingQuarter": 3, "Annually": 12, "BillingAnnual": 12}
	now := c.Tx.Now().UTC()
	switch period := months[text(c.New.Body, "properties.timeGrain")]; {
	case period > 0 && !start.AddDate(0, period, 0).After(now):
		return arm.BudgetStartPast(start.Format(time.DateOnly))
	case start.After(now.AddDate(1, 0, 0)):
		return arm.BudgetStartFar(start.Format(time.DateOnly))
	}
	return nil
}

func budgetNotifications(c *Call) *arm.Error {
	all, _ := at(c.New.Body, "properties.notifications").(object)
	if len(all) > maxNotifications {
		return arm.BudgetNotifications(maxNotifications)
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		n, _ := all[name].(object)
		threshold, _ := number(n, "threshold")
		contacts := len(list(n, "contactEmails")) + len(list(n, "contactRoles")) + len(list(n, "contactGroups"))
		switch {
		case threshold <= 0 || threshold > 1000:
			return arm.BudgetNotification(name, "its threshold must be between 0.01 and 1000")
		case contacts == 0:
			return arm.BudgetNotification(name, "it has no contact")
		}
		for _, group := range texts(n, "contactGroups") {
			if _, ok := find(c.Tx, group, typeActionGroup); !ok {
				return arm.ActionGroupNotFound(group)
			}
		}
	}
	return nil
}
