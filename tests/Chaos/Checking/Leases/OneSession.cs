namespace Sandboxes.Chaos.Checking.Leases;

/// <summary>By the answers: no two lives were told that they hold the same sandbox.</summary>
internal static class OneSession
{
    public static IEnumerable<Violation> Check(Dossier evidence) => evidence.Lives
        .Where(life => life.Sandbox is not null)
        .SelectMany(life => life.Sightings.Where(seen => seen.Facts.Sandbox is not null).Select(seen => (life, Seen: seen, Sandbox: $"{seen.Facts.Node}/{seen.Facts.Sandbox}")))
        .GroupBy(told => told.Sandbox)
        .Where(sandbox => sandbox.Select(told => told.life).Distinct().Count() > 1)
        .Select(sandbox => Violation.Of(
            ViolationKind.SharedSandbox,
            $"{sandbox.Key} was held by {string.Join(" and ", sandbox.Select(told => told.life).Distinct())}",
            sandbox.GroupBy(told => told.life).Select(one => one.First().Seen)));
}
