namespace Sandboxes.Chaos.Tests.Properties;

/// <summary>A session of the model, and what its client believes.</summary>
internal sealed class ModelSession(string name)
{
    public string Name => name;
    public long Incarnation { get; set; }
    public bool Lives { get; set; }
    public string Node { get; set; } = "";
    public double LastUsed { get; set; }

    /// <summary>What really stands in its variables and files.</summary>
    public Dictionary<string, string> Registers { get; } = [];

    /// <summary>How the last life ended.</summary>
    public (string Reason, double At)? End { get; set; }

    /// <summary>The incarnation that its client was told; null where it must open first.</summary>
    public long? Believed { get; set; }

    public string Sandbox => $"box-{name}-{Incarnation}";
    public string Lease => $"default/{name}/{Incarnation}";
}
