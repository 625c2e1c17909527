using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>A pool of one template whose revisions change, and what each of its sandboxes was made from.</summary>
internal sealed class RolloutUnderTest
{
    private readonly int _target;
    private readonly int _maxTotal;

    public RolloutUnderTest(int target = 3, int maxTotal = 100, int surge = 2)
    {
        (_target, _maxTotal) = (target, maxTotal);
        Pool = new(new PoolLimits { YieldToLeases = TimeSpan.Zero, MaxRefilling = 8, RolloutSurge = surge, RolloutFailures = 3, TouchEvery = TimeSpan.FromDays(1) }, Spec(1));
        Fill();
    }

    public PoolUnderTest Pool { get; }

    /// <summary>What has been asked to start and has neither started nor failed.</summary>
    public List<string> Starting { get; } = [];

    public Dictionary<string, int> Revisions { get; } = [];

    public PoolView Shelf => Pool.Shelf();

    public TemplateSpec Spec(int revision) => PoolUnderTest.Template("python", _target, _maxTotal) with { Revision = revision };

    public void Follow(int served, int? coming = null, Func<TemplateSpec, TemplateSpec>? with = null)
    {
        with ??= spec => spec;
        Pool.Effects.Clear();
        Pool.Pool.Follow([new(with(Spec(served)), coming is { } revision ? with(Spec(revision)) : null)], Pool.Effects);
    }

    /// <summary>What is retired is gone at once.</summary>
    public void Tick()
    {
        Pool.Tick();
        foreach (var start in Pool.Effects.OfType<PoolEffect.Start>())
        {
            Starting.Add(start.Sandbox);
            Revisions.Add(start.Sandbox, start.Template.Revision);
        }

        BuryRetired();
    }

    public void StartOne(int index = 0)
    {
        Pool.Started(Starting[index]);
        BuryRetired();
        Starting.RemoveAt(index);
    }

    public void FailOne(int index = 0)
    {
        Pool.Failed(Starting[index], "no such image");
        BuryRetired();
        Starting.RemoveAt(index);
    }

    /// <summary>Ticks and starts until nothing more is to be started; the least that stood idle meanwhile.</summary>
    public int Fill()
    {
        var least = int.MaxValue;
        for (Tick(); Starting.Count > 0; Tick())
        {
            least = Math.Min(least, Shelf.Idle);
            StartOne();
            least = Math.Min(least, Shelf.Idle);
        }

        Tick();
        return Math.Min(least, Shelf.Idle);
    }

    /// <summary>Has creations of the coming revision fail until it is given up.</summary>
    public void FailUntilGivenUp()
    {
        for (var tries = 0; Shelf.Rollout != RolloutState.Failed; tries++)
        {
            Assert.True(tries < 10, "It is never given up.");
            Tick();
            for (var left = Starting.Count; left > 0; left--)
            {
                FailOne();
            }

            Pool.Now += TimeSpan.FromSeconds(40);
        }
    }

    private void BuryRetired()
    {
        foreach (var retired in Pool.Effects.OfType<PoolEffect.Retire>().ToList())
        {
            Pool.Pool.Gone(retired.Sandbox, Pool.Now, Pool.Effects);
        }
    }

    public LeaseDecision Lease(string lease, int minRevision = 0, int servedRevision = 0, WhenEmpty whenEmpty = WhenEmpty.Wait) =>
        Pool.Pool.Lease(PoolUnderTest.Request(lease, whenEmpty) with { MinRevision = minRevision, ServedRevision = servedRevision }, Pool.Now, Pool.Now);
}
