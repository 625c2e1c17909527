using System.Text.Json;

namespace Sandboxes.Bench;

/// <summary>The API server's own record of who asked for what, from a moment on.</summary>
internal sealed class AuditLog
{
    private static readonly TimeSpan DeletionLimit = TimeSpan.FromMinutes(2);

    private readonly string _path;
    private readonly string _accounts;
    private readonly long _from;

    private AuditLog(string path, string systemNamespace) =>
        (_path, _accounts, _from) = (path, $"system:serviceaccount:{systemNamespace}:", new FileInfo(path).Length);

    public static AuditLog Begin(KubeUnderTest cluster) => cluster.AuditLog is { } path && File.Exists(path)
        ? new(path, cluster.SystemNamespace)
        : throw new BenchException("The API server's audit log cannot be read here, so nothing counts its requests.");

    /// <summary>What ends a pod comes after its session was released.</summary>
    public void AwaitDeletions(int count) => Waiting.Until(() => Entries().Count(entry => entry is { IsOurs: true, Verb: "delete" }) >= count, DeletionLimit, 500);

    /// <summary>Writes by our service accounts, and those by everybody else that concern pods.</summary>
    public (int Ours, int Others) Writes()
    {
        var writes = Entries().Where(entry => entry.Verb is "create" or "update" or "patch" or "delete" or "deletecollection").ToList();
        return (writes.Count(entry => entry.IsOurs), writes.Count(entry => !entry.IsOurs && entry.Resource == "pods"));
    }

    private List<Entry> Entries()
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length < _from)
        {
            throw new BenchException("The audit log was rotated in the middle of a measurement. Run it again.");
        }

        file.Position = _from;
        using var reader = new StreamReader(file);
        var entries = new List<Entry>();
        while (reader.ReadLine() is { } line)
        {
            // The last line may be half of one.
            if (line.EndsWith('}') && Read(line) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private Entry? Read(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        if (root.GetProperty("stage").GetString() != "ResponseComplete")
        {
            return null;
        }

        var resource = root.TryGetProperty("objectRef", out var about) && about.TryGetProperty("resource", out var name) ? name.GetString()! : "";
        var user = root.GetProperty("user").GetProperty("username").GetString()!;
        return new(user.StartsWith(_accounts, StringComparison.Ordinal), root.GetProperty("verb").GetString()!, resource);
    }

    private sealed record Entry(bool IsOurs, string Verb, string Resource);
}
