using System.Text.Json;

namespace Sandboxes.Kube.Tests.Manifests;

/// <summary>The product as <c>make kube-run</c> left it in the cluster, and what its accounts asked of the API server.</summary>
internal sealed class Deployed
{
    public const string System = "sandboxes-system";
    public const string Sandboxes = "sandboxes-shared";

    private readonly string _logs;

    private Deployed(string logs) => _logs = logs;

    /// <summary>Skips the test where it is not there, or where the API server's audit log cannot be read.</summary>
    public static Deployed Need()
    {
        var path = Environment.GetEnvironmentVariable("SANDBOXES_KUBE");
        Assert.SkipUnless(File.Exists(path), "the product is not in the cluster; make kube-run, then make test-kube");
        var log = File.ReadLines(path).FirstOrDefault(line => line.StartsWith("AUDIT_LOG=", StringComparison.Ordinal))?["AUDIT_LOG=".Length..];
        Assert.SkipWhen(log is null, "this cluster's audit log cannot be read");
        return new(Path.GetDirectoryName(log)!);
    }

    /// <summary>Verbs that a service account of ours used, since its namespace was made.</summary>
    /// <param name="account">Its name.</param>
    /// <param name="since">When the namespace was made, as the log writes times.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public async Task<SortedSet<string>> Used(string account, string since, CancellationToken cancellation)
    {
        var (used, user) = (new SortedSet<string>(StringComparer.Ordinal), $"system:serviceaccount:{System}:{account}");
        foreach (var file in Directory.GetFiles(_logs, "audit*.log"))
        {
            await foreach (var line in File.ReadLinesAsync(file, cancellation))
            {
                // The last line may still be written.
                if (line.Contains(user, StringComparison.Ordinal) && line.EndsWith('}') && Right(line, user, since) is { } right)
                {
                    used.Add(right);
                }
            }
        }

        return used;
    }

    private static string? Right(string line, string user, string since)
    {
        using var json = JsonDocument.Parse(line);
        var entry = json.RootElement;
        if (entry.GetProperty("user").GetProperty("username").GetString() != user || string.CompareOrdinal(entry.GetProperty("requestReceivedTimestamp").GetString(), since) < 0)
        {
            return null;
        }

        if (!entry.TryGetProperty("objectRef", out var target))
        {
            return $"{entry.GetProperty("verb").GetString()} {entry.GetProperty("requestURI").GetString()}";
        }

        var resource = Text(target, "resource") + (Text(target, "subresource") is { Length: > 0 } part ? "/" + part : "");
        return Rights.Line(entry.GetProperty("verb").GetString()!, Text(target, "apiGroup"), resource);
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
