using System.Diagnostics;
using Orleans.Placement;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Feeds the rules of <see cref="SessionRules"/>. It stays active while its session is, for its timer, and leaves as soon as the session has
/// ended: the stored row answers for it.
/// </summary>
[KeepAlive, PreferLocalPlacement]
internal sealed partial class SessionGrain(
    [PersistentState("session", SessionStorage.Name)] IPersistentState<SessionRow> stored,
    TemplateCatalog templates,
    PoolDirectory pools,
    NodeWarnings warnings,
    IOptions<SessionOptions> options,
    TimeProvider time,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private SessionId _id;

    /// <summary>The row and what was seen since it was stored.</summary>
    private SessionRow _row = new();
    private Opening? _opening;
    private CancellationTokenSource? _openingCancelled;
    private SessionSandbox? _sandbox;
    private IGrainTimer? _timer;
    private Task _end = Task.CompletedTask;

    private DateTimeOffset Now => time.GetUtcNow();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = SessionId.Parse(this.GetPrimaryKeyString());
        _row = stored.State;
        if (_row.IsActive)
        {
            Arm();
        }

        return Task.CompletedTask;
    }

    public ValueTask<SessionView?> Get()
    {
        LeaveIfOver();
        return ValueTask.FromResult(_opening is { } opening ? View(opening) : _row.Exists ? _row.View(_id) : null);
    }

    public ValueTask<Outcome<SessionSandbox>> Use()
    {
        if (_opening is not null || SessionRules.Unusable(_row) is not { } refusal)
        {
            return ValueTask.FromResult(UseNow());
        }

        LeaveIfOver();
        return ValueTask.FromResult<Outcome<SessionSandbox>>(refusal);
    }

    public async ValueTask<Outcome<SessionView>> Renew(RenewSession request)
    {
        if (SessionRules.Unusable(_row) is { } refusal)
        {
            LeaveIfOver();
            return refusal;
        }

        var (renewed, refused) = SessionRules.Renewed(_row, request, Now);
        return refused is null ? await Renew(renewed) : refused;
    }

    public async ValueTask Release(EndReason reason, string? detail)
    {
        if (_opening is { Ended: null } opening)
        {
            opening.Ended = new(Now, reason, detail);
            await _openingCancelled!.CancelAsync();
            return;
        }

        await Close(reason, detail, endSandbox: true);
        LeaveIfOver();
    }

    public async ValueTask Observe(LeaseId lease, EndReason reason, string? detail)
    {
        if (_opening is { Ended: null } opening && opening.Lease == lease)
        {
            LogLostWhileOpening(_id, reason);
        }
        else if (_row.IsActive && _row.Lease == lease)
        {
            await Close(reason, detail, endSandbox: reason == EndReason.Drained);
        }

        LeaveIfOver();
    }

    public ValueTask<bool> Holds(LeaseId lease)
    {
        LeaveIfOver();
        return ValueTask.FromResult(_opening is { Ended: null } opening ? opening.Lease == lease : _row.IsActive && _row.Lease == lease);
    }

    private Outcome<SessionSandbox> UseNow()
    {
        if (!_row.IsActive || _opening is not null)
        {
            return Refusals.NotFound;
        }

        _row = SessionRules.Touched(_row, Now);
        return _sandbox ??= new(_row.Sandbox, _row.Lease);
    }

    private async ValueTask<Outcome<SessionView>> Renew(SessionRow renewed)
    {
        var result = await Sandbox(renewed.Sandbox).Renew(renewed.Lease, SessionRules.Terms(renewed, Now));
        if (result != LatchResult.Ok)
        {
            await Close(EndReason.Crashed, $"The sandbox did not take the renewal: {result}.", endSandbox: true);
        }

        if (SessionRules.Unusable(_row) is { } refusal)
        {
            LeaveIfOver();
            return refusal;
        }

        _row = renewed;
        if (!await TryStore())
        {
            return Refusals.Storage;
        }

        Arm();
        return _row.View(_id);
    }

    /// <summary>
    /// Ends the session once: the row says so before the sandbox is destroyed, and whoever asks meanwhile waits for the same end. A row that cannot be
    /// written does not keep the sandbox alive: what is stored then names a sandbox that is gone, and the next call finds that out.
    /// </summary>
    private Task Close(EndReason reason, string? detail, bool endSandbox)
    {
        if (!_row.IsActive)
        {
            return _end;
        }

        _row = SessionRules.Closed(_row, reason, detail, Now);
        _timer?.Dispose();
        _timer = null;
        _sandbox = null;
        Meters.Ended(reason);
        return _end = EndOf(_row, endSandbox);
    }

    private async Task EndOf(SessionRow closed, bool endSandbox)
    {
        await TryStore();
        if (endSandbox)
        {
            await Sandbox(closed.Sandbox).End(closed.Lease, closed.Ended!.Reason);
        }
    }

    /// <summary>Carrying on after a failed write would be guessing: the grain leaves, and the next call reads what is stored.</summary>
    private async Task<bool> TryStore()
    {
        try
        {
            stored.State = _row;
            await stored.WriteStateAsync();
            return true;
        }
        catch (Exception failure) when (failure is not UnreachableException)
        {
            LogNotStored(_id, failure);
            DeactivateOnIdle();
            return false;
        }
    }

    private void LeaveIfOver()
    {
        if (!_row.IsActive && _opening is null)
        {
            DeactivateOnIdle();
        }
    }

    private ISandboxGrain Sandbox(SandboxId id) => GrainFactory.GetGrain<ISandboxGrain>(id.ToString());

    private SessionView View(Opening opening) => new()
    {
        Id = _id,
        Incarnation = opening.Incarnation,
        Template = opening.Template.Name,
        Revision = opening.Template.Revision,
        State = SessionState.Opening,
        Sandbox = null,
        CreatedAt = opening.At,
        ExpiresAt = opening.At + opening.Terms.Lifetime,
        IdleExpiresAt = opening.At + opening.Terms.IdleTimeout,
        Metadata = opening.Request.Metadata,
    };
}
