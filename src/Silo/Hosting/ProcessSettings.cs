using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Silo.Transport;

namespace Sandboxes.Silo.Hosting;

/// <summary>What has to be known of the configuration before anything can be composed.</summary>
internal sealed record ProcessSettings(ProcessRole Role, ClusterOptions Cluster, ClusterNodeOptions Node, TlsOptions Tls)
{
    private const string LocalNode = LocalRuntimeOptions.Section + ":" + nameof(LocalRuntimeOptions.NodeName);
    private const string SimulatedNode = "Simulated:NodeName";
    private const string LocalOutlive = LocalRuntimeOptions.Section + ":Outlive";
    private const string SiloName = ClusterNodeOptions.Section + ":" + nameof(ClusterNodeOptions.Name);
    private const string Database = ClusterOptions.Section + ":" + nameof(ClusterOptions.Database);

    public bool HasSilo => Role != ProcessRole.Frontend;

    public bool HasFrontend => Role != ProcessRole.Silo;

    /// <summary>Reads them, and puts what follows from them where the parts look for it.</summary>
    /// <exception cref="StartRefusedException">Two of them contradict each other, or one is no value.</exception>
    public static ProcessSettings Read(IConfigurationManager configuration)
    {
        var role = ReadRole(configuration[ShortNames.Role]);
        if (configuration[ShortNames.Database] is { Length: > 0 } database)
        {
            configuration[Database] = database;
        }

        var cluster = configuration.GetSection(ClusterOptions.Section).Get<ClusterOptions>() ?? new();
        Check(role, cluster, configuration);
        Derive(configuration, cluster.IsStored);
        var node = configuration.GetSection(ClusterNodeOptions.Section).Get<ClusterNodeOptions>() ?? new();
        return new(role, cluster, node, configuration.GetSection(TlsOptions.Section).Get<TlsOptions>() ?? new());
    }

    private static ProcessRole ReadRole(string? text) => text?.ToLowerInvariant() switch
    {
        null or "" or "all" => ProcessRole.All,
        "silo" => ProcessRole.Silo,
        "frontend" => ProcessRole.Frontend,
        _ => throw new StartRefusedException($"{ShortNames.Role} is '{text}'; it may be all (the default), silo, frontend or provisioner."),
    };

    private static void Check(ProcessRole role, ClusterOptions cluster, IConfiguration configuration)
    {
        if (role != ProcessRole.All && !cluster.IsStored)
        {
            throw new StartRefusedException(
                $"{ShortNames.Role} is {role.ToString().ToLowerInvariant()} and {ShortNames.Database} is not set: processes find each other through the database. Set it, or leave {ShortNames.Role} at all.");
        }

        if (role != ProcessRole.Frontend && configuration[ShortNames.Runtime] == "kubernetes" && !cluster.IsStored)
        {
            throw new StartRefusedException($"{ShortNames.Runtime} is kubernetes and {ShortNames.Database} is not set: pods would outlive all that is known of their sessions. Set it.");
        }

        if (configuration.GetValue<bool>(LocalOutlive) && !cluster.IsStored)
        {
            throw new StartRefusedException($"{LocalOutlive} is true and {ShortNames.Database} is not set: the sandboxes would outlive all that is known of their sessions. Set it, or leave {LocalOutlive} out.");
        }
    }

    /// <summary>A silo is its machine's node, so both have one name; and where sessions are stored, sandboxes outlive the process.</summary>
    private static void Derive(IConfigurationManager configuration, bool isStored)
    {
        var name = NameOf(configuration) ?? ClusterNodeOptions.DefaultName(isStored);
        configuration[SiloName] = name;
        configuration[LocalNode] = name;
        configuration[SimulatedNode] = name;
        if (isStored)
        {
            configuration[LocalOutlive] ??= bool.TrueString;
        }
    }

    private static string? NameOf(IConfiguration configuration)
    {
        var runtimes = configuration[ShortNames.Runtime] == "simulated" ? SimulatedNode : LocalNode;
        var (silo, node) = (configuration[SiloName], configuration[runtimes]);
        return silo is { Length: > 0 } && node is { Length: > 0 } && silo != node
            ? throw new StartRefusedException($"{SiloName} is '{silo}' and {runtimes} is '{node}': a silo is its machine's node, so they are one name. Set {SiloName} alone.")
            : silo is { Length: > 0 } ? silo : node;
    }
}
