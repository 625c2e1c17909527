using Microsoft.Win32.SafeHandles;
using Sandboxes.Agent.Protocol;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Ledger;

/// <summary>The journals that the agents of this node write, a file for each sandbox; src/Agent/README.md says what stands in them.</summary>
internal sealed class Journals
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Extension = ".log";

    private readonly string _folder;
    private readonly TimeSpan _keep;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private DateTimeOffset _purgedAt;

    public Journals(string folder, TimeSpan keep, TimeProvider time)
    {
        (_folder, _keep, _time) = (folder, keep, time);
        Directory.CreateDirectory(folder, Private);
    }

    /// <summary>The journal of a sandbox, made where missing, open for appending.</summary>
    public SafeFileHandle Open(string sandbox)
    {
        var file = Libc.OpenToAppend(PathOf(sandbox));
        return file.IsInvalid ? throw new SandboxFault($"open the journal {PathOf(sandbox)}: {Libc.LastError()}") : file;
    }

    public IReadOnlyList<JournalLine> Read(string sandbox)
    {
        var file = new FileInfo(PathOf(sandbox));
        return file.Exists && file.Length <= JournalLine.MostBytes ? JournalLine.ParseAll(File.ReadAllText(file.FullName)) : [];
    }

    /// <summary>Sandboxes whose journal does not say that they are gone.</summary>
    public IReadOnlyList<string> Unclosed() =>
        [.. Directory.GetFiles(_folder, "*" + Extension).Select(file => Path.GetFileNameWithoutExtension(file)).Where(name => SandboxName.IsMatch(name) && !IsClosed(name))];

    /// <summary>Nothing of the sandbox runs any more: says so in its journal where it is kept, and removes it where not.</summary>
    public void Close(string sandbox, string reason)
    {
        if (_keep == TimeSpan.Zero)
        {
            File.Delete(PathOf(sandbox));
            return;
        }

        if (!IsClosed(sandbox))
        {
            using var file = Open(sandbox);
            RandomAccess.Write(file, new JournalLine(_time.GetUtcNow().ToUnixTimeMilliseconds(), JournalFact.Gone, reason).Encode(), RandomAccess.GetLength(file));
        }

        Purge();
    }

    /// <summary>Removes those that have been kept for long enough; looks once in each time that they are kept for.</summary>
    public void Purge()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            if (now - _purgedAt < _keep)
            {
                return;
            }

            _purgedAt = now;
        }

        foreach (var file in new DirectoryInfo(_folder).GetFiles("*" + Extension).Where(IsOld))
        {
            if (IsClosed(Path.GetFileNameWithoutExtension(file.Name)))
            {
                file.Delete();
            }
        }
    }

    private bool IsOld(FileInfo file) => _time.GetUtcNow() - file.LastWriteTimeUtc >= _keep;

    private bool IsClosed(string sandbox) => Read(sandbox) is [.., { Fact: JournalFact.Gone }];

    private string PathOf(string sandbox) => Path.Combine(_folder, sandbox + Extension);
}
