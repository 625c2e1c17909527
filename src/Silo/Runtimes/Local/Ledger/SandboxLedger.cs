using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Sandboxes.Agent.Protocol;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local.State;

namespace Sandboxes.Silo.Runtimes.Local.Ledger;

/// <summary>What is written down of sandboxes that outlive their manager: how they can be found again, who held them, and why they ended.</summary>
internal sealed class SandboxLedger(InstanceFolder instance, Journals journals)
{
    public SandboxRecords Records { get; } = new(instance.Records);

    public NotedEnds Ends { get; } = new(instance.Ends);

    /// <summary>The machine's present run.</summary>
    public string BootId { get; } = ProcessMark.ReadBootId();

    public SafeFileHandle OpenJournal(string sandbox) => journals.Open(sandbox);

    /// <summary>Sandboxes whose journal does not say that they are gone.</summary>
    public IReadOnlyList<string> UnclosedJournals() => journals.Unclosed();

    /// <summary>Removes journals of ended sandboxes that have been kept for long enough.</summary>
    public void PurgeJournals() => journals.Purge();

    /// <summary>The exit code of an agent that said why it ended; null for one that was killed.</summary>
    public int? ExitCodeOf(string sandbox) =>
        journals.Read(sandbox).LastOrDefault(line => line.Fact == JournalFact.Ended) is { Text.Length: > 0 } line && JournalWriting.EndOf(line.Text) is { } end
            ? ExitCodes.Of(end)
            : null;

    /// <summary>Nothing of it is left. The reason is noted first: a crash in between leaves a record of a sandbox that does not run, and the next manager does this again.</summary>
    public void Close(string sandbox, SandboxGone gone)
    {
        Ends.Add(sandbox, gone);
        journals.Close(sandbox, JsonNamingPolicy.KebabCaseLower.ConvertName(gone.Reason.ToString()));
        Records.Remove(sandbox);
    }
}
