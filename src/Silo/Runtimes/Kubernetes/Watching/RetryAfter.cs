using System.Globalization;
using k8s.Autorest;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Watching;

/// <summary>What the API server asks of whoever asks too much.</summary>
internal static class RetryAfter
{
    /// <summary>Null where it asks for nothing.</summary>
    public static TimeSpan? Of(HttpResponseMessageWrapper response) =>
        response.Headers is { } headers && headers.TryGetValue("Retry-After", out var values) && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
