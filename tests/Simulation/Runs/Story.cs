using System.Globalization;
using System.Runtime.CompilerServices;

namespace Sandboxes.Simulation;

/// <summary>What happened, in sentences, where somebody wants to read it. Otherwise no sentence is even made.</summary>
internal sealed class Story(World world, bool tells)
{
    private readonly Dictionary<string, string> _leases = [];

    public bool Tells => tells;

    public List<string> Lines { get; } = [];

    public void Tell([InterpolatedStringHandlerArgument("")] ref Sentence sentence)
    {
        if (tells)
        {
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{world.Now:mm\\:ss\\.fff} {sentence.Text}"));
        }
    }

    /// <summary>A lease's short name: its own has chance in it.</summary>
    public string Lease(string? lease)
    {
        if (lease is null)
        {
            return "none";
        }

        if (!_leases.TryGetValue(lease, out var name))
        {
            _leases[lease] = name = $"L{_leases.Count + 1} of {lease[..lease.LastIndexOf('/')]}";
        }

        return name;
    }
}

[InterpolatedStringHandler]
internal ref struct Sentence
{
    private DefaultInterpolatedStringHandler _text;
    private readonly bool _tells;

    public Sentence(int literalLength, int formattedCount, Story story, out bool tells)
    {
        tells = _tells = story.Tells;
        _text = tells ? new(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public string Text => _tells ? _text.ToStringAndClear() : "";

    public void AppendLiteral(string text) => _text.AppendLiteral(text);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);
}
