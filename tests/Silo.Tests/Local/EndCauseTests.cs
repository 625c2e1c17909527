using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Silo.Runtimes.Local.Life;

namespace Sandboxes.Silo.Tests.Local;

public sealed class EndCauseTests
{
    [Theory]
    [InlineData(ExitCodes.Released, EndReason.Released)]
    [InlineData(ExitCodes.Unconfirmed, EndReason.Unused)]
    [InlineData(ExitCodes.Idle, EndReason.IdleTimeout)]
    [InlineData(ExitCodes.Lifetime, EndReason.Lifetime)]
    [InlineData(ExitCodes.Retired, EndReason.Released)]
    [InlineData(ExitCodes.Abandoned, EndReason.Unused)]
    [InlineData(ExitCodes.BadStart, EndReason.StartFailed)]
    [InlineData(ExitCodes.StartedBefore, EndReason.Crashed)]
    [InlineData(ExitCodes.Fault, EndReason.Crashed)]
    [InlineData(139, EndReason.Crashed)]
    [InlineData(137, EndReason.Crashed)]
    [InlineData(1, EndReason.StartFailed)]
    [InlineData(null, EndReason.Crashed)]
    public void Gone_ExitCode_HasItsReason(int? code, EndReason expected) =>
        Assert.Equal(expected, new EndCause(code, KilledForMemory: false, Removed: false, "").Gone.Reason);

    [Fact]
    public void Gone_KilledForMemory_IsOutOfMemory() =>
        Assert.Equal(EndReason.OutOfMemory, new EndCause(137, KilledForMemory: true, Removed: false, "").Gone.Reason);

    [Fact]
    public void Gone_ReleasedAfterAProgramRanOutOfMemory_IsReleased() =>
        Assert.Equal(EndReason.Released, new EndCause(ExitCodes.Released, KilledForMemory: true, Removed: false, "").Gone.Reason);

    [Fact]
    public void Gone_Removed_IsByTheOperator() =>
        Assert.Equal(EndReason.Operator, new EndCause(137, KilledForMemory: false, Removed: true, "").Gone.Reason);

    [Fact]
    public void Gone_FailedStart_SaysWhatBubblewrapSaid() =>
        Assert.Contains("bwrap: no", new EndCause(1, false, false, "bwrap: no").Gone.Detail);
}
