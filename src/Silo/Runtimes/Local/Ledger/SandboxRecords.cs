namespace Sandboxes.Silo.Runtimes.Local.Ledger;

/// <summary>A file for each sandbox. One is replaced as a whole, so that a crash leaves the old or the new.</summary>
internal sealed class SandboxRecords
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // No sandbox's name begins with a dot.
    private const string Unfinished = ".new-";

    private readonly string _folder;

    public SandboxRecords(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder, Private);
    }

    public void Write(SandboxRecord record)
    {
        var unfinished = Path.Combine(_folder, Unfinished + record.Name);
        File.WriteAllBytes(unfinished, record.Encode());
        File.Move(unfinished, Path.Combine(_folder, record.Name), overwrite: true);
    }

    public void Remove(string name) => File.Delete(Path.Combine(_folder, name));

    /// <summary>All of them by the names of their files; null for one that cannot be read.</summary>
    public IReadOnlyDictionary<string, SandboxRecord?> ReadAll()
    {
        var records = new Dictionary<string, SandboxRecord?>();
        foreach (var file in Directory.GetFiles(_folder))
        {
            var name = Path.GetFileName(file);
            if (SandboxName.IsMatch(name))
            {
                records[name] = Read(file) is { } record && record.Name == name ? record : null;
            }
            else
            {
                File.Delete(file);
            }
        }

        return records;
    }

    private static SandboxRecord? Read(string file) =>
        new FileInfo(file).Length <= SandboxRecord.MostBytes ? SandboxRecord.Decode(File.ReadAllBytes(file)) : null;
}
