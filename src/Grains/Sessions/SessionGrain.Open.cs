using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    /// <summary>Sandboxes that die between the bind and the confirm before the caller is told so.</summary>
    private const int MostAttempts = 3;

    public async ValueTask<Outcome<OpenedSession>> Open(OpenSession request, CancellationToken cancellation)
    {
        if (templates.Find(request.Template) is not { } template)
        {
            LeaveIfOver();
            return Refusals.UnknownTemplate(request.Template!, templates.Names);
        }

        await _end;
        if (SessionRules.Refuse(_row, request, template) is { } refusal)
        {
            LeaveIfOver();
            return refusal;
        }

        var answer = _row.IsActive ? await Reopen() : default;
        if (answer.Value is null && answer.Refusal is null)
        {
            answer = await OpenNew(request, template, cancellation);
        }

        LeaveIfOver();
        return answer;
    }

    /// <summary>Counts as activity, also at the agent. Nothing: the sandbox turned out to be gone, so a new one is opened.</summary>
    private async ValueTask<Outcome<OpenedSession>> Reopen()
    {
        var touched = SessionRules.Touched(_row, Now);
        var result = await Sandbox(touched.Sandbox).Renew(touched.Lease, SessionRules.Terms(touched, Now));
        if (result == LatchResult.Ok && _row.IsActive)
        {
            _row = touched;
            return new OpenedSession(_row.View(_id), false);
        }

        await Close(EndReason.Crashed, $"The sandbox did not answer to its lease: {result}.", endSandbox: true);
        return default;
    }

    private async ValueTask<Outcome<OpenedSession>> OpenNew(OpenSession request, TemplateSpec template, CancellationToken cancellation)
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _openingCancelled = cancelled;
        try
        {
            Outcome<OpenedSession> answer = default;
            for (var attempt = 0; attempt < MostAttempts && answer.Value is null && answer.Refusal is null; attempt++)
            {
                _opening = SessionRules.Begin(_row, request, template, LeaseId.New(_id), Now);
                answer = await TryOpen(_opening, cancelled.Token);
            }

            return answer.Value is null && answer.Refusal is null ? Refusals.StartFailed("The sandboxes that were bound died at once.", 1) : answer;
        }
        finally
        {
            (_opening, _openingCancelled) = (null, null);
        }
    }

    /// <summary>Leases, stores, confirms. Nothing: the sandbox died in between, so another may be tried.</summary>
    private async ValueTask<Outcome<OpenedSession>> TryOpen(Opening opening, CancellationToken cancelled)
    {
        var clock = new PhaseClock(time);
        var lease = await TryLease(opening, cancelled);
        if (lease.Value is not { } leased)
        {
            return opening.Ended is { } ended ? Refusals.Ended(ended) : lease.Refusal!;
        }

        var asked = clock.Lap();
        _row = SessionRules.Won(opening, leased, warnings.Of(leased.Sandbox.Node));
        if (!await TryStore())
        {
            return await Undo(Refusals.Storage);
        }

        var store = clock.Lap();
        var refusal = await Confirm(opening);
        if (refusal.Failed)
        {
            return new(null, refusal.Refusal);
        }

        var route = Math.Max(0, asked - leased.WaitMs - leased.BindMs);
        return Opened(new(leased.From, route, leased.WaitMs, leased.BindMs, store, clock.Lap()));
    }

    private OpenedSession Opened(Served served)
    {
        _row = SessionRules.Touched(_row with { Served = served }, Now);
        stored.State = _row;
        Meters.Opened(served);
        Arm();
        return new(_row.View(_id), true);
    }

    /// <summary>A sandbox that was bound for a caller that left is never confirmed, so it ends by itself.</summary>
    private async ValueTask<Outcome<Leased>> TryLease(Opening opening, CancellationToken cancelled)
    {
        try
        {
            return await Lease(opening, cancelled);
        }
        catch (OperationCanceledException)
        {
            return Refusals.Cancelled;
        }
    }

    private async ValueTask<Outcome<Leased>> Lease(Opening opening, CancellationToken cancelled)
    {
        var request = new LeaseRequest
        {
            Lease = opening.Lease,
            Session = _id,
            Template = opening.Template.Name,
            MinRevision = opening.Request.MinRevision ?? 0,
            WhenEmpty = opening.Request.WhenEmpty,
            Wait = TimeSpan.FromSeconds(opening.Request.WaitSeconds),
            TimeToConfirm = TimeSpan.FromSeconds(options.Value.TimeToConfirmSeconds),
        };
        var nodes = pools.Route(opening.Template.Name);
        return nodes.Count switch
        {
            0 => Refusals.NoNode,
            1 => await Pool(nodes[0]).Lease(request, cancelled),
            _ => await LeaseOfSeveral(nodes, request, cancelled),
        };
    }

    /// <summary>Asks a bounded number of nodes for what is idle; the best of them is then asked as the caller wishes.</summary>
    private async ValueTask<Outcome<Leased>> LeaseOfSeveral(IReadOnlyList<string> nodes, LeaseRequest request, CancellationToken cancelled)
    {
        foreach (var node in nodes.Take(MostNodes))
        {
            var lease = await Pool(node).Lease(request with { WhenEmpty = WhenEmpty.Fail }, cancelled);
            if (lease.Value is not null || lease.Refusal!.Code is not (RefusalCode.PoolEmpty or RefusalCode.NodeUnavailable))
            {
                return lease;
            }
        }

        return await Pool(nodes[0]).Lease(request, cancelled);
    }

    private const int MostNodes = 3;

    private INodePoolGrain Pool(string node) => GrainFactory.GetGrain<INodePoolGrain>(node);

    /// <summary>Makes the lease real and brings in what the request asked for. Failed without a refusal: the sandbox died.</summary>
    private async ValueTask<(bool Failed, Refusal? Refusal)> Confirm(Opening opening)
    {
        var result = opening.Ended is null
            ? await Sandbox(_row.Sandbox).Confirm(_row.Lease, opening.Terms, opening.Request.Env)
            : LatchResult.Ok;
        if (opening.Ended is { } ended)
        {
            return (true, (await Undo(Refusals.Ended(ended), ended.Reason)).Refusal);
        }

        if (result != LatchResult.Ok)
        {
            return (true, (await Undo(null)).Refusal);
        }

        var refusal = opening.Request.Files is { } files ? await Put(files) : null;
        return refusal is null ? (false, null) : (true, (await Undo(refusal)).Refusal);
    }

    private async ValueTask<Refusal?> Put(IReadOnlyList<SessionFile> files)
    {
        var upload = new Upload(Sandbox(_row.Sandbox), _row.Lease);
        foreach (var file in files)
        {
            if (await upload.Put(file) is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>The session was not opened after all: its sandbox is ended before the caller hears of it.</summary>
    private async ValueTask<Outcome<OpenedSession>> Undo(Refusal? refusal, EndReason reason = EndReason.StartFailed)
    {
        await Close(reason, refusal?.Detail, endSandbox: true);
        return new(null, refusal);
    }
}
