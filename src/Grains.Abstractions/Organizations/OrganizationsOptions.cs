using System.Text.RegularExpressions;

namespace Sandboxes.Abstractions;

/// <summary>The organizations by their names; section "Organizations", a part for each name.</summary>
public sealed partial class OrganizationsOptions
{
    public const string Section = "Organizations";

    /// <summary>The organization of the key that every installation has. It is there whether it is named or not.</summary>
    public const string Default = "default";

    /// <summary>The most that may be named: each of them may have shelves on every node.</summary>
    public const int MostOrganizations = 1_000;

    private static readonly OrganizationOptions Unnamed = new();

    public Dictionary<string, OrganizationOptions> Named { get; } = [];

    /// <summary>Whether an organization that does not say so is dedicated. Set by the runtime: true where each has a place of its own (Kubernetes). Default: false.</summary>
    public bool DedicatedByDefault { get; set; }

    /// <summary>The settings of an organization; those of one that is not named are the defaults.</summary>
    public OrganizationOptions Of(string organization) => Named.GetValueOrDefault(organization) ?? Unnamed;

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        if (Named.Count > MostOrganizations)
        {
            yield return $"{Section} names {Named.Count} organizations; at most {MostOrganizations} may be named.";
        }

        foreach (var (name, organization) in Named)
        {
            if (!NameFormat().IsMatch(name) || name == Scopes.Shared)
            {
                yield return $"{Section} names the organization '{name}'; a name is 1 to 63 of a-z, 0-9 and -, and not '{Scopes.Shared}'.";
            }

            foreach (var error in organization.ShareErrors($"{Section}:{name}"))
            {
                yield return error;
            }

            foreach (var error in organization.Quota.Errors($"{Section}:{name}:{nameof(OrganizationOptions.Quota)}"))
            {
                yield return error;
            }
        }
    }

    [GeneratedRegex(@"^[a-z0-9-]{1,63}\z")]
    private static partial Regex NameFormat();
}

/// <summary>What one organization has.</summary>
public sealed class OrganizationOptions
{
    /// <summary>
    /// Its API keys, at least 16 printable ASCII characters each; or <c>sha256:</c> and the 64 hexadecimal digits of a key's hash, so that the configuration need hold no secret. No key is of two organizations. Default: none.
    /// </summary>
    public List<string> Keys { get; set; } = [];

    /// <summary>Files with one key, or one hash, each; read at start. Default: none.</summary>
    public List<string> KeyFiles { get; set; } = [];

    /// <summary>Whether its keys may see pools, nodes, metrics and the dashboard. Default: true for the organization "default", false for others.</summary>
    public bool? Operator { get; set; }

    /// <summary>
    /// Whether it has shelves, a place and a quota of its own; else it draws from the shelves that all share. Default: true where each organization has a place of its own (Kubernetes), false elsewhere.
    /// </summary>
    public bool? Dedicated { get; set; }

    /// <summary>
    /// Where it is dedicated, the templates that are kept warm for it, as many as each template says. Of the others it has shelves with none idle: whoever waits, or asks for a cold one, has it made. Default: all.
    /// </summary>
    public List<string>? Templates { get; set; }

    /// <summary>
    /// Its share of what those that share wait for, beside the others' weights: one with 200 is served twice as often as one with 100 while callers of both wait. 1 to 1,000. Default: 100.
    /// </summary>
    public int Weight { get; set; } = 100;

    /// <summary>
    /// Idle sandboxes that are kept for it on each node, of each template that all share and of which some stand idle: the last ones are given to nobody else while it holds fewer than so many. Where the reserves
    /// of all are more than a template's minIdle, as many stand idle, as far as its maxTotal goes. Without meaning where it is dedicated. 0 to 10,000. Default: 0.
    /// </summary>
    public int Reserved { get; set; }

    /// <summary>What its sandboxes may have together, where it is dedicated and the runtime can enforce it (Kubernetes). Default: what all have.</summary>
    public OrganizationQuota Quota { get; set; } = new();

    internal IEnumerable<string> ShareErrors(string section)
    {
        if (Weight is < 1 or > 1_000)
        {
            yield return $"{section}:Weight is {Weight}; it must be 1 to 1,000.";
        }

        if (Reserved is < 0 or > 10_000)
        {
            yield return $"{section}:Reserved is {Reserved}; it must be 0 to 10,000.";
        }

        if (Reserved > 0 && Dedicated == true)
        {
            yield return $"{section}:Reserved is {Reserved} and {section}:Dedicated is true; a reserve is of what all share.";
        }
    }
}

/// <summary>A quota; nulls are what all have.</summary>
public sealed class OrganizationQuota
{
    /// <summary>Idle, starting and bound. 1 to 100,000.</summary>
    public int? Pods { get; set; }

    /// <summary>Sum of their limits, in processors. More than 0, at most 1,000,000.</summary>
    public double? Cpu { get; set; }

    /// <summary>Sum of their limits. 64 MiB to 1 PiB.</summary>
    public long? MemoryBytes { get; set; }

    internal IEnumerable<string> Errors(string section)
    {
        if (Pods is < 1 or > 100_000)
        {
            yield return $"{section}:Pods is {Pods}; it must be 1 to 100,000.";
        }

        if (Cpu is not (null or (> 0 and <= 1_000_000)))
        {
            yield return $"{section}:Cpu is {Cpu}; it must be more than 0 and at most 1,000,000.";
        }

        if (MemoryBytes is < 64L << 20 or > 1L << 50)
        {
            yield return $"{section}:MemoryBytes is {MemoryBytes}; it must be {64L << 20} to {1L << 50}.";
        }
    }
}
