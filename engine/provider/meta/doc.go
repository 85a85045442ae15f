// Package meta says how the resources of the azure-native provider travel
// between a Pulumi program and Azure Resource Manager: the ARM type and
// api-version behind a token, the path that its inputs make up, and for every
// property, however deeply nested, its place in the ARM body. All values are
// plain JSON values; the package knows neither Pulumi's protocol nor HTTP.
//
// The metadata is generated ("go generate") from three sources: the structs of
// the azure-native Go SDK say which properties a program has, the ARM types of
// the azapi module say where they belong, tokens.json says what neither can.
// See NOTICE for the licences.
//
// What ids are made of stands in routes.txt as well ([Route]), for who needs no more.
package meta

//go:generate go run ./gen
