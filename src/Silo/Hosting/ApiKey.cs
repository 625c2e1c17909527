namespace Sandboxes.Silo.Hosting;

/// <summary>The one key of the embedded default.</summary>
internal sealed record ApiKey(string Value);
