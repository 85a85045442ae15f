package arm

// Refusals around SQL failover groups. The source is the list of error codes in
// https://github.com/Azure/azure-rest-api-specs/blob/main/specification/sql/resource-manager/Microsoft.Sql/SQL/stable/2023-08-01/FailoverGroups.json.

const groupRequest = "FailoverGroupCreateOrUpdateRequest"

// GroupNameInvalid: characters or length that a failover group may not have.
func GroupNameInvalid(name string) *Error {
	return refuse(409, "InvalidFailoverGroupName", "Invalid Failover Group name was supplied: '%s'.", name)
}

// GroupDNSInUse: the listener's host name belongs to another group or server.
func GroupDNSInUse(name string) *Error {
	return refuse(409, "FailoverGroupDnsRecordInUse", "A duplicate DNS record exists for the requested endpoint '%s'.", name)
}

// GroupPartnerCount: one partner, no more and no less.
func GroupPartnerCount() *Error {
	return refuse(400, groupRequest+"UnsupportedPartnerCount", "Only one partner server is supported.")
}

// GroupPartnerMissing: no partner at all.
func GroupPartnerMissing() *Error {
	return refuse(400, groupRequest+"InvalidPartner",
		"The given partners field in create or update failover group request body is empty or invalid.")
}

// GroupPartnerNotFound: the partner server does not exist.
func GroupPartnerNotFound(id string) *Error {
	return refuse(400, "ServerNotFound", "The requested server was not found: '%s'.", id)
}

// GroupDuplicatePartner: the server as its own partner.
func GroupDuplicatePartner() *Error {
	return refuse(400, groupRequest+"DuplicatePartner",
		"One or more of the provided partner servers are already part of the failover group. Please make sure the primary server and all of the given partner servers are unique.")
}

// GroupReadOnlyModified: a partner changes.
func GroupReadOnlyModified(property string) *Error {
	return refuse(400, groupRequest+"ReadOnlyPropertyModified",
		"The create or update failover group request body should not modify the read-only property '%s'.", property)
}

// GroupSameRegion: both servers in one region.
func GroupSameRegion() *Error {
	return refuse(400, "InvalidFailoverGroupRegion",
		"Servers specified in a Failover Group need to reside in different regions to provide isolation.")
}

// GroupDatabasesInvalid: databases that are no ids of databases.
func GroupDatabasesInvalid() *Error {
	return refuse(400, groupRequest+"InvalidDatabases", "The provided databases in the request are not valid database resource IDs.")
}

// GroupDatabaseNotHere: databases that the primary server does not have.
func GroupDatabaseNotHere() *Error {
	return refuse(400, groupRequest+"InvalidDatabaseServer",
		"One or more of the provided databases do not exist on the primary server of the failover group. Please make sure that all the databases exist on the primary server.")
}

// GroupDatabaseTaken: a database of another group.
func GroupDatabaseTaken(id string) *Error {
	return refuse(409, "DatabaseBelongsToOtherFailoverGroup",
		"Database '%s' belongs to other Failover Group and cannot be consider a part of this one.", id)
}

// GroupDatabaseNotPrimary: the database is a geo-secondary here.
func GroupDatabaseNotPrimary(id string) *Error {
	return refuse(400, "DatabaseInFailoverGroupNotPrimary",
		"GeoDR link for the database '%s' already exists, but its role is not 'Primary' or it is not continuous copy link.", id)
}

// RemoteDatabaseExists: the partner has an unrelated database of the name.
func RemoteDatabaseExists(name string) *Error {
	return refuse(409, "RemoteDatabaseExists", "The destination database name '%s' already exists on the destination server.", name)
}

// GroupGraceMissing: an automatic policy without its grace period.
func GroupGraceMissing() *Error {
	return refuse(400, groupRequest+"InvalidReadWriteEndpointFields",
		"The property failoverWithDataLossGracePeriodMinutes must be provided when failover policy Automatic is selected for the read-write endpoint.")
}

// GroupGraceForManual: a manual policy with a grace period.
func GroupGraceForManual() *Error {
	return refuse(400, groupRequest+"InvalidReadWriteEndpointFieldsForManualPolicy",
		"Grace period value should not be provided when failover policy Manual is selected for the read-write endpoint.")
}

// GroupGraceTooShort: less than an hour.
func GroupGraceTooShort(minimum int) *Error {
	return refuse(400, groupRequest+"LessThanMinimumGracePeriodValues",
		"Grace period value for the read-write endpoint must be at least %d minutes.", minimum)
}

// GroupWriteOnSecondary: updates and deletes go to the primary.
func GroupWriteOnSecondary() *Error {
	return refuse(400, "FailoverGroupUpdateOrDeleteRequestOnSecondary",
		"Modifications to the failover group are not allowed on a secondary server. Execute the request on the primary server.")
}

// GroupFailoverOnPrimary: failovers go to the secondary.
func GroupFailoverOnPrimary() *Error {
	return refuse(400, "FailoverGroupFailoverRequestOnPrimary",
		"The failover request should be initiated on the secondary server of failover group.")
}

// GroupBusy: a second operation during one.
func GroupBusy() *Error {
	return refuse(409, "FailoverGroupBusy", "Failover Group is busy with another operation.")
}
