using Sandboxes.Abstractions;

namespace Sandboxes.Frontend;

/// <summary>The fields of an execution: a cell or a command.</summary>
internal sealed class ExecutionBody
{
    public const int MaxTimeoutMs = 3_600_000;
    public const int DefaultTimeoutMs = 10_000;
    public const int MaxArguments = 1_024;

    public static Shape<ExecutionBody> Shape { get; } = new(
        Fields.Id<ExecutionBody>("language", (body, value) => body.Language = value, "The language of the cell; its kernel must be in the template."),
        Fields.Text<ExecutionBody>("code", (body, value) => body.Code = value, "Source of the cell. Its kernel keeps the variables."),
        Fields.OneOf<ExecutionBody, TextEncoding>("codeEncoding", (body, value) => body.CodeEncoding = value, "How the code is written. Default: utf-8."),
        Fields.Id<ExecutionBody>("context", (body, value) => body.Context = value, "The namespace of variables that the cell runs in. Default: default."),
        Collections.Texts<ExecutionBody>("command", MaxArguments, (body, value) => body.Command = value, "A program and its arguments, run as a process of its own."),
        Fields.Text<ExecutionBody>("stdin", (body, value) => body.Stdin = value, "What the process reads."),
        Fields.OneOf<ExecutionBody, TextEncoding>("stdinEncoding", (body, value) => body.StdinEncoding = value, "How stdin is written. Default: utf-8."),
        Fields.Flag<ExecutionBody>("keepStdinOpen", (body, value) => body.KeepStdinOpen = value, "Leaves the input open for POST .../stdin. Default: false."),
        Collections.Map<ExecutionBody>("env", OpenBody.MaxEnvEntries, OpenBody.MaxEnvBytes, EnvName.IsValid, (body, map) => body.Env = map, "Environment of the process, beside the session's."),
        Fields.Text<ExecutionBody>("cwd", (body, value) => body.Cwd = value, "Working directory of the process, relative to the workspace. Default: the workspace."),
        Fields.Integer<ExecutionBody>("timeoutMs", 1, MaxTimeoutMs, (body, value) => body.TimeoutMs = (int)value, "Limit on wall time. Default: 10000."),
        Fields.Part<ExecutionBody, LimitsBody>("limits", LimitsBody.Shape, () => new(), (body, value) => body.Limits = value, "Further limits. One that this machine cannot enforce is refused, never ignored."),
        Fields.Flag<ExecutionBody>("background", (body, value) => body.Background = value, "Answers 202 as soon as it is started. Default: false."));

    public string? Language { get; private set; }

    public string? Code { get; private set; }

    public TextEncoding CodeEncoding { get; private set; }

    public string Context { get; private set; } = "default";

    public string[]? Command { get; private set; }

    public string? Stdin { get; private set; }

    public TextEncoding StdinEncoding { get; private set; }

    public bool KeepStdinOpen { get; private set; }

    public IReadOnlyDictionary<string, string>? Env { get; private set; }

    public string? Cwd { get; private set; }

    public int TimeoutMs { get; private set; } = DefaultTimeoutMs;

    public LimitsBody? Limits { get; private set; }

    public bool Background { get; private set; }

    public Answer<ExecutionRequest> ToRequest()
    {
        var problem = CheckKind() ?? CheckCwd();
        if (problem is not null)
        {
            return problem;
        }

        if (!TryGetBytes(Code, CodeEncoding, out var code))
        {
            return EncodedText.NotBase64("code");
        }

        return TryGetBytes(Stdin, StdinEncoding, out var stdin) ? Request(code, stdin) : EncodedText.NotBase64("stdin");
    }

    private ExecutionRequest Request(byte[]? code, byte[]? stdin) => new()
    {
        Language = Language,
        Code = code,
        Context = Context,
        Command = Command,
        Stdin = stdin,
        KeepStdinOpen = KeepStdinOpen,
        Env = Env,
        Cwd = Cwd is "." ? null : Cwd,
        TimeoutMs = TimeoutMs,
        Limits = Limits?.ToLimits() ?? ExecutionLimits.None,
    };

    private Problem? CheckKind()
    {
        if (Command is not null)
        {
            return Code is not null || Language is not null ? Either("command") : CheckCommand(Command);
        }

        return Code is null || Language is null ? Either(Code is null ? "code" : "language") : null;
    }

    private static Problem? CheckCommand(string[] command) => command.Length > 0 && command[0].Length > 0
        ? null
        : new(ErrorTable.InvalidField, "command must name a program first.") { Field = "command" };

    private static Problem Either(string field) =>
        new(ErrorTable.InvalidField, "Give either language and code (a cell) or command (a process).") { Field = field };

    private Problem? CheckCwd() => Cwd is null or "." || WorkspacePath.Check(Cwd) is not { } reason
        ? null
        : new(ErrorTable.InvalidPath, reason) { Field = "cwd" };

    private static bool TryGetBytes(string? text, TextEncoding encoding, out byte[]? bytes)
    {
        bytes = null;
        return text is null || EncodedText.TryGetBytes(text, encoding, out bytes!);
    }
}
