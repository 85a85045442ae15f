package doctor

// Polled are the actions by which operations are asked how far they are, by namespace.
var Polled = polled
