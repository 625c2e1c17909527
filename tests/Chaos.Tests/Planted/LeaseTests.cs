using Sandboxes.Chaos.Checking;
using Sandboxes.Chaos.Histories;

namespace Sandboxes.Chaos.Tests.Planted;

public sealed class LeaseTests
{
    private const string Mine = "default/s/1";
    private const string Other = "default/t/2";

    [Fact]
    public void Sandbox_BoundConfirmedAndRefusedToOthers_IsNoViolation() => Expect.Nothing(new Story()
        .Journal("a", "box", JournalFact.Started)
        .Journal("a", "box", JournalFact.Bound, Mine)
        .Journal("a", "box", JournalFact.Refused, Other)
        .Journal("a", "box", JournalFact.Confirmed, Mine)
        .Journal("a", "box", JournalFact.Ended, why: "released"));

    [Fact]
    public void Sandbox_BoundToTwoLeases_IsFound() => Expect.Only(new Story()
        .Journal("a", "box", JournalFact.Bound, Mine)
        .Journal("a", "box", JournalFact.Bound, Other), ViolationKind.TwoLeases);

    [Fact]
    public void Sandbox_ConfirmedForAnotherLeaseThanTheBound_IsFound() => Expect.Only(new Story()
        .Journal("a", "box", JournalFact.Bound, Mine)
        .Journal("a", "box", JournalFact.Confirmed, Other), ViolationKind.TwoLeases);

    [Fact]
    public void Sandbox_WipedBetweenTwoLeases_IsNoViolation() => Expect.Nothing(new Story()
        .Open("s", sandbox: "box").Open("t", sandbox: "box")
        .Journal("a", "box", JournalFact.Bound, Mine)
        .Journal("a", "box", JournalFact.Confirmed, Mine)
        .Journal("a", "box", JournalFact.Wiped, Mine)
        .Journal("a", "box", JournalFact.Bound, Other));

    [Fact]
    public void Sandbox_WipedOfAnotherLeaseThanItHad_IsFound() => Expect.Only(new Story()
        .Journal("a", "box", JournalFact.Bound, Mine)
        .Journal("a", "box", JournalFact.Wiped, Other), ViolationKind.TwoLeases);

    [Fact]
    public void Lease_BackAfterItWasWipedAway_IsFound() => Expect.Only(new Story()
        .Journal("a", "box", JournalFact.Bound, Mine)
        .Journal("a", "box", JournalFact.Wiped, Mine)
        .Journal("a", "box", JournalFact.Bound, Mine), ViolationKind.TwoLeases);

    [Fact]
    public void Sandbox_WipedOnceAndToldToThree_IsFound() => Expect.Only(new Story()
        .Open("s", sandbox: "box").Open("t", sandbox: "box").Open("u", sandbox: "box")
        .Journal("a", "box", JournalFact.Bound, Mine)
        .Journal("a", "box", JournalFact.Wiped, Mine)
        .Journal("a", "box", JournalFact.Bound, Other), ViolationKind.SharedSandbox);

    [Fact]
    public void Sandbox_StartedAgainUnderItsName_IsFound() => Expect.Only(new Story()
        .Journal("a", "box", JournalFact.Started)
        .Journal("a", "box", JournalFact.Started), ViolationKind.StartedTwice);

    [Fact]
    public void Lease_ConfirmedInTwoSandboxes_IsFound() => Expect.Only(new Story()
        .Journal("a", "box", JournalFact.Confirmed, Mine)
        .Journal("b", "box", JournalFact.Confirmed, Mine), ViolationKind.LeaseTwice);

    [Fact]
    public void Lease_BoundInTwoSandboxesAndConfirmedInOne_IsNoViolation() => Expect.Nothing(new Story()
        .Journal("a", "box", JournalFact.Bound, Mine)
        .Journal("b", "box", JournalFact.Bound, Mine)
        .Journal("b", "box", JournalFact.Confirmed, Mine));

    [Fact]
    public void Sessions_ToldTheSameSandbox_AreFound() =>
        Expect.Only(new Story().Open("s", sandbox: "box").Open("t", sandbox: "box"), ViolationKind.SharedSandbox);

    [Fact]
    public void Incarnations_ToldTheSameSandbox_AreFound() => Expect.Only(
        new Story().Open(incarnation: 1, sandbox: "box").Release().Open(incarnation: 2, sandbox: "box"), ViolationKind.SharedSandbox);

    [Fact]
    public void Sandboxes_OfOneNameOnTwoNodes_AreDifferent() =>
        Expect.Nothing(new Story().Open("s", node: "a", sandbox: "box").Open("t", node: "b", sandbox: "box"));

    [Fact]
    public void Sandbox_BoundForTheSessionThatWasToldSo_IsNoViolation() => Expect.Nothing(new Story().Open().Journal("a", "box-s-1", JournalFact.Bound, Mine));

    [Fact]
    public void Sandbox_BoundForAnotherSessionThanWasTold_IsFound() =>
        Expect.Only(new Story().Open().Journal("a", "box-s-1", JournalFact.Bound, Other), ViolationKind.SharedSandbox);
}
