// Package env holds the procedures on test environments: find them, say what is
// left of one, move its expiry, take it down, and reap what has expired.
//
// What an environment is stands in the tags of its resource groups, so that any
// machine with access to the subscription finds it, whoever brought it up. State
// of Pulumi's helps to take one down in order; none is needed to find one.
//
// Invariants, each held by the test named:
//   - a resource group without the tags of a test environment of this system is
//     never touched (TestNothingWithoutTheTagsIsTouched);
//   - production is never taken down, whatever its tags say
//     (TestProductionIsNeverReaped);
//   - nor is one in the state whose tags say something else by now, or that lies in
//     another subscription (TestTheStateOfSomethingElseStopsDown);
//   - Entra objects alone are no reason to reap (TestEntraAloneIsNoReasonToReap), and
//     those of another subscription stay (TestObjectsOfAnotherSubscriptionStay);
//   - what has no expiry never goes by age or as an orphan (TestDecide), and nothing
//     goes by a wrong clock (TestNothingIsReapedByAWrongClock);
//   - names from tags are used only if env up could have given them
//     (TestNamesOfStrangersAreNeverUsed);
//   - two machines never work on one environment, as long as each is shown in time what
//     the other one wrote (TestTwoMachinesAtOnceNeverBothWork), and who may have lost it
//     stops (TestAClaimThatEndedIsNotTakenBack, TestARenewalThatHangsIsLost);
//   - what somebody else has locked stays (TestForeignLocksAreRespected,
//     TestALockMadeSinceThePlanStopsTheSweep);
//   - what was extended meanwhile stays (TestAnExtensionWinsARace);
//   - nothing is called gone before ARM, the vaults' recycle bin and Entra have
//     been asked again (TestDownProvesThatNothingIsLeft), and have answered
//     (TestNoProofRestsOnAnError);
//   - a fault in one environment keeps no other one alive
//     (TestReapGoesOnAfterFaults).
package env
