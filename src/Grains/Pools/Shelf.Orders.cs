using System.Diagnostics;
using System.Runtime.InteropServices;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class Shelf
{
    /// <summary>A shelf keeps no more than this for organizations that do not wait, however many there are.</summary>
    private const int MostSpares = 4;

    private readonly Dictionary<string, int> _held = [];
    private readonly LinkedList<PooledSandbox> _starting = [];
    private IdleTarget _wanted;

    /// <summary>What operators ordered in place of what the template says.</summary>
    public ShelfOrders? Orders
    {
        get;
        set
        {
            field = value;
            Target.Ordered = (value?.MinIdle, value?.MaxIdle);
        }
    }

    public FairShares Shares { get; } = new();

    public WaitRate Rate { get; } = new();

    /// <summary>Sandboxes that each organization's leases hold.</summary>
    public IReadOnlyDictionary<string, int> Held => _held;

    /// <summary>What is kept of it, by organization.</summary>
    public IReadOnlyDictionary<string, int> Reserves { get; set; } = NoReserves;

    public static IReadOnlyDictionary<string, int> NoReserves { get; } = new Dictionary<string, int>();

    /// <summary>Idle ones that are kept for organizations with a reserve.</summary>
    public int Reserved => Reserves.Count == 0 ? 0 : ReservedCapacity.Unused(Reserves, _held);

    /// <summary>What the node has room for of what is kept. More would never be there: it would be made and retired again, and those who wait would have nothing of it.</summary>
    public int RoomForReserves { get; private set; } = int.MaxValue;

    /// <summary>How many are to be idle: what the demand asks for, and never less than what is kept, as far as the node and <c>maxTotal</c> have room: more would never be there, and what is outgoing would wait for it for ever.</summary>
    public int TargetIdle => Math.Max(Math.Min(Math.Min(Reserved, RoomForReserves), Template.MaxTotal - Bound), Target.Current.Count);

    /// <summary>What it asks for of the node's room: what is kept for organizations comes with the least that is to be idle, before what anybody's forecast asks for.</summary>
    public ShelfAsk Ask(TimeSpan now, DateTimeOffset wall, int slots)
    {
        var taken = Bound + Ending;
        _wanted = Target.Wanted(now, wall, slots, taken);
        var reserved = Math.Min(Reserved, Math.Max(0, Template.MaxTotal - taken));
        return new(Math.Max(_wanted.Count, reserved), Math.Max(Target.Least, reserved), Weight);
    }

    /// <summary>Reserves come and go between two looks at the targets, so only what there was no room for is remembered of them.</summary>
    public void Settle(ShelfAsk answered, TimeSpan now)
    {
        RoomForReserves = answered.Bound is null ? int.MaxValue : answered.Given;
        Target.Settle(answered.Bound is { } bound ? _wanted.AtMost(answered.Given, bound) : _wanted, now);
    }

    /// <summary>Whether something idle may go to the organization, where so many are kept for others than their reserves.</summary>
    public bool MayTake(string organization, int spares) => ReservedCapacity.MayTake(Idle.Count, organization, Reserves, _held, spares, RoomForReserves);

    /// <summary>
    /// While callers wait, one idle sandbox is kept for each organization that is expected and does not wait, as far as the target goes: whoever floods a shelf takes what is beyond, and others find it as warm as before.
    /// </summary>
    public int Spares(TimeSpan now) => Waiting.Count == 0 ? 0 : Math.Min(Shares.Expected(now), Math.Clamp(TargetIdle - Math.Min(Reserved, RoomForReserves), 0, MostSpares));

    /// <summary>Keeps the books of who holds what and of what is being made since when.</summary>
    public void CountHeld(PooledSandbox sandbox, int by)
    {
        if (sandbox.Phase is SandboxPhase.Binding or SandboxPhase.Bound && sandbox.Holder is { } holder)
        {
            ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_held, holder, out _);
            held += by;
            Debug.Assert(held >= 0, "An organization holds less than nothing.");
        }
        else if (sandbox.Phase == SandboxPhase.Starting && by > 0)
        {
            _starting.AddLast(sandbox.StartingNode);
        }
        else if (sandbox.Phase == SandboxPhase.Starting)
        {
            _starting.Remove(sandbox.StartingNode);
        }
    }

    /// <summary>Creations that began by then and are not done.</summary>
    public int StartingSince(TimeSpan begunBy)
    {
        var slow = 0;
        for (var oldest = _starting.First; oldest is not null && oldest.Value.Since <= begunBy; oldest = oldest.Next)
        {
            slow++;
        }

        return slow;
    }

    /// <summary>When the oldest creation began that began after then; null where none did.</summary>
    public TimeSpan? NextStartingAfter(TimeSpan begunBy)
    {
        var oldest = _starting.First;
        while (oldest is not null && oldest.Value.Since <= begunBy)
        {
            oldest = oldest.Next;
        }

        return oldest?.Value.Since;
    }
}
