using System.Text.Json;
using k8s.Autorest;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Organizations;

/// <summary>What the API server said, for people.</summary>
internal static class ApiFaults
{
    /// <summary>The server's own sentence where it gave one.</summary>
    public static string Sentence(Exception fault) => fault is HttpOperationException refused
        ? $"The API server answered {(int)refused.Response.StatusCode}: {Message(refused.Response.Content) ?? refused.Response.ReasonPhrase}"
        : fault.GetBaseException().Message;

    private static string? Message(string? body)
    {
        try
        {
            using var status = JsonDocument.Parse(body ?? "");
            return status.RootElement.TryGetProperty("message", out var message) ? message.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
