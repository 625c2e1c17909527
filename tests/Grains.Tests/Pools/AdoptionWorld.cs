using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>Sandboxes with a latch each, and sessions that hold some of the leases.</summary>
internal sealed class AdoptionWorld
{
    private const int Target = 3;

    private readonly PoolUnderTest _pool = new(new PoolLimits { YieldToLeases = TimeSpan.Zero, Capacity = 100 }, PoolUnderTest.Template("python", Target));
    private readonly Dictionary<string, LeaseId?> _latches = [];
    private readonly Dictionary<string, LeaseId> _given = [];
    private readonly List<string> _asked = [];
    private readonly List<PoolEffect.Claim> _claimed = [];
    private readonly List<string> _retiring = [];
    private readonly List<PoolEffect.End> _ending = [];
    private int _leases;

    public AdoptionWorld(int[] kinds)
    {
        for (var index = 0; index < kinds.Length; index++)
        {
            var name = kinds[index] switch { 0 => $"stray{index}", 1 => $"old{index}", _ => $"f{index}" };
            _latches[name] = kinds[index] >= 3 ? new LeaseId($"o/s{index}/1") : null;
        }

        List();
        Settle();
    }

    public void Happen(int kind, int pick)
    {
        _pool.Now += TimeSpan.FromMilliseconds(pick * 50);
        _pool.Effects.Clear();
        switch (kind)
        {
            case 0 or 1:
                Take(_asked, pick, name => _pool.Answered(name, Status(name, silent: pick % 5 == 0)));
                break;
            case 2:
                Take(_claimed, pick, claim => _pool.Pool.Claimed(claim.Sandbox, claim.Lease, Held(claim.Lease, pick), _pool.Now, _pool.Effects));
                break;
            case 3:
                Take(_retiring, pick, Retire);
                break;
            case 4:
                Take(_ending, pick, End);
                break;
            case 5:
                Lease();
                break;
            case 6:
                List();
                break;
            case 7 when _latches.Count > 0:
                Die(_latches.Keys.ElementAt(pick % _latches.Count));
                break;
            default:
                _pool.Tick();
                break;
        }

        Settle();
    }

    public void Check()
    {
        var shelf = _pool.Shelf();
        Assert.True(shelf is { Idle: >= 0, Bound: >= 0, Starting: >= 0 });
        Assert.InRange(_asked.Count, 0, Pool.MostAsking);
        Assert.InRange(_claimed.Count, 0, Pool.MostClaiming);
    }

    /// <summary>Everybody answers what is true: then each found one is on the shelf, held by a session that wants it, or gone.</summary>
    public void Finish()
    {
        for (var round = 0; round < 400; round++)
        {
            _pool.Now += TimeSpan.FromSeconds(2);
            _pool.Effects.Clear();
            _pool.Tick();
            Settle();
            Drain(_asked, name => _pool.Answered(name, Status(name, silent: false)));
            Drain(_claimed, claim => _pool.Pool.Claimed(claim.Sandbox, claim.Lease, Held(claim.Lease, 1), _pool.Now, _pool.Effects));
            Drain(_retiring, Retire);
            Drain(_ending, End);
            if (round % 5 == 0)
            {
                _pool.Effects.Clear();
                List();
                Settle();
            }
        }

        var shelf = _pool.Shelf();
        var unheld = _latches.Where(latch => latch.Value is { } lease && Held(lease, 1) == false).Select(latch => latch.Key);
        Assert.Empty(unheld);
        Assert.Equal(_latches.Count, shelf.Idle + _latches.Count(latch => latch.Value is not null));
        Assert.Equal(_latches.Count, _pool.Pool.Count);
    }

    /// <summary>Sessions of even numbers hold their leases, and so does whoever was given one by this pool.</summary>
    private bool? Held(LeaseId lease, int pick) => pick % 7 == 0
        ? null
        : _given.ContainsValue(lease) || (lease.Session is { } session && int.Parse(session.Name[1..], System.Globalization.CultureInfo.InvariantCulture) % 2 == 0);

    private SandboxStatus? Status(string name, bool silent) =>
        silent || !_latches.TryGetValue(name, out var lease) ? null : new() { Lease = lease, Confirmed = lease is not null };

    private void Lease()
    {
        var lease = new LeaseId($"o/s{1_001 + (2 * _leases++)}/1");
        var decision = _pool.Pool.Lease(PoolUnderTest.Request(lease.Value, WhenEmpty.Fail), _pool.Now, _pool.Now);
        if (decision.Step != LeaseStep.Bind)
        {
            return;
        }

        Assert.True(_latches.TryGetValue(decision.Sandbox!, out var holder), "One that is no more was given, which its latch would have said.");
        Assert.Null(holder);
        Assert.True(_given.TryAdd(decision.Sandbox!, lease), $"{decision.Sandbox} was given twice.");
        _latches[decision.Sandbox!] = lease;
        _pool.Pool.Bound(lease, lease.Session!.Value, decision.Sandbox!, LatchResult.Ok, _pool.Effects);
    }

    private void List() => _pool.Pool.Listed([.. _latches.Keys.Select(PoolUnderTest.Found)], _pool.Now, _pool.Now, _pool.Effects);

    private void Retire(string name)
    {
        if (_latches.TryGetValue(name, out var lease) && lease is not null)
        {
            _pool.Pool.FoundBound(name);
            return;
        }

        Die(name);
    }

    private void End(PoolEffect.End end)
    {
        Assert.False(_given.ContainsKey(end.Sandbox), "One that a session holds was ended.");
        Die(end.Sandbox);
    }

    private void Die(string name)
    {
        _latches.Remove(name);
        _given.Remove(name);
        _asked.Remove(name);
        _claimed.RemoveAll(claim => claim.Sandbox == name);
        _pool.Pool.Gone(name, _pool.Now, _pool.Effects);
    }

    private void Settle()
    {
        foreach (var effect in _pool.Effects.ToList())
        {
            switch (effect)
            {
                case PoolEffect.Ask ask:
                    _asked.Add(ask.Sandbox);
                    break;
                case PoolEffect.Claim claim:
                    _claimed.Add(claim);
                    break;
                case PoolEffect.Retire retire:
                    _retiring.Add(retire.Sandbox);
                    break;
                case PoolEffect.End end:
                    _ending.Add(end);
                    break;
                case PoolEffect.Start start:
                    _latches[start.Sandbox] = null;
                    _pool.Pool.Started(start.Sandbox, _pool.Now, []);
                    break;
                default:
                    break;
            }
        }
    }

    private void Drain<T>(List<T> items, Action<T> answer)
    {
        foreach (var item in items.ToList())
        {
            items.Remove(item);
            _pool.Effects.Clear();
            answer(item);
            Settle();
        }
    }

    private static void Take<T>(List<T> items, int pick, Action<T> answer)
    {
        if (items.Count > 0)
        {
            var item = items[pick % items.Count];
            items.RemoveAt(pick % items.Count);
            answer(item);
        }
    }
}
