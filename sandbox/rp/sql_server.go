package rp

import (
	"strings"
	"time"
	"unicode"

	"github.com/tandem-platform/tandem/sandbox/arm"
)

const (
	typeServer    = "Microsoft.Sql/servers"
	typeDatabase  = typeServer + "/databases"
	typeSQLAdmin  = typeServer + "/administrators"
	typeEntraOnly = typeServer + "/azureADOnlyAuthentications"

	sqlHost = ".database.windows.net"
)

var serverName = patternOf(`^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

func sqlBehaviours() []Behaviour {
	out := []Behaviour{
		{
			Type:     typeServer,
			Validate: checks(validServerName, validServerLogin, validServerSettings, identitiesExist),
			Fill:     fillServer,
			After:    afterServer,
			Read:     showConnections,
			CanDelete: func(c *Call) *arm.Error {
				for _, g := range c.Tx.Children(c.ID, typeFailoverGroup) {
					return arm.ServerInFailoverGroup(c.Name, g.Name)
				}
				return nil
			},
			AfterDelete: dropConnectionsOf,
			Create:      AsyncHeader, Update: AsyncHeader, Remove: AsyncHeader,
			Takes: 90 * time.Second,
		},
		{Type: "Microsoft.Sql", Actions: map[string]func(*Call) (Reply, *arm.Error){"checknameavailability": checkServerName}},
		sqlAdminBehaviour(), entraOnlyBehaviour(),
		databaseBehaviour(), linkBehaviour(), failoverGroupBehaviour(),
		connectionBehaviour(typeServer, LocationHeader),
	}
	return append(out, sqlPolicies()...)
}

func validServerName(c *Call) *arm.Error {
	if !serverName.MatchString(c.Name) {
		return arm.InvalidServerName(c.Name)
	}
	if c.Old == nil && serverNameTaken(c, c.Name) {
		return arm.ServerNameExists(c.Name)
	}
	return nil
}

// serverNameTaken: servers and the listeners of failover groups share one namespace.
func serverNameTaken(c *Call, name string) bool {
	_, server := named(c, typeServer, name)
	return server || listenerTaken(c, name, "") || takenByOthers(name)
}

func checkServerName(c *Call) (Reply, *arm.Error) {
	name := text(c.Body, "name")
	switch {
	case !serverName.MatchString(name):
		return unavailable("Invalid", arm.InvalidServerName(name).Message), nil
	case serverNameTaken(c, name):
		return unavailable("AlreadyExists", arm.ServerNameExists(name).Message), nil
	}
	return Reply{Status: 200, Body: object{"available": true, "name": name}}, nil
}

// validServerLogin: a new server has a login with a password or an Entra
// administrator; one that knows Entra only takes no password any more.
func validServerLogin(c *Call) *arm.Error {
	login, password := text(c.New.Body, "properties.administratorLogin"), text(c.New.Body, "properties.administratorLoginPassword")
	if c.Old == nil {
		if login == "" && text(c.New.Body, "properties.administrators.sid") == "" {
			return arm.SQLInvalidParameter("AdministratorLogin")
		}
		if login != "" && password == "" {
			return arm.SQLInvalidParameter("Password")
		}
	} else {
		if was := text(c.Old.Body, "properties.administratorLogin"); login != "" && was != "" && login != was {
			return arm.SQLInvalidParameter("AdministratorLogin")
		}
		if password != "" && entraOnly(c, c.ID) {
			return arm.EntraOnlyEnabled()
		}
	}
	if login != "" && (reservedLogin[strings.ToLower(login)] || !loginName.MatchString(login)) {
		return arm.InvalidLoginName(login)
	}
	switch {
	case password == "":
	case len(password) < 8:
		return arm.PasswordTooShort()
	case len(password) > 128:
		return arm.PasswordTooLong()
	case !complexPassword(password, login):
		return arm.PasswordNotComplex()
	}
	return nil
}

// reservedLogin are names that the service itself uses.
// Source: https://learn.microsoft.com/azure/azure-sql/database/logins-create-manage.
var reservedLogin = map[string]bool{
	"admin": true, "administrator": true, "sa": true, "root": true, "dbmanager": true, "loginmanager": true,
	"dbo": true, "guest": true, "public": true,
}

var loginName = patternOf(`^[\p{L}\p{N}_][\p{L}\p{N}_@#$-]{0,127}$`)

// complexPassword: characters of three kinds, without the login.
func complexPassword(p, login string) bool {
	var upper, lower, digit, other int
	for _, r := range p {
		switch {
		case unicode.IsUpper(r):
			upper = 1
		case unicode.IsLower(r):
			lower = 1
		case unicode.IsDigit(r):
			digit = 1
		default:
			other = 1
		}
	}
	return upper+lower+digit+other >= 3 &&
		(login == "" || !strings.Contains(strings.ToLower(p), strings.ToLower(login)))
}

func validServerSettings(c *Call) *arm.Error {
	switch text(c.New.Body, "properties.publicNetworkAccess") {
	case "", "Enabled", "Disabled", "SecuredByPerimeter":
	default:
		return arm.SQLInvalidParameter("PublicNetworkAccess")
	}
	if v := text(c.New.Body, "properties.version"); v != "" && v != "12.0" {
		return arm.SQLInvalidParameter("Version")
	}
	return nil
}

func fillServer(c *Call) {
	b := c.New.Body
	inherit(c, "properties.administratorLogin", "properties.minimalTlsVersion", "properties.publicNetworkAccess")
	if c.Old == nil && text(b, "properties.administratorLogin") == "" {
		set(b, "properties.administratorLogin", "CloudSA"+digest(8, c.ID))
	}
	if c.Old != nil { // the administrator is written here once, later by its own resource
		remove(b, "properties.administrators")
		keep(c, "properties.administrators", nil)
	}
	if at(b, "properties.administrators") != nil {
		fillAll(b, object{
			"properties.administrators.administratorType":         "ActiveDirectory",
			"properties.administrators.tenantId":                  c.TenantID,
			"properties.administrators.azureADOnlyAuthentication": false,
		})
	}
	fillAll(b, object{
		"kind": "v12.0", "properties.version": "12.0", "properties.minimalTlsVersion": "1.2",
		"properties.publicNetworkAccess": "Enabled", "properties.restrictOutboundNetworkAccess": "Disabled",
	})
	set(b, "properties.state", "Ready")
	set(b, "properties.fullyQualifiedDomainName", c.Name+sqlHost)
	fillIdentity(c)
}

// afterServer makes what a new server has from the start.
func afterServer(c *Call) *arm.Error {
	if c.Old != nil {
		return nil
	}
	system := func() object { return object{"name": "System", "tier": "System", "capacity": 0} }
	master := derive(c, c.ID+"/databases/master", text(c.New.Body, "location"), object{
		"collation": "SQL_Latin1_General_CP1_CI_AS", "status": "Online", "databaseId": freshGUID(c, "master"),
		"creationDate": nowText(c), "currentServiceObjectiveName": "System0", "requestedServiceObjectiveName": "System0",
		"currentSku": system(), "maxSizeBytes": 32212254720, "readScale": "Disabled",
	})
	master.Body["sku"], master.Body["kind"], master.Body["managedBy"] = system(), "v12.0,system", c.ID
	touch(c, master)
	if admin, ok := at(c.New.Body, "properties.administrators").(object); ok {
		derive(c, c.ID+"/administrators/ActiveDirectory", "", object{
			"administratorType": "ActiveDirectory", "login": admin["login"], "sid": admin["sid"], "tenantId": admin["tenantId"],
			"azureADOnlyAuthentication": admin["azureADOnlyAuthentication"],
		})
		derive(c, c.ID+"/azureADOnlyAuthentications/Default", "", object{
			"azureADOnlyAuthentication": admin["azureADOnlyAuthentication"],
		})
	}
	return nil
}

// entraOnly reports whether a server knows Entra authentication only.
func entraOnly(c *Call, server string) bool {
	r, ok := c.Tx.Get(server)
	return ok && isTrue(r.Body, "properties.administrators.azureADOnlyAuthentication")
}

// setServerAdmin changes what the server shows of its administrator.
func setServerAdmin(c *Call, change func(admin object)) *arm.Error {
	r, ok := c.Tx.Get(c.Parent)
	if !ok {
		return nil
	}
	admin, _ := at(r.Body, "properties.administrators").(object)
	if admin == nil {
		admin = object{"azureADOnlyAuthentication": false}
	}
	change(admin)
	set(r.Body, "properties.administrators", admin)
	if len(admin) == 0 {
		remove(r.Body, "properties.administrators")
	}
	touch(c, r)
	return nil
}

func sqlAdminBehaviour() Behaviour {
	return Behaviour{
		Type: typeSQLAdmin,
		Validate: func(c *Call) *arm.Error {
			if !strings.EqualFold(c.Name, "ActiveDirectory") {
				return arm.SQLInvalidParameter("administratorName")
			}
			return nil
		},
		Fill: func(c *Call) {
			fill(c.New.Body, "properties.tenantId", c.TenantID)
			set(c.New.Body, "properties.azureADOnlyAuthentication", entraOnly(c, c.Parent))
		},
		After: func(c *Call) *arm.Error {
			return setServerAdmin(c, func(admin object) {
				for _, p := range []string{"administratorType", "login", "sid", "tenantId"} {
					admin[p] = at(c.New.Body, "properties."+p)
				}
			})
		},
		CanDelete: func(c *Call) *arm.Error {
			if !c.Cascade && entraOnly(c, c.Parent) {
				return arm.EntraOnlyEnabled()
			}
			return nil
		},
		AfterDelete: func(c *Call) *arm.Error {
			if c.Cascade {
				return nil
			}
			return setServerAdmin(c, func(admin object) { clear(admin) })
		},
		Create: AsyncHeader, Update: AsyncHeader, Remove: AsyncHeader,
	}
}

func entraOnlyBehaviour() Behaviour {
	return Behaviour{
		Type: typeEntraOnly,
		Validate: func(c *Call) *arm.Error {
			r, ok := c.Tx.Get(c.Parent)
			if ok && isTrue(c.New.Body, "properties.azureADOnlyAuthentication") && text(r.Body, "properties.administrators.sid") == "" {
				return arm.EntraAdminMissing()
			}
			return nil
		},
		After: func(c *Call) *arm.Error {
			return setServerAdmin(c, func(admin object) {
				admin["azureADOnlyAuthentication"] = isTrue(c.New.Body, "properties.azureADOnlyAuthentication")
			})
		},
		AfterDelete: func(c *Call) *arm.Error {
			if c.Cascade {
				return nil
			}
			return setServerAdmin(c, func(admin object) { admin["azureADOnlyAuthentication"] = false })
		},
		Create: AsyncHeader, Update: AsyncHeader, Remove: AsyncHeader,
	}
}
