namespace Sandboxes.Chaos.Histories;

/// <summary>What stood there a minute after the last fault.</summary>
internal sealed record FinalLook
{
    public required double At { get; init; }

    /// <summary>Sandboxes whose processes live, as <c>node/name</c>.</summary>
    public required IReadOnlyList<string> Living { get; init; }

    /// <summary>Processes of sandboxes that no journal knows, one line each.</summary>
    public required IReadOnlyList<string> Strays { get; init; }

    /// <summary>Stored sessions, ended ones too.</summary>
    public required IReadOnlyList<SessionFacts> Rows { get; init; }
    public required IReadOnlyList<PoolFacts> Pools { get; init; }
    public required IReadOnlyList<NodeFacts> Nodes { get; init; }

    /// <summary>The nodes that the cluster has.</summary>
    public required IReadOnlyList<string> ExpectedNodes { get; init; }
}

/// <summary>A shelf as <c>GET /v1/pools</c> shows it.</summary>
internal sealed record PoolFacts(string Node, string Template, int Idle, int Starting, int Bound, int Target, int Waiting, string Breaker);

/// <summary>A node as <c>GET /v1/nodes</c> shows it.</summary>
internal sealed record NodeFacts(string Node, string State);
