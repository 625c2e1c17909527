using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>Why an operator ends a session, and whose it is.</summary>
internal sealed class ReleaseBody
{
    public static Shape<ReleaseBody> Shape { get; } = new(
        Fields.Text<ReleaseBody>("reason", (body, reason) => body.Reason = reason, "Why; the session's owner sees it as the detail of its end. Stored in the audit and in the log.", OrderBody.MostCharacters),
        Fields.Id<ReleaseBody>("organization", (body, organization) => body.Organization = organization, "Whose session it is. Default: the key's own organization."));

    public string? Reason { get; private set; }

    public string? Organization { get; private set; }

    public SessionId SessionId(HttpContext context) => new(Organization ?? context.Caller().Organization, context.Id("id"));
}
