using System.ComponentModel.DataAnnotations;

namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>What stands between the code in a sandbox and the machine.</summary>
public enum LocalIsolation
{
    /// <summary>Namespaces, a read-only root and a filter of system calls, by bubblewrap.</summary>
    Bubblewrap,

    /// <summary>Nothing but another user id where the manager is root. For a first look on loopback.</summary>
    None,
}

/// <summary>Settings of the Local runtime, the section <c>Local</c> of the configuration.</summary>
public sealed class LocalRuntimeOptions
{
    public const string Section = "Local";

    /// <summary>Default: Bubblewrap. The environment variable ISOLATION overrides it.</summary>
    public LocalIsolation Isolation { get; set; } = LocalIsolation.Bubblewrap;

    /// <summary>The name of this machine as a node. Default: local.</summary>
    [Required, RegularExpression("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    public string NodeName { get; set; } = "local";

    /// <summary>
    /// Where sockets, the sandboxes' root folder and locks live; made where missing. Sandboxes execute from it, so no noexec mount.
    /// Default: /var/lib/sandboxes as root, else a folder in XDG_RUNTIME_DIR or in the folder for temporary files.
    /// </summary>
    public string? StateFolder { get; set; }

    /// <summary>The agent's binary. Default: artifacts/agent/sandbox-agent beneath the content root, else sandbox-agent beside the program.</summary>
    public string? AgentPath { get; set; }

    /// <summary>bubblewrap's binary. Default: bwrap on the PATH.</summary>
    public string? BubblewrapPath { get; set; }

    /// <summary>The most sandboxes at one time, 1 to 10,000. Default: one for each 48 MB of this machine's memory, 8 to 1,000.</summary>
    [Range(1, 10_000)]
    public int? Capacity { get; set; }

    /// <summary>
    /// How many times this machine's memory the limits of its sandboxes may come to: idle ones use a hundredth of theirs, and what their users take is less than all of it. 0.1 to 1,000. Default: as much as <see cref="Capacity"/>
    /// sandboxes of the default limits (512 MB, half a processor) need, so that only larger ones are fewer.
    /// </summary>
    [Range(0.1, 1_000)]
    public double? MemoryOvercommit { get; set; }

    /// <summary>The same for its processors: how many times of them the limits may come to. 0.1 to 1,000. Default: as for the memory.</summary>
    [Range(0.1, 1_000)]
    public double? CpuOvercommit { get; set; }

    /// <summary>
    /// As root, sandboxes run under user ids from here on, each under its own; a manager claims a block of as many as its capacity.
    /// 1,000 to 2,000,000,000. Default: 200,000.
    /// </summary>
    [Range(1_000, 2_000_000_000)]
    public int FirstUid { get; set; } = 200_000;

    /// <summary>The interpreter of python kernels, a path within /usr. Default: /usr/bin/python3.</summary>
    [Required]
    public string PythonPath { get; set; } = "/usr/bin/python3";

    /// <summary>The interpreter of javascript kernels, a path within /usr. Default: /usr/bin/node.</summary>
    [Required]
    public string NodePath { get; set; } = "/usr/bin/node";

    /// <summary>An idle sandbox that hears nothing for this long ends itself. 10 seconds to one day. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan IdleDeadline { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Sandboxes outlive this process: the next one of the same <see cref="NodeName"/> over the same <see cref="StateFolder"/> finds them again. Else they end with it. Needs something
    /// that remembers the sessions meanwhile, so whoever composes the program sets it where there is a database. Default: false.
    /// </summary>
    public bool Outlive { get; set; }

    /// <summary>
    /// The cluster key: lines of a version (1 to 9,999), a space and 64 hexadecimal digits. The first line's makes new sandboxes, the others are for those that exist, so that the key
    /// can be changed without losing any. Readable for its owner only. Default: where sandboxes outlive this process a file in its own folder, made at the first start; else in memory.
    /// </summary>
    public string? KeyFile { get; set; }

    /// <summary>
    /// How long the journal of an ended sandbox is kept in the folder journals of the state folder, in minutes, where sandboxes outlive this process. 0 to 10,080. Default: 0, it is
    /// removed when the reason of the end is noted.
    /// </summary>
    [Range(0, 10_080)]
    public int KeepJournalsMinutes { get; set; }
}
