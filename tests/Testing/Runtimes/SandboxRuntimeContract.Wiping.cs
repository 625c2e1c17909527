using Sandboxes.Abstractions;
using Xunit;

namespace Sandboxes.Testing.Runtimes;

public abstract partial class SandboxRuntimeContract
{
    /// <summary>Whether a sandbox can prove that nothing is left in it. Where it cannot, no template's sandboxes are used again.</summary>
    protected virtual bool CanProve => true;

    /// <summary>One whose sandboxes are used twice.</summary>
    protected virtual TemplateSpec ReusableTemplate => Template with { MaxUses = 2 };

    [Fact]
    public async Task Wipe_OfAReusableSandbox_IsProvedAndItIsAnothers()
    {
        Assert.SkipUnless(CanProve, "Nothing is proved here.");
        using var limit = Limit();
        await using var sandbox = await SandboxUnderTest.Start(Runtime, Node, ReusableTemplate, limit.Token);
        var lease = await sandbox.Hold(limit.Token);
        Assert.Equal("hello", (await sandbox.Run(lease, new() { Command = HelloCommand }, limit.Token)).Stdout.Trim());

        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Wipe(lease, limit.Token));
        var report = await sandbox.Channel.Proof(lease, limit.Token);

        Assert.Equal((WipeOutcome.Proved, ""), (report.Outcome, string.Join("; ", report.Found)));
        var idle = await sandbox.Channel.Status(limit.Token);
        Assert.Equal((null, false, 2), (idle.Lease, idle.Used, idle.Generation));
        Assert.NotEqual(LatchResult.Ok, await sandbox.Channel.Bind(lease, TimeToConfirm, limit.Token));
        var next = await sandbox.Hold(limit.Token);
        Assert.Equal("hello", (await sandbox.Run(next, new() { Command = HelloCommand }, limit.Token)).Stdout.Trim());
        Assert.Equal(LatchResult.NotBound, await sandbox.Channel.Renew(lease, Terms, limit.Token));
        Assert.Equal(LatchResult.NotBound, await sandbox.Channel.Wipe(next, limit.Token));
    }

    [Fact]
    public async Task Wipe_WhereNothingIsUsedAgain_IsRefusedAndTheLeaseGoesOn()
    {
        using var limit = Limit();
        await using var sandbox = await Warmed(limit.Token);
        var lease = await sandbox.Hold(limit.Token);

        Assert.Equal(LatchResult.NotBound, await sandbox.Channel.Wipe(lease, limit.Token));

        Assert.Equal(LatchResult.Ok, await sandbox.Channel.Renew(lease, Terms, limit.Token));
        Assert.Equal(WipeOutcome.Unknown, (await sandbox.Channel.Proof(lease, limit.Token)).Outcome);
    }
}
