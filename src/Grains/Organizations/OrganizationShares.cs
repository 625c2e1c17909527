using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>What each organization may have of what all share: its weight in a queue, and what is kept for it.</summary>
public sealed class OrganizationShares(OrganizationsOptions organizations)
{
    /// <summary>All weigh the same and nothing is kept for any.</summary>
    public static OrganizationShares Equal { get; } = new(new());

    /// <summary>Idle sandboxes that are kept for an organization on each node and template that all share, where it is more than none.</summary>
    public IReadOnlyDictionary<string, int> Reserves { get; } = organizations.Named
        .Where(organization => organization.Value.Reserved > 0)
        .ToDictionary(organization => organization.Key, organization => organization.Value.Reserved);

    /// <summary>Whether there is one organization only, so that nobody has to be kept from others' places.</summary>
    public bool IsOfOne { get; } = organizations.Named.Keys.Append(OrganizationsOptions.Default).Distinct().Count() == 1;

    public int Weight(string organization) => organizations.Of(organization).Weight;
}
