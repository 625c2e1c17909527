using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Channels;
using Sandboxes.Silo.Keys;
using Sandboxes.Silo.Runtimes.Local.Containment;
using Sandboxes.Silo.Runtimes.Local.Ledger;
using Sandboxes.Silo.Runtimes.Local.Life;
using Sandboxes.Silo.Runtimes.Local.Native;

namespace Sandboxes.Silo.Runtimes.Local;

/// <summary>
/// Sandboxes on this machine, by bubblewrap. They end with this process, or outlive it and are found again by the next one (<see cref="LocalRuntimeOptions.Outlive"/>).
/// <see cref="Start"/> comes before anything else.
/// </summary>
public sealed partial class LocalRuntime : ISandboxRuntime, IKeyVersion, IAsyncDisposable
{
    /// <summary>Sandboxes that are destroyed at the same time when the manager ends.</summary>
    private const int MostEndings = 16;

    /// <summary>Handshakes before a sandbox that runs counts as mute: on a machine under load a boot may outlast one.</summary>
    private const int MostHandshakes = 6;

    /// <summary>How long the end of a manager waits for sandboxes that are being made, so that the next one can account for them.</summary>
    private static readonly TimeSpan LongestLaunch = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan GraceForTheCause = TimeSpan.FromSeconds(1);

    private readonly LocalRuntimeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LocalRuntime> _logger;
    private readonly SandboxRegistry _registry;
    private Machine? _machine;
    private ContainmentReport? _report;

    public LocalRuntime(IOptions<LocalRuntimeOptions> options, TimeProvider time, ILogger<LocalRuntime> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _registry = new(_options.Capacity ?? Capacity.OfThisMachine());
    }

    public string Name => "local";

    public bool NodesAreSilos => true;

    public bool SandboxesOutlive => _options.Outlive;

    public TimeSpan LongestStart { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The version of the cluster key that new sandboxes are made with; null while the runtime does not run.</summary>
    public int? KeyVersion => _machine?.Keys.Current;

    /// <summary>Nothing isolates its sandboxes, so nobody but this machine may reach them: whoever composes the program checks that it listens on loopback only.</summary>
    public bool RequiresLoopback => _options.Isolation is LocalIsolation.None;

    /// <summary>Sweeps what a killed manager left, finds out what this machine can contain, and says it.</summary>
    /// <exception cref="SandboxRuntimeException">No sandbox can be made here; the message says what would mend it.</exception>
    public async Task Start(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_machine is not null)
        {
            return;
        }

        var machine = Prepare();
        var report = ContainmentReport.Of(await Facts(machine));
        if (report.Refusal is { } refusal)
        {
            machine.Dispose();
            throw new SandboxRuntimeException(refusal);
        }

        (_machine, _report) = (machine, report);
        Announce(report);
    }

    public ValueTask<IReadOnlyList<NodeView>> ListNodes(CancellationToken cancellation) => ValueTask.FromResult<IReadOnlyList<NodeView>>(
    [
        new NodeView
        {
            Node = _options.NodeName,
            Runtime = Name,
            State = "ready",
            Capacity = _registry.Capacity,
            Used = _registry.Count,
            Room = Capacity.Room(_registry.Capacity, _options),
            Containment = _report?.Lines ?? [],
            Warning = _report?.Warning,
        },
    ]);

    public ValueTask<IReadOnlyList<FoundSandbox>> List(string node, CancellationToken cancellation) => ValueTask.FromResult<IReadOnlyList<FoundSandbox>>(
        node == _options.NodeName
            ? [.. Running().Cgroups.Sandboxes().Where(_registry.IsUnknown).Select(name => new FoundSandbox(new(node, name), null, 0)).Concat(_registry.Live())]
            : []);

    public async ValueTask Create(SandboxId id, TemplateSpec template, CancellationToken cancellation)
    {
        var machine = Running();
        Require(id.Node == _options.NodeName, $"The node {id.Node} is not this machine, {_options.NodeName}.");
        Require(SandboxName.IsMatch(id.Name), $"The name {id.Name} of a sandbox is not one: letters, digits, dots, dashes, at most 64.");
        Require(machine.Keys.Has(id.Name), $"The name {id.Name} of a sandbox carries no version of the cluster key that is known here (s{machine.Keys.Current}-... for the present one).");
        if (_registry.Accept(id, template, machine, _time, out var sandbox))
        {
            LiveAndForget(machine, sandbox, () => sandbox.Live(template));
        }

        await sandbox.Started.WaitAsync(cancellation);
    }

    public async ValueTask Remove(SandboxId id, CancellationToken cancellation)
    {
        if (_registry.Find(id) is { } entry)
        {
            await entry.Sandbox.Kill().WaitAsync(cancellation);
            await entry.Left.WaitAsync(cancellation);
        }
        else if (_machine is { } machine && SandboxName.IsMatch(id.Name))
        {
            await machine.Cgroups.Remove(id.Name, _time);
        }
    }

    public async ValueTask<ISandboxChannel> OpenChannel(SandboxId id, CancellationToken cancellation)
    {
        var sandbox = _registry.Find(id)?.Sandbox ?? throw new SandboxRuntimeException($"There is no sandbox {id}.");
        await sandbox.Started.WaitAsync(cancellation);
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await Handshake(sandbox, cancellation);
            }
            catch (Exception fault) when (fault is SocketException or IOException or ChannelClosedException)
            {
                var gone = await EndOf(sandbox);
                if (gone is not null || tries == MostHandshakes)
                {
                    throw new SandboxRuntimeException($"The sandbox {id} does not answer: {gone?.ToString() ?? fault.Message}", fault);
                }
            }
        }
    }

    public Task<SandboxGone> Gone(SandboxId id) => _registry.Gone(id);

    /// <summary>Destroys every sandbox and all else that this runtime has made; but for sandboxes that outlive it: of those only what is being made is waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _machine, null) is { } machine)
        {
            _registry.Close();
            if (machine.Ledger is not null)
            {
                await _registry.AllStarted().WaitAsync(LongestLaunch, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                machine.Dispose();
                return;
            }

            var all = new ParallelOptions { MaxDegreeOfParallelism = MostEndings };
            await Parallel.ForEachAsync(_registry.Entries(), all, async (entry, _) =>
            {
                await entry.Sandbox.Kill();
                await entry.Left;
            });
            machine.Dispose();
        }
    }

    /// <summary>The user that a sandbox runs under outside; null where it is the manager's own.</summary>
    internal int? UidOf(SandboxId id) => _registry.Find(id)?.Sandbox.Uid;

    /// <summary>The agent's process as this machine numbers it; null while it is not known.</summary>
    internal int? AgentPidOf(SandboxId id) => _registry.Find(id)?.Sandbox.AgentPid;

    private Machine Running() => _machine ?? throw new SandboxRuntimeException("The Local runtime is not running.");

    private Machine Prepare()
    {
        try
        {
            _options.BubblewrapPath ??= MachineProbe.OnPath("bwrap");
            Require(File.Exists(_options.AgentPath), $"The agent is not there ({_options.AgentPath}). Build it: make agent");
            _ = LaunchLibrary.AdoptOrphans();
            var machine = new Machine(_options, _registry.Capacity, _time);
            TakeOver(machine);
            return machine;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SandboxRuntimeException(fault.Message, fault);
        }
    }

    private async Task<MachineFacts> Facts(Machine machine)
    {
        var facts = MachineProbe.Read(_options.Isolation, _options.BubblewrapPath, machine.Cgroups.Facts, machine.Uids);
        var isTried = _options.Isolation is LocalIsolation.Bubblewrap && facts.Bubblewrap is not null;
        return isTried ? facts with { TrialProblem = await Trial.Run(machine, _time) } : facts;
    }

    private void TakeOver(Machine machine)
    {
        if (machine.Ledger is not { } ledger)
        {
            return;
        }

        try
        {
            var inheritance = Inheritance.Take(machine, ledger);
            foreach (var (sandbox, survivor) in _registry.Inherit(inheritance, machine, _options.NodeName, _time))
            {
                LiveAndForget(machine, sandbox, () => sandbox.LiveOn(survivor));
            }

            Announce(inheritance);
        }
        catch
        {
            machine.Dispose();
            throw;
        }
    }

    private void LiveAndForget(Machine machine, LocalSandbox sandbox, Func<Task<bool>> live) => _ = Task.Run(async () =>
    {
        var cleaned = await live();
        if (cleaned && machine.Ledger is { } ledger)
        {
            Close(ledger, sandbox.Id.Name, await sandbox.Gone);
        }

        _registry.Left(sandbox, machine.Uids);
        if (!cleaned)
        {
            LogNotCleaned(sandbox.Id.Name);
        }
    });

    // Where it cannot be written now (the disk is full), the record stays, and the next manager finds that the sandbox has ended.
    private void Close(SandboxLedger ledger, string sandbox, SandboxGone gone)
    {
        try
        {
            ledger.Close(sandbox, gone);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            LogNotNoted(sandbox, fault.Message);
        }
    }

    private static async Task<Stream> Connect(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<ISandboxChannel> Handshake(LocalSandbox sandbox, CancellationToken cancellation)
    {
        var stream = await Connect(sandbox.SocketPath, cancellation);
        var channel = await AgentChannel.OpenAsync(stream, sandbox.Id.Name, Running().Keys.For(sandbox.Id.Name), _time, cancellation);
        sandbox.LearnAgent();
        return channel;
    }

    // A stream that breaks is mostly the first sign that the sandbox has ended; why comes a moment later.
    private async ValueTask<SandboxGone?> EndOf(LocalSandbox sandbox)
    {
        await Task.WhenAny(sandbox.Gone, Task.Delay(GraceForTheCause, _time));
        return sandbox.Gone.IsCompleted ? await sandbox.Gone : null;
    }

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new SandboxRuntimeException(otherwise);
        }
    }
}
