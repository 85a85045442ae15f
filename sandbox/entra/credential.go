package entra

// bySecret finds the principal of an application registration that has the
// secret as a password credential.
func (a *Authority) bySecret(client, secret string) (Principal, *loginError) {
	return Principal{}, unknownApplication(client)
}

// byAssertion x.
func (a *Authority) byAssertion(client, assertion string) (Principal, *loginError) {
	return Principal{}, unknownApplication(client)
}
