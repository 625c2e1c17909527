namespace Sandboxes.Agent;

/// <summary>The environment of programs: the template's, then the lease's, then the execution's.</summary>
internal sealed class ProcessEnvironment
{
    private readonly Dictionary<string, string> _template;
    private Dictionary<string, string> _variables;

    public ProcessEnvironment(IReadOnlyDictionary<string, string> template)
    {
        _template = new(template);
        _template.TryAdd("PATH", CommandPath.Default);
        _variables = new(_template);
    }

    public IReadOnlyDictionary<string, string> Variables => _variables;

    /// <summary>As it was before any lease.</summary>
    public void Clear() => (_variables, OfLease) = (new(_template), OfNothing);

    /// <summary>What the lease added, for kernels that run already.</summary>
    public IReadOnlyDictionary<string, string> OfLease { get; private set; } = new Dictionary<string, string>();

    public void Add(IReadOnlyDictionary<string, string> lease)
    {
        OfLease = lease;
        foreach (var (name, value) in lease)
        {
            _variables[name] = value;
        }
    }

    public Dictionary<string, string> With(IReadOnlyDictionary<string, string>? execution, string marker, string value)
    {
        var variables = new Dictionary<string, string>(_variables);
        foreach (var (name, own) in execution ?? OfNothing)
        {
            variables[name] = own;
        }

        variables[marker] = value;
        return variables;
    }

    public static List<string> Lines(Dictionary<string, string> variables)
    {
        var lines = new List<string>(variables.Count);
        foreach (var (name, value) in variables)
        {
            lines.Add(name + "=" + value);
        }

        return lines;
    }

    private static readonly Dictionary<string, string> OfNothing = [];
}
