package arm

// Refusals of private and public DNS zones. Unless a constructor says
// otherwise the source is
// https://learn.microsoft.com/azure/dns/private-dns-virtual-network-links and
// https://learn.microsoft.com/azure/dns/dns-zones-records.

// DNSZoneNameInvalid: labels that a zone may not have.
func DNSZoneNameInvalid(name string) *Error {
	return refuse(400, "BadRequest", "The zone name '%s' is not valid. A private zone needs two or more labels of letters, digits, hyphens and underscores.", name)
}

// DNSZoneOverlap: a network linked to two zones of one name.
func DNSZoneOverlap(vnet, zone, other string) *Error {
	return refuse(400, "BadRequest",
		"A virtual network cannot be linked to multiple zones with overlapping namespaces. You tried to link virtual network '%s' with '%s' and '%s' zones.", vnet, zone, other)
}

// DNSNetworkNotFound: the linked network is not there.
func DNSNetworkNotFound(id string) *Error {
	return refuse(400, "BadRequest", "The virtual network '%s' to link does not exist or is not accessible.", id)
}

// CannotDeleteNested: a zone with links or other nested resources.
// Source: https://learn.microsoft.com/azure/dns/private-dns-portal.
func CannotDeleteNested(id, nested string) *Error {
	return refuse(409, "CannotDeleteResource",
		"Cannot delete resource '%s' while nested resources exist. Some existing nested resource IDs include: '%s'. Please delete all nested resources before deleting this resource.", id, nested)
}

// RecordEmpty: a record set without records.
func RecordEmpty(kind, name string) *Error {
	return refuse(400, "BadRequest", "The record set '%s' of type '%s' has no records.", name, kind)
}

// RecordTTL: a record set without a time to live.
func RecordTTL(name string) *Error {
	return refuse(400, "BadRequest", "The record set '%s' must have a TTL between 1 and 2147483647.", name)
}

// RecordCNAMEConflict: a CNAME beside other records of one name.
func RecordCNAMEConflict(name string) *Error {
	return refuse(409, "Conflict", "The record '%s' could not be created because a record with the same name already exists: a CNAME cannot exist beside other record sets.", name)
}

// RecordCNAMEApex: no CNAME at the zone's apex.
func RecordCNAMEApex() *Error {
	return refuse(400, "BadRequest", "A CNAME record set cannot be created at the zone apex ('@').")
}

// RecordUndeletable: the zone's own records.
func RecordUndeletable(kind string) *Error {
	return refuse(400, "BadRequest", "The %s record set at the zone apex cannot be deleted.", kind)
}

// RecordAddressInvalid: no IPv4 address.
func RecordAddressInvalid(value string) *Error {
	return refuse(400, "BadRequest", "The value '%s' is not a valid IPv4 address.", value)
}
