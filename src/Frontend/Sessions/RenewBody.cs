using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

internal sealed class RenewBody
{
    public static Shape<RenewBody> Shape { get; } = new(
        Fields.Integer<RenewBody>("idleTimeoutSeconds", 1, OpenBody.MaxTimeoutSeconds, (body, value) => body.IdleTimeoutSeconds = (int)value, "The new idle timeout. Default: as before."),
        Fields.Integer<RenewBody>("lifetimeSeconds", 1, OpenBody.MaxLifetimeSeconds, (body, value) => body.LifetimeSeconds = (int)value, "Seconds from now until the session ends; at most the template's maximum. Default: as before."));

    public int? IdleTimeoutSeconds { get; private set; }

    public int? LifetimeSeconds { get; private set; }

    public RenewSession ToRequest() => new(IdleTimeoutSeconds, LifetimeSeconds);
}
