using System.Globalization;

namespace Sandboxes.Bench;

/// <summary>The processes of the machine at one moment, by parent.</summary>
internal sealed class ProcessTree
{
    private readonly ILookup<int, int> _children;

    private ProcessTree(IEnumerable<(int Id, int Parent)> processes) =>
        _children = processes.ToLookup(process => process.Parent, process => process.Id);

    public static ProcessTree Read() => new(Ids().Select(id => (id, Parent(id))));

    public IEnumerable<int> Children(int id) => _children[id];

    public IEnumerable<int> Descendants(int id) => _children[id].SelectMany(child => Descendants(child).Prepend(child));

    private static IEnumerable<int> Ids() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0);

    /// <summary>0 for a process that has gone meanwhile.</summary>
    private static int Parent(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
