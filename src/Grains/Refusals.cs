using System.Globalization;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>Every refusal of the grains with its sentence.</summary>
internal static class Refusals
{
    public static Refusal UnknownTemplate(string name, IEnumerable<string> known) => new(RefusalCode.UnknownTemplate, $"There is no template \"{name}\".")
    {
        Field = "template",
        Allowed = [.. known],
    };

    public static Refusal RevisionNotAvailable(TemplateSpec template, int wanted) =>
        new(RefusalCode.RevisionNotAvailable, $"Template \"{template.Name}\" is at revision {template.Revision}; {wanted} is not there yet.")
        {
            Field = "minRevision",
            RetryAfterSeconds = 5,
        };

    public static Refusal PoolEmpty(string template, int retryAfter) =>
        new(RefusalCode.PoolEmpty, $"No sandbox of \"{template}\" is idle. Try again, or open with whenEmpty \"wait\" or \"cold\".")
        {
            RetryAfterSeconds = retryAfter,
        };

    public static Refusal WaitTimeout(string template, TimeSpan waited, int position, int retryAfter) =>
        new(RefusalCode.WaitTimeout, string.Create(CultureInfo.InvariantCulture, $"No sandbox of \"{template}\" came free within {waited.TotalSeconds:0.###} s. Try again later or wait longer."))
        {
            RetryAfterSeconds = retryAfter,
            Position = position,
        };

    public static Refusal QueueFull(int waiting, int retryAfter) => new(RefusalCode.QueueFull, $"{waiting} callers wait already. Try again later.")
    {
        RetryAfterSeconds = retryAfter,
        Position = waiting + 1,
    };

    public static Refusal QueueFullOfOne(string organization, int waiting, int retryAfter) =>
        new(RefusalCode.QueueFull, $"{waiting} callers of \"{organization}\" wait already, as many as of one organization may. Others' are not affected. Try again later.")
        {
            RetryAfterSeconds = retryAfter,
            Position = waiting + 1,
            Limit = waiting,
        };

    public static Refusal StartFailed(string? detail, int retryAfter) => new(RefusalCode.StartFailed, $"The sandbox could not be started: {detail ?? "no reason is known"}")
    {
        RetryAfterSeconds = retryAfter,
    };

    /// <summary>The runtime's quota of the scope is full, so nothing more can be made before something of it ends.</summary>
    public static Refusal QuotaExceeded(string? detail, int retryAfter, int? position = null) =>
        new(RefusalCode.QuotaExceeded, $"No more sandboxes may be made: the quota is full. End sessions that are done with, or try again later. {detail}".TrimEnd())
        {
            RetryAfterSeconds = retryAfter,
            Position = position,
        };

    public static Refusal Draining(string node) => new(RefusalCode.NodeUnavailable, $"Node \"{node}\" is stopping and hands out nothing any more.")
    {
        RetryAfterSeconds = 5,
    };

    public static Refusal UnknownScope(string node, string scope) =>
        new(RefusalCode.NodeUnavailable, $"The pool of node \"{node}\" was started without the organization \"{scope}\" in its settings. Try again.") { RetryAfterSeconds = 5 };

    public static Refusal TemplateChanged(string detail) => new(RefusalCode.TemplateChanged, detail);

    public static Refusal TooManyTemplates(int most) => new(RefusalCode.TooManyTemplates, $"There are {most} templates, which is as many as Templates:MaxTemplates allows. Delete one first.");

    public static Refusal TemplateRefused(string detail) => new(RefusalCode.TemplateRefused, detail);

    public static Refusal TemplateNotStored { get; } =
        new(RefusalCode.StorageUnavailable, "The template could not be stored; whether it was is unknown. Look at it, and try again.") { RetryAfterSeconds = 1 };

    public static Refusal TemplateNotThereYet(string node, string template) =>
        new(RefusalCode.NodeUnavailable, $"The pool of node \"{node}\" has not heard of template \"{template}\" yet. Try again.") { RetryAfterSeconds = 1 };

    public static Refusal NodeAway(string node) => new(RefusalCode.NodeUnavailable, $"Node \"{node}\" cannot be reached now. The session waits for it. Try again.")
    {
        RetryAfterSeconds = 1,
    };

    public static Refusal NoNode { get; } = new(RefusalCode.NodeUnavailable, "No node is there to run a sandbox on. Try again shortly.") { RetryAfterSeconds = 2 };

    public static Refusal Unlucky(string node) => new(RefusalCode.NodeUnavailable, $"The idle sandboxes of node \"{node}\" were lost or taken one after the other. Try again.")
    {
        RetryAfterSeconds = 1,
    };

    public static Refusal Cancelled { get; } = new(RefusalCode.WaitTimeout, "The caller left the queue.") { RetryAfterSeconds = 1 };

    public static Refusal ChannelLost { get; } =
        new(RefusalCode.NodeUnavailable, "The connection to the sandbox broke; whether it was done is unknown. Look before you repeat it.") { RetryAfterSeconds = 1 };

    public static Refusal Storage { get; } =
        new(RefusalCode.StorageUnavailable, "The session could not be stored, so it was not opened or changed. Try again.") { RetryAfterSeconds = 1 };

    public static Refusal Conflict(string open, string wanted) =>
        new(RefusalCode.SessionConflict, $"The session is open with template \"{open}\", not \"{wanted}\". End it first or use another id.") { Field = "template", Allowed = [open] };

    public static Refusal NotFound { get; } = new(RefusalCode.SessionNotFound, "There is no such session. Open it first.");

    public static Refusal Ended(SessionEnd end) => new(RefusalCode.SessionEnded, "The session has ended. Open it again for a new one.") { Ended = end };

    public static Refusal LifetimeTooLong(string field, int longest) => new(RefusalCode.LifetimeTooLong, $"The template allows at most {longest} s in all.")
    {
        Field = field,
        Allowed = [$"1..{longest}"],
    };
}
