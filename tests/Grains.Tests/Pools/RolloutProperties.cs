using CsCheck;
using Sandboxes.Abstractions;
using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Pools;

public sealed class RolloutProperties
{
    private const int Target = 3;
    private const int MaxTotal = 6;
    private const int Surge = 2;

    /// <summary>
    /// Whatever starts, fails, is leased and ends meanwhile, and whether rollouts are done or given up: nothing is retired that the target needs, the limits hold, nobody is given less than he demands,
    /// and once a rollout is done nothing older is handed out.
    /// </summary>
    [Fact]
    public void Rollout_AnyEvents_NeverDipsAndHandsOutNothingStaleOnceItIsDone() =>
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 20]).Array[1, 150].Sample(events =>
        {
            var world = new World();
            foreach (var (kind, pick) in events)
            {
                world.Happen(kind, pick);
            }
        });

    /// <summary>Once nothing fails any more and what was leased ends, a rollout comes to its end.</summary>
    [Fact]
    public void Rollout_WhateverHappenedBefore_IsDoneOnceCreationsSucceed() =>
        Gen.Select(Gen.Int[0, 10], Gen.Int[0, 20]).Array[1, 60].Sample(events =>
        {
            var world = new World();
            foreach (var (kind, pick) in events)
            {
                world.Happen(kind, pick);
            }

            world.FinishRollout();
        });

    private sealed class World
    {
        private readonly RolloutUnderTest _world = new(Target, MaxTotal, Surge);
        private readonly List<string> _bound = [];
        private int _served = 1;
        private int? _coming;
        private int _last = 1;
        private int _leases;

        public void Happen(int kind, int pick)
        {
            _world.Pool.Now += TimeSpan.FromMilliseconds(pick * 200);
            switch (kind)
            {
                case 0 or 1 or 2 when _world.Starting.Count > 0:
                    _world.StartOne(pick % _world.Starting.Count);
                    Collect();
                    break;
                case 3 when _world.Starting.Count > 0:
                    _world.FailOne(pick % _world.Starting.Count);
                    break;
                case 4 or 5:
                    Ask(pick % 3 == 0 ? _last : 0);
                    break;
                case 6 when _bound.Count > 0:
                    _world.Pool.Pool.Gone(_bound[pick % _bound.Count], _world.Pool.Now, _world.Pool.Effects);
                    _bound.RemoveAt(pick % _bound.Count);
                    break;
                case 7:
                    Begin();
                    break;
                case 8:
                    Decide();
                    break;
                default:
                    Tick();
                    break;
            }

            var shelf = _world.Shelf;
            Assert.InRange(shelf.Idle + shelf.Starting + shelf.Bound, 0, MaxTotal + Surge);
        }

        public void FinishRollout()
        {
            Begin();
            for (var steps = 0; _world.Shelf.Rollout != RolloutState.Done; steps++)
            {
                Assert.True(steps < 100, $"It is never done: {_world.Shelf}");
                _world.Pool.Now += TimeSpan.FromSeconds(60);
                while (_world.Starting.Count > 0)
                {
                    _world.StartOne();
                    Collect();
                }

                _bound.ForEach(name => _world.Pool.Pool.Gone(name, _world.Pool.Now, _world.Pool.Effects));
                _bound.Clear();
                Tick();
                if (_world.Shelf.Rollout == RolloutState.Failed)
                {
                    Decide();
                    Begin();
                }
            }
        }

        private void Begin()
        {
            _coming = ++_last;
            _world.Follow(_served, _coming);
        }

        private void Decide()
        {
            if (_coming is null || _world.Shelf.Rollout is null or RolloutState.Running)
            {
                return;
            }

            (_served, _coming) = (_world.Shelf.Rollout == RolloutState.Done ? _coming.Value : _served, null);
            _world.Follow(_served);
        }

        private void Ask(int minRevision)
        {
            var decision = _world.Lease($"l{++_leases}", minRevision, _served, minRevision > 0 ? WhenEmpty.Wait : WhenEmpty.Fail);
            if (decision.Sandbox is { } sandbox)
            {
                Given(sandbox, decision.Revision, minRevision);
            }
        }

        private void Given(string sandbox, int revision, int minRevision)
        {
            Assert.Equal(_world.Revisions[sandbox], revision);
            Assert.True(revision >= Math.Max(minRevision, _served), $"{sandbox} of revision {revision} was given while {_served} is served.");
            Assert.True(revision >= _world.Shelf.Revision || _world.Shelf.Rollout != RolloutState.Done, $"{sandbox} of revision {revision} was given after the rollout was done.");
            _bound.Add(sandbox);
        }

        private void Collect()
        {
            foreach (var assign in _world.Pool.Effects.OfType<PoolEffect.Assign>())
            {
                Given(assign.Decision.Sandbox!, assign.Decision.Revision, 0);
            }
        }

        private void Tick()
        {
            var before = _world.Shelf.Idle;
            _world.Tick();
            Assert.True(_world.Shelf.Idle >= Math.Min(before, _world.Shelf.Target), $"{before} were idle, {_world.Shelf.Idle} are, and {_world.Shelf.Target} are wanted.");
        }
    }
}
