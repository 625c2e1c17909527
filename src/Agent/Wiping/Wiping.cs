using Sandboxes.Agent.Protocol;

namespace Sandboxes.Agent;

/// <summary>
/// One wipe after the other: kill all, say so, clear, start the kernels afresh, and prove that everything is as on the first day. The proof does not ask what was cleared.
/// </summary>
internal sealed class Wiping : ITimed
{
    /// <summary>From the end of the lease to the proof; a sandbox that takes longer ends itself.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestCleaning = TimeSpan.FromSeconds(2);

    /// <summary>What the kernel lets go of a moment after a process's end, a file that was on its way through a socket, is looked at again.</summary>
    private const int MostLooks = 3;
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(5);

    private readonly Surroundings _around;
    private readonly int _maxUses;
    private readonly Proofs _proofs = new();
    private FirstDay? _firstDay;
    private WritableTrees? _trees;
    private List<int> _oldKernels = [];
    private List<Fact>? _network;
    private WipeSteps _leftOut;
    private Stage _stage;
    private TimeSpan _giveUp;
    private int _looks;

    public Wiping(Surroundings around, int maxUses)
    {
        (_around, _maxUses) = (around, maxUses);
        around.Loop.Add(this);
    }

    private enum Stage { None, Cleaning, Starting, Proving }

    public TimeSpan Next { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Called when a wipe was proved.</summary>
    public Action Proved { get; init; } = () => { };

    public static bool Handles(MessageType type) => type is MessageType.Wipe or MessageType.Proof;

    /// <summary>Once its kernels stand ready and before anyone is told so. Where somebody had a lease before, there is none.</summary>
    public void RememberFirstDay()
    {
        if (_maxUses > 1 && _firstDay is null && _around.Latch.IsUntouched)
        {
            (_trees, var facts) = SandboxFacts.Collect(_around, [], null);
            _firstDay = new(facts);
        }
    }

    /// <summary>False: the frame is malformed.</summary>
    public bool Handle(Channel channel, in Frame frame)
    {
        var reader = new WireReader(frame.Payload);
        var request = frame.Type == MessageType.Wipe ? WipeRequest.Decode(ref reader) : new(reader.Text(), WipeSteps.None);
        if (!reader.Complete)
        {
            return false;
        }

        if (frame.Type == MessageType.Proof)
        {
            _proofs.Await(channel, frame.Stream, request.Lease, _around.Latch.IsWiping);
            return true;
        }

        var answer = Begin(request);
        var output = channel.BeginReply(frame.Stream, ReplyKind.Value);
        output.U8((byte)answer);
        output.Finish();
        return true;
    }

    public void Forget(Channel channel, uint? stream) => _proofs.Forget(channel, stream);

    public void Expire(TimeSpan now) => Next = TimeSpan.MaxValue;

    /// <summary>After each turn: the next stage, once the one before is over.</summary>
    public void Advance()
    {
        switch (_stage)
        {
            case Stage.Cleaning:
                Clean();
                break;
            case Stage.Starting when _around.Loop.Now >= _giveUp || _around.Kernels.All(kernel => kernel.State == KernelState.Ready || kernel.Failure is not null):
                _stage = Stage.Proving;
                Prove();
                break;
            case Stage.Proving when Next == TimeSpan.MaxValue:
                Prove();
                break;
            default:
                break;
        }
    }

    private LatchAnswer Begin(WipeRequest request)
    {
        var mayBe = _around.Latch.IsWiping || (_firstDay is not null && _around.Latch.Generation < _maxUses);
        var answer = mayBe ? _around.Latch.Wipe(request.Lease, Longest) : LatchAnswer.NotBound;
        if (answer == LatchAnswer.Ok && _stage == Stage.None)
        {
            _proofs.Begin(request.Lease);
            (_leftOut, _looks, _stage, Next) = (request.LeftOut, 0, Stage.Cleaning, _around.Loop.Now);
            End();
        }

        return answer;
    }

    /// <summary>Nothing of the lease runs any more after it.</summary>
    private void End()
    {
        _oldKernels = [.. _around.Kernels.Select(kernel => kernel.Root)];
        if (Does(WipeSteps.Processes))
        {
            _around.Executions.StopAll();
        }

        if (Does(WipeSteps.Kernels))
        {
            foreach (var kernel in _around.Kernels)
            {
                kernel.Halt();
            }
        }

        new ProcessCleaning(_around, keepOthers: !Does(WipeSteps.Processes), keepKernels: !Does(WipeSteps.Kernels)).KillAll();
        _around.Executions.EndAll();
        _around.Readers.AnswerAll();
    }

    private void Clean()
    {
        if (Does(WipeSteps.Agent))
        {
            _around.Executions.Clear();
            _around.Handles.Clear();
            _around.Environment.Clear();
            InheritedState.DropSignals();
        }

        CleanIpc();
        CleanTrees();
        if (Does(WipeSteps.Kernels))
        {
            foreach (var kernel in _around.Kernels)
            {
                kernel.Resume();
            }
        }

        _network = SandboxFacts.Network(_around);
        (_stage, _giveUp) = (Stage.Starting, _around.Loop.Now + (Longest * 0.8));
        Next = _around.Kernels.Count == 0 ? _around.Loop.Now : _giveUp;
    }

    private void CleanIpc()
    {
        if (Does(WipeSteps.SystemV))
        {
            SystemVObjects.RemoveAll();
        }

        if (Does(WipeSteps.MessageQueues))
        {
            MessageQueues.RemoveAll(SandboxFacts.Mounts());
        }
    }

    private void CleanTrees()
    {
        if (Does(WipeSteps.Files))
        {
            var late = EventLoop.Clock() + LongestCleaning;
            new TreeCleaning(_trees!, () => EventLoop.Clock() >= late).Clean();
        }

        if (Does(WipeSteps.Attributes))
        {
            FolderRestoring.Restore(_trees!);
        }
    }

    private void Prove()
    {
        var differences = _firstDay!.Differences(SandboxFacts.Collect(_around, _oldKernels, _network).Facts);
        _network = null;
        if (differences.Count > 0 && ++_looks < MostLooks)
        {
            Next = EventLoop.Clock() + LookAgainAfter;
            return;
        }

        var proved = differences.Count == 0;
        (_stage, Next) = (Stage.None, _around.Loop.Now);
        if (proved)
        {
            Proved();
        }

        _around.Latch.Wiped(proved);
        _proofs.Answer(new(proved && !_around.Latch.IsWiping && _around.Latch.End is null ? WipeOutcome.Proved : WipeOutcome.NotProved, differences));
    }

    private bool Does(WipeSteps step) => (_leftOut & step) == 0;
}
