using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The fields of opening a session.</summary>
internal sealed class OpenBody
{
    public const int MaxTimeoutSeconds = 86_400;

    /// <summary>No template can allow a longer lifetime than this; its own maximum is checked where the template is known.</summary>
    public const int MaxLifetimeSeconds = 30 * 86_400;
    public const int MaxWaitSeconds = 60;
    public const int MaxEnvEntries = 128;
    public const int MaxEnvBytes = 64 << 10;
    public const int MaxFiles = 64;
    public const int MaxMetadataEntries = 64;
    public const int MaxMetadataBytes = 16 << 10;

    public static Shape<OpenBody> Shape { get; } = new(
        Fields.Id<OpenBody>("template", (body, name) => body.Template = name, "What the sandbox is made from. Default: the configured one."),
        Fields.Integer<OpenBody>("idleTimeoutSeconds", 1, MaxTimeoutSeconds, (body, value) => body.IdleTimeoutSeconds = (int)value, "Silence after which the session ends. Running code counts as activity. Default: the template's."),
        Fields.Integer<OpenBody>("lifetimeSeconds", 1, MaxLifetimeSeconds, (body, value) => body.LifetimeSeconds = (int)value, "Time after which the session ends, whatever it does; at most the template's maximum. Default: the template's."),
        Fields.OneOf<OpenBody, WhenEmpty>("whenEmpty", (body, value) => body.WhenEmpty = value, "What to do when no sandbox is idle: wait for one, fail, or start one. Default: wait."),
        Fields.Number<OpenBody>("waitSeconds", 0, MaxWaitSeconds, (body, value) => body.WaitSeconds = value, "How long to wait for a sandbox. Default: 10."),
        Fields.Integer<OpenBody>("minRevision", 1, int.MaxValue, (body, value) => body.MinRevision = (int)value, "The lowest revision of the template that is accepted."),
        Collections.Map<OpenBody>("env", MaxEnvEntries, MaxEnvBytes, EnvName.IsValid, (body, map) => body.Env = map, "Environment of every program of the session."),
        Collections.Parts<OpenBody, FileBody>("files", MaxFiles, FileBody.Shape, () => new(), (body, files) => body.Files = files, "Files that are there before the session is answered."),
        Collections.Map<OpenBody>("metadata", MaxMetadataEntries, MaxMetadataBytes, name => name.Length is > 0 and <= 256, (body, map) => body.Metadata = map, "The caller's own words about the session."));

    public string? Template { get; private set; }

    public int? IdleTimeoutSeconds { get; private set; }

    public int? LifetimeSeconds { get; private set; }

    public WhenEmpty WhenEmpty { get; private set; }

    public double WaitSeconds { get; private set; } = 10;

    public int? MinRevision { get; private set; }

    public IReadOnlyDictionary<string, string>? Env { get; private set; }

    public IReadOnlyList<FileBody>? Files { get; private set; }

    public IReadOnlyDictionary<string, string>? Metadata { get; private set; }

    public Answer<OpenSession> ToRequest()
    {
        var (files, problem) = FileBody.ToFiles(Files);
        return problem is not null ? problem : new OpenSession
        {
            Template = Template,
            IdleTimeoutSeconds = IdleTimeoutSeconds,
            LifetimeSeconds = LifetimeSeconds,
            WhenEmpty = WhenEmpty,
            WaitSeconds = WaitSeconds,
            MinRevision = MinRevision,
            Env = Env,
            Files = files,
            Metadata = Metadata,
        };
    }
}
