namespace Sandboxes.EndToEnd;

/// <summary>Folders of one product's own: what it leaves in them is its own litter and no one else's.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sbx-e2e-");

    public Scratch(string? state)
    {
        Temporary = _folder.CreateSubdirectory("tmp").FullName;
        State = state ?? Path.Combine(_folder.FullName, "state");
        // Sandboxes' own users pass through it on their way to the agent.
        File.SetUnixFileMode(_folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    /// <summary>Its TMPDIR.</summary>
    public string Temporary { get; }

    /// <summary>Its Local:StateFolder.</summary>
    public string State { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
