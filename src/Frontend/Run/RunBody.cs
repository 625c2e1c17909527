namespace Sandboxes.Frontend;

/// <summary>The fields of a session and of an execution in one. One <c>env</c> serves both, and a run is never in the background.</summary>
internal sealed class RunBody
{
    public static Shape<RunBody> Shape { get; } = new(
    [
        .. OpenBody.Shape.Within<RunBody>(body => body.Open),
        .. ExecutionBody.Shape.Within<RunBody>(body => body.Execution, "env", "background", "keepStdinOpen"),
    ]);

    public OpenBody Open { get; } = new();

    public ExecutionBody Execution { get; } = new();
}
