using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

/// <summary>What holds after every event, whatever the order of events.</summary>
public sealed class PoolProperties
{
    private const int MaxTotal = 6;
    private const int Capacity = 8;
    private const int MaxUses = 3;
    private static readonly Resources Room = new(7 * (512L << 20), 3_000);

    [Fact]
    public void Pool_AnyEvents_GrantsNothingTwiceNorOfAnotherScopeAndKeepsItsLimits() =>
        Gen.Select(Gen.Int[0, 13], Gen.Int[0, 30]).Array[1, 120].Sample(events =>
        {
            var world = new World();
            foreach (var (kind, pick) in events)
            {
                world.Happen(kind, pick);
                world.Check();
            }

            world.AnswerEveryone();
        });

    /// <summary>Plays runtime, latches and callers to a pool, and keeps its own books.</summary>
    private sealed class World : ISandboxNames
    {
        private readonly List<PoolEffect> _effects = [];
        private readonly List<string> _starting = [];
        private readonly List<string> _ending = [];
        private readonly List<(LeaseId Lease, string Sandbox)> _binding = [];
        private readonly Dictionary<string, LeaseId> _holders = [];
        private readonly Dictionary<LeaseId, string> _waiting = [];
        private readonly List<string> _wiping = [];
        private readonly Dictionary<string, int> _uses = [];

        /// <summary>The scope that each sandbox was made for.</summary>
        private readonly Dictionary<string, string> _scopes = [];
        private readonly Pool _pool;
        private TimeSpan _now;
        private int _names;
        private int _leases;

        public World() => _pool = new(
            "n",
            [PoolUnderTest.Template("python", 3, MaxTotal) with { MaxUses = MaxUses }, PoolUnderTest.Template("bash", 2, MaxTotal) with { Limits = new() { MemoryBytes = 1L << 30, Cpus = 0.2 } }, PoolUnderTest.Template("python", 1, MaxTotal) with { Scope = "acme" }, PoolUnderTest.Template("bash", 0, MaxTotal) with { Scope = "acme" }],
            new() { Capacity = Capacity, MaxWaiting = 5, Room = Room },
            this);

        public string Next() => $"s{++_names}";

        public void Happen(int kind, int pick)
        {
            _now += TimeSpan.FromMilliseconds(pick * 40);
            switch (kind)
            {
                case 0 or 1 or 2:
                    Ask(new($"l{++_leases}"), (WhenEmpty)(pick % 3), pick % 2 == 0 ? "python" : "bash", pick % 5 < 3 ? "shared" : "acme");
                    break;
                case 3 or 4:
                    Take(_starting, pick, name => _pool.Started(name, _now, _effects));
                    break;
                case 5:
                    Take(_starting, pick, name => _pool.StartFailed(name, pick % 2 == 0 ? EndReason.Quota : EndReason.StartFailed, "no", _now, _effects));
                    break;
                case 6 or 7:
                    Answer(pick);
                    break;
                case 8 when _waiting.Count > 0:
                    Leave(_waiting.Keys.ElementAt(pick % _waiting.Count));
                    break;
                case 9:
                    Take(_ending, pick, name => _pool.Gone(name, _now, _effects));
                    break;
                case 11 when _holders.Count > 0:
                    Release(_holders.ElementAt(pick % _holders.Count));
                    break;
                case 12:
                    Take(_wiping, pick, name => _pool.Wiped(name, (WipeOutcome)(pick % 3), _now, _effects));
                    break;
                case 10 when _holders.Count > 0:
                    Die(_holders.Keys.ElementAt(pick % _holders.Count));
                    break;
                default:
                    _pool.Tick(_now, _effects);
                    break;
            }

            Settle();
        }

        public void Check()
        {
            foreach (var shelf in _pool.Describe(_now))
            {
                Assert.InRange(shelf.Idle + shelf.Starting + shelf.Bound + shelf.Wiping, 0, MaxTotal);
            }

            Assert.InRange(_pool.Count, 0, Capacity);
            Assert.InRange(_pool.Taken.MemoryBytes, 0, Room.MemoryBytes);
            Assert.InRange(_pool.Taken.CpuMillis, 0, Room.CpuMillis);
            Assert.Equal(_waiting.Count, _pool.Waiting);
            Assert.Equal(_pool.Describe(_now).Sum(shelf => shelf.Starting), _starting.Count);
        }

        /// <summary>Once their time is over nobody waits, and each was answered once.</summary>
        public void AnswerEveryone()
        {
            _now += TimeSpan.FromMinutes(2);
            _pool.Tick(_now, _effects);
            Settle();
            Assert.Empty(_waiting);
        }

        private void Ask(LeaseId lease, WhenEmpty whenEmpty, string template, string scope)
        {
            var decision = _pool.Lease(PoolUnderTest.Request(lease.Value, whenEmpty, template: template, scope: scope), _now, _now);
            if (decision.Step == LeaseStep.Wait)
            {
                _waiting.Add(lease, scope);
            }
            else if (decision.Step == LeaseStep.Bind)
            {
                Grant(lease, decision.Sandbox!, scope);
            }
        }

        private void Grant(LeaseId lease, string sandbox, string scope)
        {
            Assert.Equal(scope, _scopes[sandbox]);
            Assert.True(_holders.TryAdd(sandbox, lease), $"{sandbox} was granted to {lease} while {_holders.GetValueOrDefault(sandbox)} holds it.");
            _binding.Add((lease, sandbox));
        }

        private void Answer(int pick)
        {
            if (_binding.Count == 0)
            {
                return;
            }

            var (lease, sandbox) = _binding[pick % _binding.Count];
            _binding.RemoveAt(pick % _binding.Count);
            _pool.Bound(lease, new("o", lease.Value), sandbox, (LatchResult)(pick % 5), _effects);
        }

        private void Leave(LeaseId lease)
        {
            Assert.True(_pool.Leave(lease));
            _waiting.Remove(lease);
        }

        /// <summary>The latch does not hold it any more, and the pool hears of it.</summary>
        private void Release(KeyValuePair<string, LeaseId> held)
        {
            if (!_binding.Contains((held.Value, held.Key)))
            {
                _holders.Remove(held.Key);
                _pool.Wiping(held.Key, held.Value, _now, _effects);
            }
        }

        private void Die(string sandbox)
        {
            _holders.Remove(sandbox);
            _binding.RemoveAll(binding => binding.Sandbox == sandbox);
            _pool.Gone(sandbox, _now, _effects);
        }

        private void Settle()
        {
            foreach (var effect in _effects.ToList())
            {
                Settle(effect);
            }

            _effects.Clear();
        }

        private void Settle(PoolEffect effect)
        {
            switch (effect)
            {
                case PoolEffect.Start start:
                    _starting.Add(start.Sandbox);
                    _scopes.Add(start.Sandbox, start.Template.Scope);
                    break;
                case PoolEffect.Assign assign:
                    Assert.True(_waiting.Remove(assign.Lease, out var scope), $"{assign.Lease} was answered and did not wait.");
                    Grant(assign.Lease, assign.Decision.Sandbox!, scope);
                    break;
                case PoolEffect.Refuse refuse:
                    Assert.True(_waiting.Remove(refuse.Lease), $"{refuse.Lease} was answered and did not wait.");
                    break;
                case PoolEffect.Retire retire:
                    _ending.Add(retire.Sandbox);
                    break;
                case PoolEffect.Wipe wipe:
                    _wiping.Add(wipe.Sandbox);
                    _uses[wipe.Sandbox] = _uses.GetValueOrDefault(wipe.Sandbox) + 1;
                    Assert.InRange(_uses[wipe.Sandbox], 1, MaxUses - 1);
                    break;
                case PoolEffect.Discard discard:
                    _ending.Add(discard.Sandbox);
                    break;
                default:
                    break;
            }
        }

        private static void Take(List<string> names, int pick, Action<string> happen)
        {
            if (names.Count > 0)
            {
                var name = names[pick % names.Count];
                names.RemoveAt(pick % names.Count);
                happen(name);
            }
        }
    }
}
