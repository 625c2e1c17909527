using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>What a refusal of the grains is over HTTP.</summary>
internal static class Refusals
{
    public static Problem ToProblem(this Refusal refusal) => new(KindOf(refusal.Code), refusal.Detail)
    {
        Field = refusal.Field,
        Allowed = refusal.Allowed,
        QueuePosition = refusal.Position,
        EstimateSeconds = refusal.EstimateSeconds,
        Limit = refusal.Limit,
        RetryAfterSeconds = refusal.RetryAfterSeconds,
        Reason = refusal.Ended is { } ended ? Wire<EndReason>.Name(ended.Reason) : null,
    };

    public static ErrorKind KindOf(RefusalCode code) => code switch
    {
        RefusalCode.UnknownTemplate => ErrorTable.UnknownTemplate,
        RefusalCode.RevisionNotAvailable => ErrorTable.RevisionNotAvailable,
        RefusalCode.PoolEmpty => ErrorTable.PoolEmpty,
        RefusalCode.WaitTimeout => ErrorTable.WaitTimeout,
        RefusalCode.QuotaExceeded => ErrorTable.QuotaExceeded,
        RefusalCode.QueueFull => ErrorTable.QueueFull,
        RefusalCode.NodeUnavailable => ErrorTable.NodeUnavailable,
        RefusalCode.SessionConflict => ErrorTable.SessionConflict,
        RefusalCode.SessionNotFound => ErrorTable.SessionNotFound,
        RefusalCode.SessionEnded => ErrorTable.SessionEnded,
        RefusalCode.LifetimeTooLong => ErrorTable.LifetimeTooLong,
        RefusalCode.StartFailed => ErrorTable.StartFailed,
        RefusalCode.StorageUnavailable => ErrorTable.StorageUnavailable,
        RefusalCode.TemplateChanged => ErrorTable.TemplateChanged,
        RefusalCode.TooManyTemplates => ErrorTable.TooManyTemplates,
        RefusalCode.TemplateRefused => ErrorTable.TemplateRefused,
        _ => KindInSandbox(code),
    };

    private static ErrorKind KindInSandbox(RefusalCode code) => code switch
    {
        RefusalCode.ExecutionNotFound => ErrorTable.ExecutionNotFound,
        RefusalCode.TooManyExecutions => ErrorTable.TooManyExecutions,
        RefusalCode.UnknownLanguage => ErrorTable.UnknownLanguage,
        RefusalCode.LimitUnsupported => ErrorTable.LimitUnsupported,
        RefusalCode.CommandNotFound => ErrorTable.CommandNotFound,
        RefusalCode.CwdNotFound => ErrorTable.CwdNotFound,
        RefusalCode.StdinClosed => ErrorTable.StdinClosed,
        RefusalCode.ExecutionEnded => ErrorTable.ExecutionEnded,
        _ => KindOfFile(code),
    };

    private static ErrorKind KindOfFile(RefusalCode code) => code switch
    {
        RefusalCode.PathInvalid => ErrorTable.InvalidPath,
        RefusalCode.FileNotFound => ErrorTable.FileNotFound,
        RefusalCode.NotAFile => ErrorTable.NotAFile,
        RefusalCode.NotADirectory => ErrorTable.NotADirectory,
        RefusalCode.DirectoryNotEmpty => ErrorTable.DirectoryNotEmpty,
        RefusalCode.FileBusy => ErrorTable.FileBusy,
        RefusalCode.WorkspaceFull => ErrorTable.WorkspaceFull,
        RefusalCode.TooManyOpenFiles => ErrorTable.TooManyOpenFiles,
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, "No HTTP error stands for this refusal."),
    };
}
