using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;
using Sandboxes.Simulation;
using static Sandboxes.SimulationTests.Scripts;

namespace Sandboxes.SimulationTests;

/// <summary>Two activations of a session or of a sandbox at once, step by step: what one has said must not be undone by what the other remembers.</summary>
public sealed class TwinTests
{
    /// <summary>The other activation reads the row before the lease is confirmed, and the confirm comes just before what it does about it.</summary>
    [Fact]
    public void Load_RowWhoseLeaseIsBeingConfirmed_LeavesItAlone() => Hold(async world =>
    {
        var opening = Reference(world.Cluster.Silos[0]).Open(ColdOpen, CancellationToken.None).AsTask();
        var row = await LoseConfirm(world);
        world.Loses = (verb, to) =>
        {
            if (verb is "end" or "confirm" && to.Kind == GrainKind.Sandbox)
            {
                Sandbox(world, row).Confirm(row.Lease, Terms);
            }

            return false;
        };

        world.Cluster.Split([world.Cluster.Silos[1]]);
        await Reference(world.Cluster.Silos[1]).Get();
        await world.Kernel.Pause(TimeSpan.FromSeconds(5));

        Assert.Equal(LatchPhase.Confirmed, Sandbox(world, row).Latch!.Phase);
        Assert.NotNull((await opening).Value);
    });

    /// <summary>A lease that nobody confirms any more, because its opener is dead, is not left to its deadline.</summary>
    [Fact]
    public void Load_RowWhoseLeaseWasNotConfirmed_EndsIt() => Hold(async world =>
    {
        _ = Reference(world.Cluster.Silos[0]).Open(ColdOpen, CancellationToken.None).AsTask();
        var row = await LoseConfirm(world);
        world.Cluster.Split([world.Cluster.Silos[1]]);

        await Reference(world.Cluster.Silos[1]).Get();
        await world.Kernel.Pause(TimeSpan.FromSeconds(5));

        Assert.Equal(EndReason.StartFailed, world.Rows.Rows[Session.ToString()].Row.Ended?.Reason);
        Assert.False(world.Node(row.Sandbox.Node).Sandboxes.ContainsKey(row.Sandbox.Name));
    });

    [Fact]
    public void Confirm_AnswerIsLost_IsAskedAboutAndNotUndone() => Hold(async world =>
    {
        SandboxId? first = null;
        world.Loses = (verb, _) =>
        {
            if (verb == "confirm" && world.Rows.Rows.TryGetValue(Session.ToString(), out var stored))
            {
                first ??= stored.Row.Sandbox;
                Sandbox(world, stored.Row).Confirm(stored.Row.Lease, Terms);
            }

            return verb == "confirm";
        };

        var opened = await Open(world.Cluster.Silos[0]);

        Assert.Equal(first, opened!.Sandbox);
    });

    /// <summary>A request that came twice bound a second sandbox, which ended unconfirmed.</summary>
    [Fact]
    public void Observe_OfAnotherSandboxUnderTheSameLease_EndsNothing() => Hold(async world =>
    {
        await Open(world.Cluster.Silos[0]);
        var row = await Stored(world);

        await Reference(world.Cluster.Silos[0]).Observe(row.Lease, row.Sandbox with { Name = "x9" }, EndReason.Unused, null);
        await world.Kernel.Pause(TimeSpan.FromSeconds(1));

        Assert.True(world.Rows.Rows[Session.ToString()].Row.IsActive);
    });

    /// <summary>The other activation opened it anew and is no more, and so is what it opened. Whoever remembers only what was before looks again.</summary>
    [Fact]
    public void Observe_OfALeaseThatAnotherActivationStored_ClosesItsRow() => Hold(async world =>
    {
        world.Loses = (verb, to) => verb == "observe" && to.Kind == GrainKind.Session;
        await Open(world.Cluster.Silos[0]);
        world.Cluster.Split([world.Cluster.Silos[1]]);
        await Reference(world.Cluster.Silos[1]).Release(EndReason.Released, null);
        await world.Kernel.Pause(TimeSpan.FromSeconds(1));
        await Open(world.Cluster.Silos[1]);
        var row = await Stored(world);
        world.Loses = null;

        await Reference(world.Cluster.Silos[0]).Observe(row.Lease, row.Sandbox, EndReason.Crashed, null);
        await world.Kernel.Pause(TimeSpan.FromSeconds(1));

        Assert.Equal(EndReason.Crashed, world.Rows.Rows[Session.ToString()].Row.Ended?.Reason);
    });

    /// <summary>Why the sandbox before has ended comes late, when the session has another one.</summary>
    [Fact]
    public void Look_AnswersAfterTheSessionWasOpenedAnew_EndsNothing() => Hold(async world =>
    {
        await Open(world.Cluster.Silos[0]);
        var first = await Stored(world);
        world.Loses = (verb, to) => verb == "observe" && to.Kind == GrainKind.Session;
        var asked = new TaskCompletionSource();
        var late = new TaskCompletionSource();
        world.Delays = (verb, _) => verb == "ended" && asked.TrySetResult() ? late.Task : null;
        Sandbox(world, first).End(EndReason.Crashed);
        world.Cluster.Split([world.Cluster.Silos[1]]);
        await Reference(world.Cluster.Silos[1]).Get();
        await asked.Task;
        // Once the node knows, the same activation is told when it asks again, and opens anew.
        await world.Kernel.Pause(TimeSpan.FromSeconds(1));
        Assert.NotNull(await Open(world.Cluster.Silos[1]));

        late.SetResult();
        await world.Kernel.Pause(TimeSpan.FromSeconds(1));

        Assert.True(world.Rows.Rows[Session.ToString()].Row is { IsActive: true } second && second.Lease != first.Lease);
    });

    /// <summary>The other activation has ended the session, and the wall clock of the one that stays says that nothing is due for a day.</summary>
    [Fact]
    public void Holds_OfASessionThatAnotherActivationEnded_IsYesForAMinuteAtMost() => Hold(async world =>
    {
        world.Loses = (verb, to) => verb is "observe" or "wiping" && to.Kind == GrainKind.Session;
        world.Cluster.Silos[0].Time.Skew = TimeSpan.FromDays(1);
        await Open(world.Cluster.Silos[0]);
        await Reference(world.Cluster.Silos[0]).Use();
        world.Cluster.Silos[0].Time.Skew = TimeSpan.Zero;
        var row = await Stored(world);
        world.Cluster.Split([world.Cluster.Silos[1]]);
        await Reference(world.Cluster.Silos[1]).Release(EndReason.Released, null);
        await world.Kernel.Pause(TimeSpan.FromSeconds(61));

        var ours = Reference(world.Cluster.Silos[0]);
        Assert.True(await ours.Holds(row.Lease));
        await world.Kernel.Pause(TimeSpan.FromSeconds(1));
        Assert.False(await ours.Holds(row.Lease));
    });

    /// <summary>The row has its deadlines as dates of the clock of the silo that wrote it.</summary>
    [Fact]
    public void Reopen_AtASiloWhoseClockIsAhead_KeepsWhatRemains() => Hold(async world =>
    {
        await Open(world.Cluster.Silos[0]);
        var row = await Stored(world);
        var before = Sandbox(world, row).Latch!.Deadline;
        world.Cluster.Silos[1].Time.Skew = TimeSpan.FromDays(1);
        world.Cluster.Split([world.Cluster.Silos[1]]);

        var again = await Open(world.Cluster.Silos[1]);

        Assert.Equal(row.Sandbox, again!.Sandbox);
        Assert.Equal(before.TotalSeconds, Sandbox(world, row).Latch!.Deadline.TotalSeconds, 1);
    });

    [Fact]
    public void Reopen_AfterTheClockJumpedOverItsDeadlines_KeepsWhatRemains() => Hold(async world =>
    {
        var first = await Open(world.Cluster.Silos[0]);
        var row = await Stored(world);
        var before = Sandbox(world, row).Latch!.Deadline;
        world.Cluster.Silos[0].Time.Skew = TimeSpan.FromDays(1);

        var again = await Open(world.Cluster.Silos[0]);

        Assert.Equal(first!.Incarnation, again!.Incarnation);
        Assert.Equal(before.TotalSeconds, Sandbox(world, row).Latch!.Deadline.TotalSeconds, 1);
    });

    /// <summary>A start that comes a second time, to another activation of the sandbox's grain, and does not succeed there.</summary>
    [Fact]
    public void Start_RepeatedElsewhereAndAbandoned_LeavesAHeldSandbox() => Hold(async world =>
    {
        await Open(world.Cluster.Silos[0]);
        var row = await Stored(world);
        world.Cluster.Split([world.Cluster.Silos[1]]);
        var twins = world.Cluster.Silos.ConvertAll(silo => silo.Factory.GetGrain<ISandboxGrain>(row.Sandbox.ToString()));
        Sandbox(world, row).IsMute = true;
        var starts = twins.ConvertAll(twin => twin.Start(world.Topology.Templates[0]).AsTask());
        await world.Kernel.Pause(TimeSpan.FromSeconds(1));
        Sandbox(world, row).IsMute = false;
        twins.ForEach(twin => _ = twin.Retire().AsTask());

        Assert.Contains(await Task.WhenAll(starts), start => !start.Started);
        Assert.Equal(LatchPhase.Confirmed, Sandbox(world, row).Latch!.Phase);
    });

    /// <summary>Its confirm is on its way, and was answered to nobody yet: who asks for its end is told that it has ended.</summary>
    [Fact]
    public void Release_WhileItsConfirmIsOnItsWay_EndsItAtOnce() => Hold(async world =>
    {
        _ = Reference(world.Cluster.Silos[0]).Open(ColdOpen, CancellationToken.None).AsTask();
        await LoseConfirm(world);

        await Reference(world.Cluster.Silos[0]).Release(EndReason.Released, null);

        Assert.Equal(EndReason.Released, world.Rows.Rows[Session.ToString()].Row.Ended?.Reason);
    });

    private static readonly LeaseTerms Terms = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(5));

    private static async Task<SessionRow> LoseConfirm(World world)
    {
        var isLost = false;
        world.Loses = (verb, _) => verb == "confirm" && !isLost && (isLost = true);
        while (!isLost)
        {
            await world.Kernel.Pause(TimeSpan.FromMicroseconds(20));
        }

        return await Stored(world);
    }

    private static async Task<SessionRow> Stored(World world)
    {
        while (!world.Rows.Rows.ContainsKey(Session.ToString()))
        {
            await world.Kernel.Pause(TimeSpan.FromMicroseconds(20));
        }

        return world.Rows.Rows[Session.ToString()].Row;
    }

    private static SimSandbox Sandbox(World world, SessionRow row) => world.Node(row.Sandbox.Node).Sandboxes[row.Sandbox.Name];
}
