using Sandboxes.Testing;

namespace Sandboxes.Chaos.Cluster;

/// <summary>All on loopback, for whoever is not root: nothing can be cut.</summary>
internal sealed class LoopbackNetwork : INetwork
{
    private readonly Dictionary<(string, int), int> _ports = [];

    public bool CanCut => false;

    public string AddressOf(string name) => "127.0.0.1";

    public int PortFor(string name, int preferred) => _ports.TryGetValue((name, preferred), out var port) ? port : _ports[(name, preferred)] = FreePort.Next();

    public IReadOnlyList<string> Within(string name) => [];

    public Task Lose(string from, string to, bool lost) => throw new NotSupportedException("Loopback cannot be cut.");

    public ValueTask DisposeAsync() => default;
}
