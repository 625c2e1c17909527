using Sandboxes.Silo.Runtimes.Local.Launch;

namespace Sandboxes.Silo.Runtimes.Local.Ledger;

/// <summary>A sandbox that an earlier manager made, with its processes held.</summary>
internal sealed record Survivor(SandboxRecord Record, LaunchedProcess Launcher, LaunchedProcess Agent);
