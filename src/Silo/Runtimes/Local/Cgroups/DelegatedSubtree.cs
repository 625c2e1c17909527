using System.Globalization;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local.Cgroups;

/// <summary>
/// The cgroup that this process was started in, prepared for cgroups beneath it: version 2 has none where there are processes, so
/// all of them (ours, and the shell that started us) move into a leaf. One for each process, however many runtimes it has.
/// </summary>
internal sealed class DelegatedSubtree
{
    private const string Leaf = "sandboxes-manager";

    /// <summary>The most rounds of moving: processes may fork while they are being moved.</summary>
    private const int MostRounds = 5;

    private static readonly string[] Wanted = ["memory", "cpu", "pids"];
    private static readonly Lock Gate = new();
    private static DelegatedSubtree? _entered;

    private int _users;
    private bool _moved;

    private DelegatedSubtree(string path, IReadOnlySet<string> controllers) => (Path, Controllers) = (path, controllers);

    public string Path { get; }

    public IReadOnlySet<string> Controllers { get; }

    /// <summary>The controllers that a cgroup could give to its children.</summary>
    public static IReadOnlySet<string> Offered(string cgroup) =>
        Words(System.IO.Path.Combine(cgroup, "cgroup.controllers")).Intersect(Wanted).ToHashSet();

    /// <exception cref="SandboxFault">This user may make no cgroups here.</exception>
    public static DelegatedSubtree Enter(string own)
    {
        lock (Gate)
        {
            _entered ??= Prepare(own);
            _entered._users++;
            return _entered;
        }
    }

    public static void Enable(string cgroup, IEnumerable<string> controllers) =>
        CgroupFolder.Write(cgroup, "cgroup.subtree_control", string.Join(' ', controllers.Select(name => "+" + name)));

    /// <summary>Undoes what <see cref="Enter"/> did once nobody needs it.</summary>
    public void Leave()
    {
        lock (Gate)
        {
            if (--_users == 0)
            {
                _entered = null;
                MoveBack();
            }
        }
    }

    private static DelegatedSubtree Prepare(string own)
    {
        // A manager that was killed has left us in the leaf; others that live keep the controllers busy, so that moving back fails as it should.
        var inLeaf = System.IO.Path.GetFileName(own) == Leaf;
        var path = inLeaf ? System.IO.Path.GetDirectoryName(own)! : own;
        var subtree = new DelegatedSubtree(path, Offered(path)) { _moved = inLeaf };
        if (!subtree.TryEnable())
        {
            subtree.MoveOut();
            Enable(path, subtree.Controllers);
        }

        return subtree;
    }

    private bool TryEnable() =>
        CgroupFolder.TryWrite(Path, "cgroup.subtree_control", string.Join(' ', Controllers.Select(name => "+" + name)));

    private void MoveOut()
    {
        var leaf = System.IO.Path.Combine(Path, Leaf);
        CgroupFolder.Create(leaf);
        Move(Path, leaf);
        _moved = true;
    }

    private void MoveBack()
    {
        var leaf = System.IO.Path.Combine(Path, Leaf);
        if (_moved && CgroupFolder.TryWrite(Path, "cgroup.subtree_control", string.Join(' ', Controllers.Select(name => "-" + name))))
        {
            Move(leaf, Path);
            CgroupFolder.TryDelete(leaf);
        }
    }

    private static void Move(string from, string to)
    {
        for (var round = 0; round < MostRounds && CgroupFolder.Processes(from).ToList() is { Count: > 0 } processes; round++)
        {
            foreach (var pid in processes)
            {
                CgroupFolder.TryWrite(to, "cgroup.procs", pid.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static string[] Words(string file) => File.Exists(file) ? File.ReadAllText(file).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries) : [];
}
