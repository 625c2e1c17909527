using Sandboxes.Abstractions;
using Xunit;

namespace Sandboxes.Testing.Runtimes;

public abstract partial class SandboxRuntimeContract
{
    private static readonly TimeSpan TimeToConfirm = TimeSpan.FromSeconds(30);
    private static readonly LeaseTerms Terms = SandboxUnderTest.Terms;

    [Fact]
    public async Task Bind_TwoCallersForOneIdleSandbox_OneWins()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        await using var second = await Runtime.OpenChannel(sandbox.Id, limit.Token);

        var answers = await Task.WhenAll(
            sandbox.Channel.Bind(NewLease(), TimeToConfirm, limit.Token).AsTask(),
            second.Bind(NewLease(), TimeToConfirm, limit.Token).AsTask());

        Assert.Equal([LatchResult.Ok, LatchResult.AlreadyBound], answers.Order());
    }

    [Fact]
    public async Task Bind_SameLeaseAgain_IsOkOverAnyChannel()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = NewLease();
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Bind(lease, TimeToConfirm, limit.Token));
        await using var second = await Runtime.OpenChannel(sandbox.Id, limit.Token);
        Assert.Equal(LatchResult.Ok, await second.Bind(lease, TimeToConfirm, limit.Token));
        Assert.Equal(LatchResult.AlreadyBound, await second.Bind(NewLease(), TimeToConfirm, limit.Token));
    }

    [Fact]
    public async Task ConfirmAndRenew_ByTheLease_AreOkAndRepeatable()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Confirm(lease, Terms, null, limit.Token));
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Renew(lease, Terms, limit.Token));
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Renew(lease, Terms, limit.Token));
    }

    [Fact]
    public async Task Status_BeforeAndAfterTheLease_SaysWhoHoldsIt()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var idle = await sandbox.Channel.Status(limit.Token);
        Assert.Equal((null, false, false), (idle.Lease, idle.Confirmed, idle.Used));

        var lease = await sandbox.Hold(limit.Token);
        var held = await sandbox.Channel.Status(limit.Token);
        Assert.Equal((lease, true, false), (held.Lease, held.Confirmed, held.Used));
    }

    [Fact]
    public async Task LatchVerbs_UnderAnotherLease_AreRefused()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var other = NewLease();
        var channel = sandbox.Channel;

        Assert.Equal(LatchResult.NotBound, await channel.Confirm(other, Terms, null, limit.Token));
        Assert.Equal(LatchResult.NotBound, await channel.Renew(other, Terms, limit.Token));
        Assert.Equal(LatchResult.NotBound, await channel.End(other, limit.Token));
        Assert.Equal(lease, (await channel.Status(limit.Token)).Lease);
    }

    [Fact]
    public async Task LatchVerbs_WhileIdle_AreRefused()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        Assert.Equal(LatchResult.NotBound, await sandbox.Channel.Confirm(NewLease(), Terms, null, limit.Token));
        Assert.Equal(LatchResult.NotBound, await sandbox.Channel.Renew(NewLease(), Terms, limit.Token));
        Assert.Equal(LatchResult.NotBound, await sandbox.Channel.End(NewLease(), limit.Token));
    }

    [Fact]
    public async Task Retire_Idle_EndsTheSandbox()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Retire(limit.Token));
        await Runtime.Gone(sandbox.Id).WaitAsync(limit.Token);
    }

    [Fact]
    public async Task Retire_Bound_IsRefusedAndHarmsNothing()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        Assert.Equal(LatchResult.AlreadyBound, await sandbox.Channel.Retire(limit.Token));
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Renew(lease, Terms, limit.Token));
    }

    [Fact]
    public async Task End_ByTheLease_IsGoneAsReleased()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.End(lease, limit.Token));
        var gone = await Runtime.Gone(sandbox.Id).WaitAsync(limit.Token);
        Assert.Equal(EndReason.Released, gone.Reason);
    }

    [Fact]
    public async Task Remove_RightAfterTheLeaseEnded_IsGoneAsReleased()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        var gone = Runtime.Gone(sandbox.Id);

        Assert.Equal(LatchResult.Ok, await sandbox.Channel.End(lease, limit.Token));
        await Runtime.Remove(sandbox.Id, limit.Token);

        Assert.Equal(EndReason.Released, (await gone.WaitAsync(limit.Token)).Reason);
    }

    [Fact]
    public async Task Bind_NeverConfirmed_IsGoneAsUnused()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var timeToConfirm = TimeSpan.FromMilliseconds(200);
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Bind(NewLease(), timeToConfirm, limit.Token));
        await Elapse(timeToConfirm + TimeSpan.FromSeconds(1));
        var gone = await Runtime.Gone(sandbox.Id).WaitAsync(limit.Token);
        Assert.Equal(EndReason.Unused, gone.Reason);
    }

    [Fact]
    public async Task Confirm_ForNoTime_EndsWhatIsNotConfirmedAndNothingElse()
    {
        using var limit = Limit();
        await using var held = await Warmed(limit.Token);
        var lease = await held.Hold(limit.Token);
        Assert.Equal(LatchResult.Ok, await held.Channel.Confirm(lease, LeaseTerms.NoTime, null, limit.Token));
        Assert.Equal(LatchResult.Ok, await held.Channel.Renew(lease, Terms, limit.Token));

        await using var bound = await Warmed(limit.Token);
        lease = NewLease();
        Assert.Equal(LatchResult.Ok, await bound.Channel.Bind(lease, TimeToConfirm, limit.Token));
        Assert.Equal(LatchResult.Gone, await bound.Channel.Confirm(lease, LeaseTerms.NoTime, null, limit.Token));
        var gone = await Runtime.Gone(bound.Id).WaitAsync(limit.Token);
        Assert.Equal(EndReason.Unused, gone.Reason);
    }

    [Fact]
    public async Task Lifetime_Passed_IsGoneAsLifetime()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = NewLease();
        var lifetime = TimeSpan.FromMilliseconds(300);
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Bind(lease, TimeToConfirm, limit.Token));
        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Confirm(lease, new(lifetime, Terms.IdleTimeout), null, limit.Token));
        await Elapse(lifetime + TimeSpan.FromSeconds(1));
        var gone = await Runtime.Gone(sandbox.Id).WaitAsync(limit.Token);
        Assert.Equal(EndReason.Lifetime, gone.Reason);
    }
}
