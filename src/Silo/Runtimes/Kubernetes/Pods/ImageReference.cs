using System.Text.RegularExpressions;

namespace Sandboxes.Silo.Runtimes.Kubernetes.Pods;

/// <summary>Names of container images, in the form that all registries share.</summary>
internal static partial class ImageReference
{
    private const int Longest = 512;

    /// <summary>[registry[:port]/]path[:tag][@sha256:digest].</summary>
    public static bool IsValid(string image) => image.Length is > 0 and <= Longest && Reference().IsMatch(image);

    [GeneratedRegex(
        @"^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?" +
        @"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*" +
        @"(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[a-f0-9]{64})?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}
