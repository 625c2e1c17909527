namespace Sandboxes.EndToEnd;

/// <summary>How a product under test is set up.</summary>
internal sealed record ProductSettings
{
    public int IdlePython { get; init; } = 2;
    public int IdleJavaScript { get; init; }
    public int IdleBash { get; init; }

    /// <summary>Sandboxes of one template, whatever their state.</summary>
    public int MaxTotal { get; init; } = 100;

    /// <summary>Leases that one sandbox of python may be for.</summary>
    public int MaxUsesPython { get; init; } = 1;

    /// <summary>Where it keeps its state; null for a folder of its own that is removed after it.</summary>
    public string? StateFolder { get; init; }

    public IEnumerable<(string Name, string Value)> Environment(int port, string stateFolder)
    {
        yield return ("PORT", $"{port}");
        yield return ("SANDBOX_API_KEY", Product.Key);
        yield return ("Local__StateFolder", stateFolder);
        yield return ("Local__AgentPath", Checkout.Agent);
        yield return ("Templates__MinIdle__python", $"{IdlePython}");
        yield return ("Templates__MinIdle__javascript", $"{IdleJavaScript}");
        yield return ("Templates__MinIdle__bash", $"{IdleBash}");
        yield return ("Templates__MaxUses__python", $"{MaxUsesPython}");
        yield return ("Templates__MaxTotal", $"{MaxTotal}");
    }
}
