package system

import "fmt"

// findings lists what an operator has to look at, most important first.
func findings(s Status, deployed bool) []string {
	if !deployed {
		return []string{"nothing is deployed: run tandem up"}
	}
	list := []string{}
	for _, st := range s.Stamps {
		if f := roleFinding(st); f != "" {
			list = append(list, f)
		}
	}
	for _, st := range s.Stamps {
		if f := revisionFinding(st); f != "" {
			list = append(list, f)
		}
	}
	for _, m := range s.Missing {
		list = append(list, fmt.Sprintf("missing: %s: tandem up --refresh makes it again", m.ID))
	}
	for _, u := range s.Unhealthy {
		list = append(list, fmt.Sprintf("state %s: %s", u.State, u.ID))
	}
	for _, st := range s.Stamps {
		for _, l := range st.PrivateLinks {
			if l.Status != "Approved" {
				list = append(list, linkFinding(st.Stamp, l))
			}
		}
		for _, r := range st.Replication {
			if r.Kind == "blob" && r.State != "in place" {
				list = append(list, fmt.Sprintf("blob replication %s to %s: %s", r.From, r.To, r.State))
			}
		}
	}
	return list
}

// linkFinding says what to do about a connection that is not approved. A request
// that was turned down cannot be approved any more; it has to be made again.
func linkFinding(stamp string, l PrivateLink) string {
	remedy := "remove it, so that it can be requested again, and run tandem up --refresh"
	if l.Status == "Pending" {
		remedy = "tandem up approves it if it is our own"
	}
	return fmt.Sprintf("private-link connection %s on the %s of %s is %s: %s", l.Name, l.Target, stamp, l.Status, remedy)
}

// revisionFinding says what does not fit in a stamp's revision and image.
func revisionFinding(st StampStatus) string {
	switch {
	case !st.Deployed || st.AppState == "missing":
		return ""
	case st.Revision == "" || st.ImageDigest == "":
		return fmt.Sprintf("the web app of %s does not tell its revision and image: somebody took its tags away; tandem up --refresh sets them again", st.Stamp)
	case st.GroupRevision != st.Revision:
		return fmt.Sprintf("the resource group of %s is of revision %s, its web app of %s: a deployment is under way, or stopped half-way; tandem up finishes it",
			st.Stamp, st.GroupRevision, st.Revision)
	default:
		return ""
	}
}

func roleFinding(st StampStatus) string {
	switch {
	case st.Role == "Primary" && st.Intent != "active":
		return fmt.Sprintf("the database's primary is in %s, but the configuration calls it %s: set tandem:active to %s, or fail over", st.Stamp, st.Intent, st.Stamp)
	case st.Role == "Secondary" && st.Intent == "active":
		return fmt.Sprintf("the configuration calls %s active, but its database is the secondary: correct tandem:active, or fail over", st.Stamp)
	case st.Role == "unknown":
		return fmt.Sprintf("the SQL server of %s did not answer: its role is not known", st.Stamp)
	default:
		return ""
	}
}
