package arm

// Refusals of Microsoft.Consumption.
// Source: https://learn.microsoft.com/rest/api/consumption/budgets/create-or-update.

// BudgetAmount: an amount of nothing.
func BudgetAmount() *Error {
	return refuse(400, "400", "Budget amount must be greater than 0.")
}

// BudgetStart: a budget begins on the first of a month.
func BudgetStart(start string) *Error {
	return refuse(400, "400", "Budget start date '%s' is not valid: it must be the first day of a month, not before June 1, 2017.", start)
}

// BudgetStartPast: a new budget for a period that is over.
func BudgetStartPast(start string) *Error {
	return refuse(400, "400", "Budget start date '%s' is not valid: a past start date lies within the current time grain period.", start)
}

// BudgetStartFar: a budget that begins in more than a year.
func BudgetStartFar(start string) *Error {
	return refuse(400, "400", "Budget start date '%s' is not valid: a future start date is not more than twelve months away.", start)
}

// BudgetEnd: a budget ends after it begins.
func BudgetEnd(end string) *Error {
	return refuse(400, "400", "Budget end date '%s' is not valid: it must be after the start date.", end)
}

// BudgetNotification: a threshold or contact that is missing.
func BudgetNotification(name, why string) *Error {
	return refuse(400, "400", "The notification '%s' of the budget is not valid: %s.", name, why)
}

// BudgetNotifications: more than a budget may have.
func BudgetNotifications(limit int) *Error {
	return refuse(400, "400", "A budget can have up to %d notifications.", limit)
}
