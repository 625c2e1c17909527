using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Storage;
using Sandboxes.Abstractions;

namespace Sandboxes.Grains;

/// <summary>
/// Feeds the rules of <see cref="SessionRules"/>. It stays active while its session is, for its timer, and leaves as soon as the session has
/// ended: the stored row answers for it.
/// </summary>
[KeepAlive, PreferLocalPlacement]
internal sealed partial class SessionGrain(
    [FromKeyedServices(SessionStorage.Name)] IGrainStorage storage,
    IStorageHealth health,
    TemplateCatalog templates,
    OrganizationScopes scopes,
    PoolDirectory pools,
    NodePresence presence,
    NodeWarnings warnings,
    IOptions<SessionOptions> options,
    TimeProvider time,
    ILogger<SessionGrain> logger) : Grain, ISessionGrain
{
    private SessionId _id;

    /// <summary>The row and what was seen since it was stored.</summary>
    private SessionRow _row = new();
    private bool _loaded;
    private Opening? _opening;
    private CancellationTokenSource? _openingCancelled;
    private SessionSandbox? _sandbox;
    private IGrainTimer? _timer;
    private Task _end = Task.CompletedTask;

    private DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An activation that cannot read its row says so to its callers: an exception here would reach them as a message that was not delivered.</summary>
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = SessionId.Parse(this.GetPrimaryKeyString());
        return Load();
    }

    /// <summary>What waits to be written is tried once more: the next activation knows nothing of it.</summary>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (Stored.IsPending)
        {
            await Task.WhenAny(Stored.Flush(), Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken));
        }
    }

    public async ValueTask<SessionView?> Get()
    {
        await Loaded(required: true);
        LeaveIfOver();
        return _opening is { } opening ? await WithPlace(View(opening), opening) : _row.Exists ? _row.View(_id) : null;
    }

    public ValueTask<Outcome<SessionSandbox>> Use() =>
        _loaded && _row.IsActive && _opening is null && presence.IsHere(_row.Sandbox.Node) ? ValueTask.FromResult(UseNow()) : UseLater();

    public async ValueTask<Outcome<SessionView>> Renew(RenewSession request)
    {
        if (!await Loaded())
        {
            return Refusals.Storage;
        }

        await AskIfUnsure();
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
        await Loaded(required: true);
        if (_opening is { Ended: null } opening)
        {
            opening.Ended = new(Now, reason, detail);
            _openingCancelled!.Cancel();
            if (_row.Lease != opening.Lease)
            {
                return;
            }

            // Now, and not once its confirm is answered: what is stored as open until then, another activation would go on with.
        }

        await Close(reason, detail, endSandbox: true);
        LeaveIfOver();
    }

    private async ValueTask Loaded(bool required)
    {
        if (!await Loaded() && required)
        {
            throw Unread;
        }
    }

    private async ValueTask<Outcome<SessionSandbox>> UseLater()
    {
        if (!await Loaded())
        {
            return Refusals.Storage;
        }

        if (_opening is not null)
        {
            return Refusals.NotFound;
        }

        if (SessionRules.Unusable(_row) is { } refusal)
        {
            LeaveIfOver();
            return refusal;
        }

        return presence.IsHere(_row.Sandbox.Node) ? UseNow() : await NotReached();
    }

    private Outcome<SessionSandbox> UseNow()
    {
        _row = SessionRules.Touched(_row, Now);
        return _sandbox ??= new(_row.Sandbox, _row.Lease, _row.Incarnation);
    }

    private async ValueTask<Outcome<SessionView>> Renew(SessionRow renewed)
    {
        var result = await Hold(renewed);
        if (result is null or LatchResult.Unreachable)
        {
            return await NotReached();
        }

        if (result != LatchResult.Ok)
        {
            await CloseRefused(renewed, result.Value);
        }

        if (SessionRules.Unusable(_row) is { } refusal)
        {
            LeaveIfOver();
            return refusal;
        }

        if (_row.Lease != renewed.Lease)
        {
            return Refusals.Storage;
        }

        _row = renewed;
        _renewals++;
        Arm();
        await SaveBehind();
        return renewed.View(_id);
    }

    /// <summary>
    /// Ends the session once, and whoever asks meanwhile waits for the same end. A row that cannot be written does not keep the sandbox alive: it is written
    /// later, and until then what is stored names a sandbox that is gone, which the next look at it finds out.
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
        var saving = SaveBehind();
        if (endSandbox)
        {
            await EndSandbox(closed, closed.Ended!.Reason);
        }

        await saving;
    }

    private void LeaveIfOver()
    {
        if (!_row.IsActive && _opening is null && !Stored.IsPending)
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
