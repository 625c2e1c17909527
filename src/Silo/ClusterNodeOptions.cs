using System.Net;

namespace Sandboxes.Silo;

/// <summary>Settings of the cluster node; section "Silo".</summary>
public sealed class ClusterNodeOptions
{
    public const string Section = "Silo";

    /// <summary>
    /// The silo's name, which is also the name of its machine as a node; stays the same over restarts, and no two silos of a cluster share it. Of the form of an id. Default: local
    /// without a database, else the machine's name.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>The IP address at which other silos and frontends reach this one. Default: 127.0.0.1.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port for other silos. 0 takes a free one. 0 to 65,535. Default: 0.</summary>
    public int SiloPort { get; set; }

    /// <summary>Port for frontends that run apart; 0: none is offered without a database, a free one with it. 0 to 65,535. Default: 0.</summary>
    public int GatewayPort { get; set; }

    /// <summary>How long a stop waits for sandboxes to end, in milliseconds. 0 to 60,000. Default: 2,500.</summary>
    public int DrainMs { get; set; } = 2_500;

    /// <summary>The name where none is given: the embedded default's node, or in a cluster the machine.</summary>
    public static string DefaultName(bool isCluster) => isCluster ? Environment.MachineName : "local";

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (!IPAddress.TryParse(Address, out _))
        {
            yield return $"Silo:Address is '{Address}'; it must be an IP address, at which the others reach this one.";
        }

        if (SiloPort is < 0 or > 65_535 || GatewayPort is < 0 or > 65_535)
        {
            yield return $"Silo:SiloPort is {SiloPort} and Silo:GatewayPort is {GatewayPort}; both must be 0 to 65,535.";
        }

        if (SiloPort != 0 && SiloPort == GatewayPort)
        {
            yield return $"Silo:SiloPort and Silo:GatewayPort are both {SiloPort}; they must differ.";
        }

        if (DrainMs is < 0 or > 60_000)
        {
            yield return $"Silo:DrainMs is {DrainMs}; it must be 0 to 60,000.";
        }
    }
}
