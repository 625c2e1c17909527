using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

internal sealed partial class SessionGrain
{
    /// <summary>Sandboxes that die between the bind and the confirm before the caller is told so.</summary>
    private const int MostAttempts = 4;

    public async ValueTask<Outcome<OpenedSession>> Open(OpenSession request, CancellationToken cancellation)
    {
        if (templates.Find(request.Template) is not { } template)
        {
            LeaveIfOver();
            return Refusals.UnknownTemplate(request.Template!, templates.Names);
        }

        if (!await Loaded())
        {
            return Refusals.Storage;
        }

        await _end;
        if (SessionRules.Refuse(_row, request, template) is { } refusal)
        {
            LeaveIfOver();
            return refusal;
        }

        var answer = _row.IsActive ? await Reopen(request) : default;
        if (answer.Value is null && answer.Refusal is null)
        {
            answer = await OpenNew(request, template, cancellation);
        }

        LeaveIfOver();
        return answer;
    }

    /// <summary>Counts as activity, also at the agent. Nothing: the sandbox turned out to be gone, so a new one is opened.</summary>
    private async ValueTask<Outcome<OpenedSession>> Reopen(OpenSession request)
    {
        await AskIfUnsure();
        if (!_row.IsActive)
        {
            return default;
        }

        var touched = SessionRules.Touched(_row, Now);
        var result = await Hold(touched);
        if (result is null or LatchResult.Unreachable)
        {
            var refusal = await NotReached();
            return refusal.Code == RefusalCode.NodeUnavailable ? refusal : default(Outcome<OpenedSession>);
        }

        if (_row.Lease != touched.Lease)
        {
            return Refusals.Storage;
        }

        if (result == LatchResult.Ok && _row.IsActive)
        {
            _row = touched;
            return await MissingFiles(request) is { } refusal ? refusal : new OpenedSession(_row.View(_id), _row.Lease.IsOf(request.Request));
        }

        await CloseRefused(touched, result.Value);
        return default;
    }

    /// <summary>An open whose silo ended between its confirm and its answer may have left out files; the row then says nothing of how it was served.</summary>
    private async ValueTask<Refusal?> MissingFiles(OpenSession request)
    {
        if (request.Files is not { } files || _row.Served is not null)
        {
            return null;
        }

        var refusal = await Put(files);
        return refusal is null ? null : SessionRules.Unusable(_row) ?? refusal;
    }

    private async ValueTask<Outcome<OpenedSession>> OpenNew(OpenSession request, TemplateSpec template, CancellationToken cancellation)
    {
        await _end;
        if (!await TakesRows())
        {
            return Refusals.Storage;
        }

        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _openingCancelled = cancelled;
        var nodes = _search = new NodeSearch(pools, request, time);
        try
        {
            Outcome<OpenedSession> answer = default;
            for (var attempt = 0; attempt < MostAttempts && answer.Value is null && answer.Refusal is null; attempt++)
            {
                _opening = SessionRules.Begin(_row, request, template, LeaseId.New(_id, request.Request), Now);
                answer = await TryOpen(_opening, nodes, cancelled.Token);
            }

            return answer.Value is null && answer.Refusal is null ? nodes.Unreached ?? Refusals.StartFailed("The sandboxes that were bound died at once.", 1) : answer;
        }
        finally
        {
            (_opening, _openingCancelled, _search) = (null, null, null);
            Arm();
        }
    }

    /// <summary>Leases, stores, confirms. Nothing: the sandbox died in between, so another may be tried.</summary>
    private async ValueTask<Outcome<OpenedSession>> TryOpen(Opening opening, NodeSearch nodes, CancellationToken cancelled)
    {
        if (_row.IsActive)
        {
            // What we ended had been gone on with by another activation: what that one opened is not ours to replace.
            return Refusals.Storage;
        }

        if (SessionRules.Refuse(_row, opening.Request, opening.Template) is { } refused)
        {
            // It was found to be over since, or another activation has ended what this request opened.
            return refused;
        }

        var clock = new PhaseClock(time);
        var lease = await TryLease(opening, nodes, cancelled);
        if (lease.Value is not { } leased)
        {
            return opening.Ended is { } ended ? Refusals.Ended(ended) : new Outcome<OpenedSession>(null, lease.Refusal);
        }

        var asked = clock.Lap();
        _row = SessionRules.Won(opening, leased, warnings.Of(leased.Sandbox.Node));
        var saved = await Stored.Write(_row);
        if (saved != Saved.Written)
        {
            return await NotStored(saved);
        }

        var store = clock.Lap();
        var refusal = await Confirm(opening);
        if (refusal.Failed)
        {
            return new(null, refusal.Refusal);
        }

        var route = Math.Max(0, asked - leased.WaitMs - leased.BindMs);
        var opened = Opened(new(leased.From, route, leased.WaitMs, leased.BindMs, store, clock.Lap()));
        if (opening.Request.Files is not null)
        {
            await SaveBehind();
        }

        return opened;
    }

    private OpenedSession Opened(Served served)
    {
        _row = SessionRules.Touched(_row with { Served = served }, Now);
        _askedAt = time.GetTimestamp();
        _renewals++;
        Meters.Opened(served);
        return new(_row.View(_id), true);
    }

    /// <summary>The row may be stored or not; it is put right as soon as it can be. Nobody was told of the session, so its sandbox is ended.</summary>
    private async ValueTask<Outcome<OpenedSession>> NotStored(Saved saved)
    {
        if (saved == Saved.Superseded)
        {
            await GiveWay();
            return Refusals.Storage;
        }

        return await Undo(Refusals.Storage);
    }

    /// <summary>
    /// A sandbox that was bound for a caller that left is never confirmed, so it ends by itself. Neither a value nor a refusal: whether a pool bound one is unknown,
    /// so the lease is not used again.
    /// </summary>
    private async ValueTask<Outcome<Leased>> TryLease(Opening opening, NodeSearch nodes, CancellationToken cancelled)
    {
        try
        {
            return await nodes.Lease(Request(opening), Pool, cancelled);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            return Refusals.Cancelled;
        }
    }

    private LeaseRequest Request(Opening opening) => new()
    {
        Lease = opening.Lease,
        Session = _id,
        Template = opening.Template.Name,
        Scope = scopes.Of(_id.Organization),
        MinRevision = opening.Request.MinRevision ?? 0,
        ServedRevision = opening.Template.Revision,
        WhenEmpty = opening.Request.WhenEmpty,
        Wait = TimeSpan.FromSeconds(opening.Request.WaitSeconds),
        TimeToConfirm = TimeSpan.FromSeconds(options.Value.TimeToConfirmSeconds),
    };

    private INodePoolGrain Pool(string node) => GrainFactory.GetGrain<INodePoolGrain>(node);

    /// <summary>Makes the lease real and brings in what the request asked for. Failed without a refusal: the sandbox died.</summary>
    private async ValueTask<(bool Failed, Refusal? Refusal)> Confirm(Opening opening)
    {
        var result = opening.Ended is null ? await ConfirmLease(opening) : null;
        var refusal = result == LatchResult.Ok && opening is { Ended: null, Request.Files: { } files } ? await Put(files) : null;
        if (opening.Ended is { } ended)
        {
            return (true, (await Undo(Refusals.Ended(ended), ended.Reason)).Refusal);
        }

        return result == LatchResult.Ok && refusal is null ? default : (true, (await Undo(refusal)).Refusal);
    }

    /// <summary>
    /// A confirm whose outcome is unknown is asked about before it is undone: another activation may have found it confirmed, and said so to its caller. Where nobody can be asked either, this caller
    /// is served elsewhere.
    /// </summary>
    private async ValueTask<LatchResult?> ConfirmLease(Opening opening)
    {
        var result = await Latch(_row.Sandbox, (_row.Lease, opening), static (sandbox, lease) => sandbox.Confirm(lease.Lease, lease.opening.Terms, lease.opening.Request.Env));
        var canBeAsked = opening.Ended is null && presence.IsHere(_row.Sandbox.Node);
        return result is null or LatchResult.Unreachable && canBeAsked ? await Hold(_row) : result;
    }

    private async ValueTask<Refusal?> Put(IReadOnlyList<SessionFile> files)
    {
        var upload = new Upload(Sandbox(_row.Sandbox), _row.Lease);
        try
        {
            foreach (var file in files)
            {
                if (await upload.Put(file) is { } refusal)
                {
                    return refusal;
                }
            }

            return null;
        }
        catch (Exception failure) when (Faults.Pass(failure))
        {
            LogNotReached(_id, _row.Sandbox, failure.Message);
            return Refusals.NoNode;
        }
    }

    /// <summary>The session was not opened after all: its sandbox is ended before the caller hears of it.</summary>
    private async ValueTask<Outcome<OpenedSession>> Undo(Refusal? refusal, EndReason reason = EndReason.StartFailed)
    {
        await Close(reason, refusal?.Detail, endSandbox: true);
        return new(null, refusal);
    }
}
