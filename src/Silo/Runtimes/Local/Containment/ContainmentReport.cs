namespace Sandboxes.Silo.Runtimes.Local.Containment;

/// <summary>What is contained by what, and what is not, with the command that mends it: a pure function of the facts.</summary>
internal sealed record ContainmentReport
{
    /// <summary>Set where no sandbox can be made: a message for whoever started the program.</summary>
    public string? Refusal { get; private init; }

    /// <summary>Set where nothing isolates: for every answer.</summary>
    public string? Warning { get; private init; }

    /// <summary>What everybody must read where nothing isolates.</summary>
    public const string NothingIsolates =
        "ISOLATION=none: nothing isolates this code from the machine. For a first look on loopback, never for code that you do not trust.";

    /// <summary>A line for each thing.</summary>
    public required IReadOnlyList<string> Lines { get; init; }

    public string Text => string.Join('\n', Lines.Select(line => "  " + line));

    public static ContainmentReport Of(MachineFacts facts) => facts.Isolation is LocalIsolation.None ? WithoutIsolation(facts) : Isolated(facts);

    private static ContainmentReport Isolated(MachineFacts facts)
    {
        string[] missing = [.. NamespaceGaps.Of(facts)];
        return missing.Length > 0 ? Refused(missing) : new() { Lines = [.. Namespaces(facts), .. ResourceLines.Of(facts)] };
    }

    private static ContainmentReport Refused(string[] missing) => new()
    {
        Lines = missing,
        Refusal = "No sandbox can be made on this machine.\n" + string.Join('\n', missing.Select(line => "  " + line))
            + "\nFor a first look without any isolation, on loopback only: make run ISOLATION=none",
    };

    private static ContainmentReport WithoutIsolation(MachineFacts facts) => new()
    {
        Warning = NothingIsolates,
        Lines =
        [
            "files: NOT contained (ISOLATION=none); " + OtherUser(facts),
            "network: NOT contained (ISOLATION=none)",
            "system calls: NOT contained (ISOLATION=none)",
            "size of the workspace: NOT contained (ISOLATION=none); it is a folder on disk",
            .. ResourceLines.Of(facts),
        ],
    };

    private static string OtherUser(MachineFacts facts) => facts.Uids is { } uids
        ? $"each sandbox runs under a user of its own, {uids.First} to {uids.Last}"
        : "programs run as this user and may read and write all that it may";

    private static IEnumerable<string> Namespaces(MachineFacts facts) =>
    [
        $"files: a read-only root with /usr, and sized memory file systems for the workspace, /tmp and /dev/shm ({facts.Bubblewrap}, mount namespace)",
        "network: none (network namespace)",
        "processes of others: out of sight and reach (pid namespace)",
        facts.Uids is { } uids
            ? $"user: each sandbox under a user of its own, {uids.First} to {uids.Last}, without capabilities (user namespace)"
            : "user: without capabilities (user namespace); all sandboxes belong to this user, so start as root for a user of its own for each",
        "system calls: those that have no use in a sandbox are refused (seccomp)",
    ];
}
