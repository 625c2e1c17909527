namespace Sandboxes.Chaos.Cluster;

/// <summary>Where the processes of the cluster stand in the network, and how they are cut off from one another.</summary>
internal interface INetwork : IAsyncDisposable
{
    bool CanCut { get; }

    /// <summary>The address of a process, or of the database.</summary>
    string AddressOf(string name);

    /// <summary>A port for something of that process that nobody else there has.</summary>
    int PortFor(string name, int preferred);

    /// <summary>The words before a command that make it run in that process's network.</summary>
    IReadOnlyList<string> Within(string name);

    /// <summary>Loses, without a word, every packet from one to the other; or ends that.</summary>
    Task Lose(string from, string to, bool lost);
}
