namespace Sandboxes.Frontend;

/// <summary>What was asked for, or the problem that stands in its way.</summary>
internal readonly record struct Answer<T>(T? Value, Problem? Problem)
{
    public static implicit operator Answer<T>(T value) => new(value, null);
    public static implicit operator Answer<T>(Problem problem) => new(default, problem);
}
