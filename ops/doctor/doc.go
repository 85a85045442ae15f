// Package doctor checks whether everything that docs/deploy-to-azure.md sets up
// in Azure is as it should be, and says how to mend what is not.
//
// What holds:
//   - It only reads: nothing it does changes Azure, Entra or this machine.
//   - Every check runs, whatever the others found. A check that another one's
//     fault keeps from running says so, and why ([NotChecked]).
//   - A remedy is a command of docs/deploy-to-azure.md, with the values filled in
//     that are known; TestRemediesAreTheDocumentsCommands and TestRemediesAreConstants
//     hold that, and TestDocumentIsFollowedToTheLetter that the document can be.
//   - Each check passes, finds a fault and can tell that it cannot tell;
//     TestEveryCheckIsSeenThreeWays holds that.
//   - The actions of the custom roles are those that the program's resource types
//     need, to the end of what they start; TestDeployRoleIsWhatTheProgramNeeds and
//     TestDeployRoleSeesOperationsToTheirEnd hold that, and tests/system deploys with
//     them (-rights).
package doctor
