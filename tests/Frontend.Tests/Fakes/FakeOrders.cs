using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>What operators ordered of the nodes, and what they did.</summary>
public sealed class FakeOrders(string node) : INodeOrdersGrain, IAuditGrain
{
    private readonly List<AuditEntry> _entries = [];
    private NodeOrders _orders = new();

    public string Node { get; } = node;

    public Exception? Fault { get; set; }

    /// <summary>What was asked, in order.</summary>
    public List<string> Asked { get; } = [];

    public ValueTask<NodeOrders> Get() => new(_orders);

    public ValueTask<NodeOrders> Drain(OperatorOrder order) => Order($"drain {order.Reason} {order.By}", _orders with { Drain = _orders.Drain ?? order });

    public ValueTask<NodeOrders> Undrain() => Order("undrain", _orders with { Drain = null });

    public ValueTask<NodeOrders> Pause(string shelf, OperatorOrder order) => Order($"pause {shelf}", _orders);

    public ValueTask<NodeOrders> Resume(string shelf) => Order($"resume {shelf}", _orders);

    public ValueTask<NodeOrders> Resize(string shelf, int? minIdle, int? maxIdle) => Order($"resize {shelf} {minIdle} {maxIdle}", _orders);

    public ValueTask Note(AuditEntry entry)
    {
        _entries.Insert(0, entry with { Id = _entries.Count + 1 });
        return default;
    }

    public ValueTask<IReadOnlyList<AuditEntry>> Page(long? before, int most) => new([.. _entries.Where(entry => before is null || entry.Id < before).Take(most)]);

    private ValueTask<NodeOrders> Order(string asked, NodeOrders orders)
    {
        if (Fault is not null)
        {
            throw Fault;
        }

        Asked.Add(asked);
        return new(_orders = orders);
    }
}

public sealed partial class FakePool
{
    private static readonly string[] Names = ["s-1", "s-2", "s-3"];

    public ValueTask Obey(NodeOrders orders) => default;

    public ValueTask<WaitingPlace?> PlaceOf(LeaseId lease) => default;

    public ValueTask<IReadOnlyList<SandboxView>> Sandboxes(string? template, string? after, int most) =>
        new([.. Names.Where(name => after is null || string.CompareOrdinal(name, after) > 0).Take(most).Select(name => View(name, "idle"))]);

    public ValueTask<SandboxView?> Destroy(string sandbox, string? reason) => new(Names.Contains(sandbox) ? View(sandbox, "ending") : null);

    public ValueTask<SandboxView?> Recycle(string sandbox) => new(Names.Contains(sandbox) ? View(sandbox, "idle") with { Recycling = true } : null);

    private SandboxView View(string name, string phase) => new() { Id = new(node, name), Template = "python", Scope = "shared", Phase = phase, Age = TimeSpan.FromSeconds(3) };
}
