using Sandboxes.Silo.Runtimes.Local.Cgroups;

namespace Sandboxes.Silo.Runtimes.Local.Containment;

/// <summary>What was found out about this machine by trying.</summary>
internal sealed record MachineFacts
{
    public required LocalIsolation Isolation { get; init; }

    public required bool IsRoot { get; init; }

    /// <summary>Null: not installed.</summary>
    public string? Bubblewrap { get; init; }

    /// <summary>What bubblewrap said when it was tried with the sandboxes' own arguments. Null: it worked, or was not tried.</summary>
    public string? TrialProblem { get; init; }

    /// <summary>kernel.unprivileged_userns_clone (Debian). Null: the kernel has no such switch.</summary>
    public bool? UsersMayMakeNamespaces { get; init; }

    /// <summary>user.max_user_namespaces.</summary>
    public long? MostUserNamespaces { get; init; }

    /// <summary>kernel.apparmor_restrict_unprivileged_userns (Ubuntu).</summary>
    public bool AppArmorRestricts { get; init; }

    /// <summary>The kind of container that this process is in. Null: none that shows.</summary>
    public string? Container { get; init; }

    public required CgroupFacts Cgroups { get; init; }

    /// <summary>The sandboxes' user ids as root. Null as an ordinary user.</summary>
    public (int First, int Last)? Uids { get; init; }
}
