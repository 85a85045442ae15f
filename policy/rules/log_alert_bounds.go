package rules

import (
	"slices"
	"strings"

	"github.com/tandem-platform/tandem/policy/rule"
)

// bound is what an alert on a metric has to compare with to be of use: from
// below with at least bound, or from above with at most bound.
// A total counts events in the window; of everything else the window has a level.
type bound struct {
	below bool
	bound float64
	total bool
}

var bounds = map[string]bound{
	"availability":                       {below: true, bound: 90},
	"healthcheckstatus":                  {below: true, bound: 50},
	"originhealthpercentage":             {below: true, bound: 50},
	"cpupercentage":                      {bound: 95},
	"memorypercentage":                   {bound: 95},
	"http5xx":                            {bound: 100, total: true},
	"httpresponsetime":                   {bound: 10},
	"webapplicationfirewallrequestcount": {bound: 10000, total: true},
}

var logAlertBounds = &rule.Rule{
	ID:       "TDM-LOG-023",
	Title:    "An alert's bound is one that trouble crosses",
	Why:      "An alert on availability below 0 per cent, or on a lag that outlasts the recovery point, is green while data is being lost.",
	Fix:      "In criteria.allOf set operator, threshold and timeAggregation so that the metric's bad side is caught: Availability LessThan 99 (Average), replication_lag_seconds GreaterThan 30 (Maximum), say; set failedLocationCount to 2.",
	Severity: rule.Medium,
	Level:    rule.Mandatory,
	Controls: []rule.Control{rule.WAF("RE:10"), rule.WAF("OE:07")},
	Sources:  []string{"https://learn.microsoft.com/azure/azure-monitor/alerts/alerts-types"},
	Since:    "0.1.0",
	Params: []rule.Param{
		{Name: "lagSeconds", Doc: "The replication lag that an alert lets pass, at most: the recovery point.", Production: 60.0, Test: 60.0},
		{Name: "pendingBlobs", Doc: "The blobs waiting for replication that an alert lets pass, at most.", Production: 1000.0, Test: 1000.0},
		{Name: "failedLocations", Doc: "The places from which a test may fail before it counts, at most.", Production: 3.0, Test: 3.0},
	},
	Scope: rule.OneStack, // what scopes come from tells their types before they are known
	CheckGraph: func(g *rule.Graph, j *rule.Judge) {
		for _, alert := range g.OfType(typeMetricAlert) {
			judgeCriteria(g, j.On(alert), alert)
		}
	},
}

func judgeCriteria(g *rule.Graph, j *rule.Judge, alert *rule.Resource) {
	criteria := alert.Get("criteria")
	if criteria.Unknown() {
		j.NotYetKnown(criteria)
		return
	}
	if criteria.Get("webTestId").Known() || criteria.Get("failedLocationCount").Known() {
		j.AtLeast(criteria.Get("failedLocationCount"), nil, 1)
		j.AtMost(criteria.Get("failedLocationCount"), nil, j.Number("failedLocations"))
		for _, name := range []string{"webTestId", "componentId"} {
			judgeScoped(j, criteria.Get(name), alert.Get("scopes"))
		}
		return
	}
	all, complete := j.ItemsOf(criteria.Get("allOf"))
	if complete && len(all) == 0 {
		j.Violated(criteria.Get("allOf"), "a criterion")
	}
	for _, criterion := range all {
		judgeBound(j, criterion)
		judgeNamespace(g, j, criterion.Get("metricNamespace"), alert)
	}
}

// judgeBound demands of a criterion on a known metric that it can be met. A
// dynamic criterion learns its bound itself.
func judgeBound(j *rule.Judge, criterion rule.Value) {
	j.Present(criterion.Get("metricName"), "the name of a metric")
	name, _ := j.TextOf(criterion.Get("metricName"))
	b, known := bounds[strings.ToLower(name)]
	switch strings.ToLower(name) {
	case "replication_lag_seconds":
		b, known = bound{bound: j.Number("lagSeconds")}, true
	case "pendingoperationsforreplication":
		b, known = bound{bound: j.Number("pendingBlobs")}, true
	}
	sort := criterion.Get("criterionType")
	if known && sort.Unknown() {
		j.NotYetKnown(sort)
		return
	}
	if !known || strings.EqualFold(sort.Text(), "DynamicThresholdCriterion") {
		return
	}
	judgeAggregation(j, criterion.Get("timeAggregation"), b)
	if b.below {
		j.OneOf(criterion.Get("operator"), nil, "LessThan", "LessThanOrEqual")
		j.AtLeast(criterion.Get("threshold"), nil, b.bound)
		return
	}
	j.OneOf(criterion.Get("operator"), nil, "GreaterThan", "GreaterThanOrEqual")
	j.AtMost(criterion.Get("threshold"), nil, b.bound)
}

// judgeAggregation demands that what an alert compares is the metric's worst or
// usual value in the window: the best one hides trouble, the number of samples
// says nothing of it.
func judgeAggregation(j *rule.Judge, v rule.Value, b bound) {
	switch {
	case b.total:
		j.OneOf(v, "Total", "Total")
	case b.below:
		j.OneOf(v, "Average", "Average", "Minimum")
	default:
		j.OneOf(v, "Average", "Average", "Maximum")
	}
}

// judgeScoped demands that an id in the criteria stands among the scopes.
func judgeScoped(j *rule.Judge, id, scopes rule.Value) {
	if id.Unknown() {
		j.NotYetKnown(id)
	}
	if id.Text() == "" || scopes.Absent() {
		return
	}
	for _, scope := range scopes.Items() {
		if strings.EqualFold(scope.Text(), id.Text()) {
			return
		}
	}
	if scopes.HasUnknown() {
		j.NotYetKnown(scopes)
		return
	}
	j.Violated(id, "an id that stands in scopes, too")
}

// judgeNamespace demands that a metric is one of the type that the alert watches.
func judgeNamespace(g *rule.Graph, j *rule.Judge, namespace rule.Value, alert *rule.Resource) {
	if namespace.Unknown() {
		j.NotYetKnown(namespace)
	}
	scopes := alert.Get("scopes")
	if namespace.Text() == "" || scopes.Absent() {
		return
	}
	for _, scope := range scopes.Items() {
		typ := armType(scope.Text())
		if strings.EqualFold(typ, namespace.Text()) || typ == "" && !scope.Unknown() {
			return
		}
	}
	switch {
	case scopes.HasUnknown():
		if !slices.ContainsFunc(alert.PropertyDependencies["scopes"], func(urn string) bool { return hasMetrics(g.ByURN(urn), namespace.Text()) }) {
			j.NotYetKnown(scopes)
		}
	case len(scopes.Items()) > 0:
		j.Violated(namespace, "the type of what stands in scopes")
	}
}

// metricTypes are the types in ARM of what alerts watch.
var metricTypes = map[string]string{
	typeSite: "microsoft.web/sites", typeSlot: "microsoft.web/sites/slots", typePlan: "microsoft.web/serverfarms",
	typeKeyVault: "microsoft.keyvault/vaults", typeStorageAccount: "microsoft.storage/storageaccounts",
	typeReplicationPolicy: "microsoft.storage/storageaccounts/objectreplicationpolicies", typeDatabase: "microsoft.sql/servers/databases",
	typeEdgeProfile: "microsoft.cdn/profiles", typeInsights: "microsoft.insights/components",
}

// hasMetrics reports whether a resource, or a part of it, is of the type whose
// metrics a namespace holds.
func hasMetrics(r *rule.Resource, namespace string) bool {
	if r == nil {
		return false
	}
	typ := metricTypes[r.Type]
	return typ != "" && strings.HasPrefix(strings.ToLower(namespace)+"/", typ+"/")
}
