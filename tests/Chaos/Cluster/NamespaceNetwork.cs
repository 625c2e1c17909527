using System.Globalization;

namespace Sandboxes.Chaos.Cluster;

/// <summary>
/// A network namespace for each process, on one bridge; the database stands on the bridge's own address. A packet is lost by sending it to a neighbour's address that nobody has: the
/// sender notices nothing, the other direction is not touched, and connections that exist are cut as well.
/// </summary>
internal sealed class NamespaceNetwork : INetwork
{
    public const string Database = "database";
    private const string Nobody = "02:00:00:00:de:ad";
    private const string Device = "eth0";
    private const int FirstHost = 10;

    private readonly string _run;
    private readonly byte _subnet;
    private readonly List<string> _names;

    private NamespaceNetwork(string run, IEnumerable<string> names)
    {
        (_run, _names) = (run, [.. names]);
        _subnet = byte.Parse(run[..2], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    public bool CanCut => true;

    private string Bridge => $"cx{_run}br";

    /// <param name="run">Four hexadecimal digits that no other run of this machine has.</param>
    /// <param name="names">The processes.</param>
    public static async Task<NamespaceNetwork> Make(string run, IEnumerable<string> names)
    {
        var network = new NamespaceNetwork(run, names);
        try
        {
            await network.Make();
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    public string AddressOf(string name) => name == Database
        ? Address(1)
        : Address(FirstHost + Index(name));

    public int PortFor(string name, int preferred) => preferred;

    // Not `ip netns exec`: that hides the cgroups by mounting /sys anew.
    public IReadOnlyList<string> Within(string name) => name == Database ? [] : ["nsenter", $"--net=/run/netns/{Namespace(name)}"];

    public Task Lose(string from, string to, bool lost) => lost
        ? Ip([.. In(from), "neigh", "replace", AddressOf(to), "lladdr", Nobody, "dev", DeviceOf(from), "nud", "permanent"])
        : Ip([.. In(from), "neigh", "del", AddressOf(to), "dev", DeviceOf(from)]);

    public async ValueTask DisposeAsync()
    {
        for (var index = 0; index < _names.Count; index++)
        {
            await Tool.TryRun("ip", "link", "del", Outside(index));
            await Tool.TryRun("ip", "netns", "del", Namespace(_names[index]));
        }

        await Tool.TryRun("ip", "link", "del", Bridge);
    }

    private static Task Ip(params string[] arguments) => Tool.Run("ip", arguments);

    private async Task Make()
    {
        await Ip("link", "add", Bridge, "type", "bridge");
        await Ip("addr", "add", $"{Address(1)}/24", "dev", Bridge);
        await Ip("link", "set", Bridge, "up");
        for (var index = 0; index < _names.Count; index++)
        {
            await Join(index);
        }
    }

    private async Task Join(int index)
    {
        var name = Namespace(_names[index]);
        await Ip("netns", "add", name);
        await Ip("link", "add", Outside(index), "type", "veth", "peer", "name", Device, "netns", name);
        await Ip("link", "set", Outside(index), "master", Bridge, "up");
        await Ip("-n", name, "addr", "add", $"{Address(FirstHost + index)}/24", "dev", Device);
        await Ip("-n", name, "link", "set", Device, "up");
        await Ip("-n", name, "link", "set", "lo", "up");
    }

    private string[] In(string name) => name == Database ? [] : ["-n", Namespace(name)];

    private string DeviceOf(string name) => name == Database ? Bridge : Device;

    private string Namespace(string name) => $"chaos-{_run}-{Index(name)}";

    private string Outside(int index) => $"cx{_run}v{index}";

    private string Address(int host) => $"10.213.{_subnet}.{host}";

    private int Index(string name) => _names.IndexOf(name) is var index and >= 0 ? index : throw new ArgumentException($"{name} is no process of this network.", nameof(name));
}
