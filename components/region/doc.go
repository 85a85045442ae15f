// Package region builds one stamp: everything that an application needs in
// one Azure region, and nothing that names another region.
//
// [NewStamp] is the only constructor. It takes plain values and Pulumi inputs,
// reads neither configuration nor environment, and calls no cloud. What joins
// two stamps (edge, databases, replication, application settings, sign-in)
// belongs to the global layer and is built from a [Stamp]'s outputs.
//
// What must hold, and the test (in the folder above) that holds it:
//   - every child has the stamp or one of its sub-components as parent
//     (TestEveryChildHasItsComponentAsParent);
//   - every logical name begins with the name of its parent
//     (TestNamesBeginWithTheComponentsName);
//   - every resource that can carry tags carries the stamp's
//     (TestTagsWhereverSupported), and only the resource group and the web app
//     carry the source revision and the image digest;
//   - whatever emits logs or metrics sends them to the stamp's workspace
//     (TestDiagnosticsWhereverSupported);
//   - data is protected in Pulumi and locked in Azure, and the locks are the
//     first to go on destroy (TestDataIsProtectedAndLocked);
//   - no credential leaves a stamp as a plain output
//     (TestNoSecretInPlainOutputs).
package region
