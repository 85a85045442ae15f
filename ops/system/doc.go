// Package system holds the procedures on the system as a whole: bring it up,
// preview a change, take it down, say how it stands, print what the data
// administrators have to run.
//
// The package plans and orders; it acts through interfaces that it declares
// itself ([Engine], [Reader]) and that the command hands in.
//
// Invariants, each held by the test named:
//   - nothing is changed before every stack has been previewed and the plan
//     guard has passed (TestUpPreviewsEverythingFirst);
//   - a plan that replaces or deletes data is refused
//     (TestUpRefusesToLoseData);
//   - a plan that takes a delete lock away is refused, unless the configuration or
//     whoever asks for it says so (TestUpRefusesToTakeDeleteLocksAway,
//     TestDeleteLockMayGoWhenThatIsMeant);
//   - a saved plan is applied only where everything that it was made of is the
//     same, and nothing beyond it is done (TestPlanIsRefusedWhereAnythingDiffers,
//     TestPlanIsRefusedWhenThePreviewLeavesIt, TestLateStackKeepsToThePlan);
//   - with a plan, what an interrupted run left is settled as it was previewed, or not
//     at all (TestPlanIsRefusedWhereOtherThingsAreLeft, TestSettlementKeepsToThePreview);
//   - in turns, the stamp that serves is not touched before the idle one is
//     deployed and healthy (TestIdleStampGoesFirst, TestSickIdleStampSparesTheOther),
//     whichever has come to serve meanwhile (TestTurnsAreTakenAgain);
//   - a tier of stacks starts only when the tier before it is done, and is
//     taken down in reverse order (TestDestroyGoesBackwards).
package system
