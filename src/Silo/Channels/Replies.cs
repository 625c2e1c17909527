using Sandboxes.Abstractions;
using Sandboxes.Agent.Protocol;

namespace Sandboxes.Silo.Channels;

/// <summary>The agent's replies as the records of the contract.</summary>
internal static class Replies
{
    public static Outcome<T> Outcome<T>(ref WireReader reader, ReplyDecoder<T> decode) where T : class =>
        (ReplyKind)reader.U8() == ReplyKind.Value ? decode(ref reader) : Refused(RefusalReply.Decode(ref reader));

    public static Refusal Refused(RefusalReply reply) =>
        new(Code(reply.Code), reply.Detail) { Field = reply.Field, Allowed = reply.Allowed };

    public static Done Done(ref WireReader reader) => Abstractions.Done.Instance;

    public static ExecutionStarted Started(ref WireReader reader) => new(reader.Text());

    public static StdinTaken Taken(ref WireReader reader) => new(reader.I32());

    public static FileChunk Chunk(ref WireReader reader) => new(reader.Bytes().ToArray());

    public static OpenedFile Opened(ref WireReader reader) => new(reader.I32(), Entry(ref reader));

    public static FileEntry Entry(ref WireReader reader)
    {
        var entry = EntryReply.Decode(ref reader);
        return new(entry.Path, (FileKind)entry.Kind, entry.Size, entry.Mode, Time(entry.ModifiedUnixMs));
    }

    public static FileListing Listing(ref WireReader reader)
    {
        var next = reader.Text();
        var entries = new List<FileEntry>();
        for (var count = reader.I32(); count > 0 && !reader.Failed; count--)
        {
            entries.Add(Entry(ref reader));
        }

        return new(entries, next.Length == 0 ? null : next);
    }

    public static LatchResult Latch(ref WireReader reader)
    {
        reader.U8();
        return (LatchAnswer)reader.U8() switch
        {
            LatchAnswer.Ok => LatchResult.Ok,
            LatchAnswer.AlreadyBound => LatchResult.AlreadyBound,
            LatchAnswer.NotBound => LatchResult.NotBound,
            _ => LatchResult.Gone,
        };
    }

    public static string? Warmth(ref WireReader reader)
    {
        reader.U8();
        var failure = reader.Text();
        return failure.Length == 0 ? null : failure;
    }

    public static SandboxStatus Status(ref WireReader reader)
    {
        reader.U8();
        var status = StatusReply.Decode(ref reader);
        return new()
        {
            Lease = status.Lease.Length == 0 ? null : new LeaseId(status.Lease),
            Confirmed = status.Confirmed,
            Running = status.Running,
            SinceActivity = status.SinceActivity,
            Used = status.Used,
            Age = status.Age,
            Processes = status.Processes,
            Remaining = status.Remaining,
            IdleTimeout = status.IdleTimeout,
            Generation = status.Generation,
        };
    }

    public static WipeReport Wipe(ref WireReader reader)
    {
        reader.U8();
        var reply = WipeReply.Decode(ref reader);
        return new((Abstractions.WipeOutcome)reply.Outcome, [.. reply.Differences.Select(each => new Trace((Abstractions.TraceKind)each.Kind, each.Subject, each.Detail))]);
    }

    // User code sets the times of its files, to years that no calendar has.
    private static DateTimeOffset Time(long unixMs) => DateTimeOffset.FromUnixTimeMilliseconds(
        Math.Clamp(unixMs, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));

    private static RefusalCode Code(AgentRefusal code) => code switch
    {
        AgentRefusal.LeaseNotHeld => RefusalCode.SessionEnded,
        AgentRefusal.ExecutionNotFound => RefusalCode.ExecutionNotFound,
        AgentRefusal.TooManyExecutions => RefusalCode.TooManyExecutions,
        AgentRefusal.UnknownLanguage => RefusalCode.UnknownLanguage,
        AgentRefusal.LimitUnsupported => RefusalCode.LimitUnsupported,
        AgentRefusal.CommandNotFound => RefusalCode.CommandNotFound,
        AgentRefusal.CwdNotFound => RefusalCode.CwdNotFound,
        AgentRefusal.StdinClosed => RefusalCode.StdinClosed,
        AgentRefusal.ExecutionEnded => RefusalCode.ExecutionEnded,
        AgentRefusal.FileNotFound => RefusalCode.FileNotFound,
        AgentRefusal.NotAFile => RefusalCode.NotAFile,
        AgentRefusal.NotADirectory => RefusalCode.NotADirectory,
        AgentRefusal.DirectoryNotEmpty => RefusalCode.DirectoryNotEmpty,
        AgentRefusal.FileBusy => RefusalCode.FileBusy,
        AgentRefusal.WorkspaceFull => RefusalCode.WorkspaceFull,
        AgentRefusal.TooManyOpenFiles => RefusalCode.TooManyOpenFiles,
        _ => RefusalCode.PathInvalid,
    };
}
