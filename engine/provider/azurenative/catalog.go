package azurenative

// Catalog knows the resource types by their Pulumi tokens.
type Catalog interface {
	// Type returns the type with the given token, or an error that names it.
	Type(token string) (Type, error)
	// TypeOf returns the type of the resource with the given ARM type and
	// api-version, for functions that read a resource (getX).
	Function(token string) (Function, error)
}

// Type knows how the properties of one resource type travel between a Pulumi
// program and ARM. All values are plain JSON values.
type Type interface {
	// ARMType is the type as ARM writes it, e.g. Microsoft.Storage/storageAccounts.
	ARMType() string
	// APIVersion is the api-version of all requests about resources of the type.
	APIVersion(inputs map[string]any) string
	// PathInputs are the inputs that make up the resource's id.
	PathInputs() []string
	// AutoName is the path input that is named automatically when the program
	// leaves it out, or "".
	AutoName() string
	// ID is the resource's id.
	ID(subscription string, inputs map[string]any) (string, error)
	// PathValues are the path inputs that an id stands for.
	PathValues(id string) map[string]any
	// Body is the body of the PUT request.
	Body(inputs map[string]any) (map[string]any, error)
	// Outputs are a resource's outputs by what ARM answered.
	Outputs(body map[string]any) map[string]any
	// Writable are those parts of outputs that are inputs, in the inputs' shape.
	Writable(outputs map[string]any) map[string]any
	// Unset returns the outputs that only Azure can fill in, as paths of
	// property names.
	Unset() [][]string
	// Required are the inputs without which there can be no resource.
	Required() []string
	// NeedsLocation reports whether the body must say where the resource lies.
	NeedsLocation() bool
	// ForceNew reports whether a change at the path of property names can only
	// be had by replacing the resource.
	ForceNew(path []string) bool
	// Secrets are the outputs that are always secret, as paths of names.
	Secrets() [][]string
}

// Function is a function that reads a resource or calls an action on it.
type Function struct {
	Type   Type
	Method string // GET or POST
	Suffix string // of the resource's id, e.g. /listKeys
	Body   []string
	// Raw functions return the answer as it is, without the type's mapping.
	Raw bool
}
