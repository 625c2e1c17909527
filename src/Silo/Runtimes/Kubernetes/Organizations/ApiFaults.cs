using System.Text.Json;
using k8s;
using k8s.Autorest;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>What the API server said, for people.</summary>
internal static class ApiFaults
{
    /// <summary>The API server, or what stands before it, refused, broke off, answered too late or in no words of its own: nothing that our code did wrong.</summary>
    public static bool Is(Exception fault) => fault is HttpOperationException or HttpRequestException or KubernetesException or IOException or JsonException or OperationCanceledException;

    /// <summary>The server's own sentence where it gave one.</summary>
    public static string Sentence(Exception fault) => fault is HttpOperationException refused
        ? $"The API server answered {(int)refused.Response.StatusCode}: {Field(refused, "message") ?? refused.Response.ReasonPhrase}"
        : fault.GetBaseException().Message;

    /// <summary>The server's one word for it, AlreadyExists for example; null where it gave none.</summary>
    public static string? Reason(HttpOperationException refused) => Field(refused, "reason");

    private static string? Field(HttpOperationException refused, string name)
    {
        try
        {
            using var status = JsonDocument.Parse(refused.Response.Content ?? "");
            return status.RootElement.TryGetProperty(name, out var field) ? field.GetString() : null;
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
