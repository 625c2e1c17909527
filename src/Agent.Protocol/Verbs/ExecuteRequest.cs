namespace Sandboxes.Agent.Protocol;

/// <summary>A cell or a process, as it crosses the wire. Limits of -1 are not asked for.</summary>
public sealed record ExecuteRequest
{
    private const int MostIdCharacters = 64;

    public required string Lease { get; init; }

    /// <summary>Null: a process.</summary>
    public string? Language { get; init; }

    public byte[] Code { get; init; } = [];

    public string Context { get; init; } = "default";

    public IReadOnlyList<string> Command { get; init; } = [];

    public byte[] Stdin { get; init; } = [];

    public bool KeepStdinOpen { get; init; }

    public IReadOnlyDictionary<string, string>? Env { get; init; }

    public string Cwd { get; init; } = "";

    public int TimeoutMs { get; init; } = 10_000;

    public int CpuMs { get; init; } = -1;

    public long MemoryBytes { get; init; } = -1;

    public int Processes { get; init; } = -1;

    public long OutputBytes { get; init; } = 1 << 20;

    public long FileBytes { get; init; } = -1;

    /// <summary>The caller's name for it, so that a start can be repeated. Null: the agent names it.</summary>
    public string? Id { get; init; }

    /// <summary>Whether <see cref="Id"/> is none, or 1 to 64 letters, digits, dots, dashes and underscores.</summary>
    public bool HasValidId => Id is null || (Id.Length <= MostIdCharacters && Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_'));

    public void Encode(WireWriter writer)
    {
        writer.Text(Lease);
        writer.Text(Language ?? "");
        writer.Bytes(Code);
        writer.Text(Context);
        writer.Texts(Command);
        writer.Bytes(Stdin);
        writer.Bool(KeepStdinOpen);
        writer.Map(Env);
        writer.Text(Cwd);
        writer.I32(TimeoutMs);
        writer.I32(CpuMs);
        writer.I64(MemoryBytes);
        writer.I32(Processes);
        writer.I64(OutputBytes);
        writer.I64(FileBytes);
        writer.Text(Id ?? "");
    }

    public static ExecuteRequest Decode(ref WireReader reader)
    {
        var lease = reader.Text();
        var language = reader.Text();
        return new()
        {
            Lease = lease,
            Language = language.Length == 0 ? null : language,
            Code = reader.Bytes().ToArray(),
            Context = reader.Text(),
            Command = reader.Texts(),
            Stdin = reader.Bytes().ToArray(),
            KeepStdinOpen = reader.Bool(),
            Env = reader.Map(),
            Cwd = reader.Text(),
            TimeoutMs = reader.I32(),
            CpuMs = reader.I32(),
            MemoryBytes = reader.I64(),
            Processes = reader.I32(),
            OutputBytes = reader.I64(),
            FileBytes = reader.I64(),
            Id = reader.Text() is { Length: > 0 } id ? id : null,
        };
    }
}
