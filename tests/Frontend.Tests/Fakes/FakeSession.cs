using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

public sealed class FakeSession(FakeCluster cluster, SessionId id) : ISessionGrain
{
    public static readonly DateTimeOffset Opened = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private EndReason? _endAtSecondLook;
    private int _looks;

    public SessionView? View { get; private set; }

    public OpenSession? Asked { get; private set; }

    public ValueTask<Outcome<OpenedSession>> Open(OpenSession request, CancellationToken cancellation)
    {
        Asked = request;
        if (Interfere<OpenedSession>() is { } refused)
        {
            return new(refused);
        }

        var created = View is not { State: SessionState.Active };
        if (created)
        {
            View = New(request);
        }

        return new(new OpenedSession(View!, created));
    }

    public ValueTask<SessionView?> Get()
    {
        if (_endAtSecondLook is { } reason && _looks++ > 0)
        {
            End(reason);
        }

        return cluster.SessionFault is { } fault ? throw fault : new(View);
    }

    /// <summary>The session stands at the next look at it and has ended at the one after.</summary>
    public void EndAfterUse(EndReason reason) => _endAtSecondLook = reason;

    public ValueTask<Outcome<SessionSandbox>> Use()
    {
        if (Interfere<SessionSandbox>() is { } refused)
        {
            return new(refused);
        }

        return View switch
        {
            { State: SessionState.Active } => new(new SessionSandbox(View.Sandbox!.Value, new("lease"), View.Incarnation)),
            { Ended: not null } => new(Ended<SessionSandbox>()),
            _ => new(new Refusal(RefusalCode.SessionNotFound, "There is no such session.")),
        };
    }

    public ValueTask<bool> Holds(LeaseId lease) => throw new NotSupportedException("No frontend asks this.");

    public ValueTask<Outcome<SessionView>> Renew(RenewSession request)
    {
        if (Interfere<SessionView>() is { } refused)
        {
            return new(refused);
        }

        return View is { Ended: not null } ? new(Ended<SessionView>()) : new(View!);
    }

    public ValueTask Release(EndReason reason, string? detail)
    {
        End(reason, detail);
        cluster.Released.TrySetResult(id.Name);
        return cluster.SessionFault is { } fault ? throw fault : default;
    }

    public ValueTask Observe(LeaseId lease, SandboxId sandbox, EndReason reason, string? detail)
    {
        End(reason, detail);
        return default;
    }

    /// <summary>What it finds when it asks its sandbox. Default: nothing that it did not know.</summary>
    public Action InDoubt { get; set; } = () => { };

    public ValueTask Doubt(LeaseId lease, SandboxId sandbox)
    {
        InDoubt();
        return default;
    }

    public void OpenAgainInTheSameSandbox() => View = View! with { Incarnation = View.Incarnation + 1 };

    public void End(EndReason reason, string? detail = null)
    {
        if (View is { Ended: null })
        {
            View = View with { State = SessionState.Closed, Ended = new(Opened, reason, detail) };
        }
    }

    private SessionView New(OpenSession request) => new()
    {
        Id = id,
        Incarnation = 1_764_000_000_001,
        Template = request.Template ?? "python",
        Revision = 1,
        State = SessionState.Active,
        Sandbox = new("local", "s-" + id.Name),
        CreatedAt = Opened,
        ExpiresAt = Opened.AddHours(1),
        IdleExpiresAt = Opened.AddMinutes(5),
        Metadata = request.Metadata,
        Served = new(ServedFrom.Warm, 0.02, 0, 0.06, 0.3, 0.03),
    };

    private Outcome<T>? Interfere<T>() where T : class
    {
        if (cluster.SessionFault is { } fault)
        {
            throw fault;
        }

        return cluster.SessionRefusal is { } refusal ? new Outcome<T>(null, refusal) : default(Outcome<T>?);
    }

    private Outcome<T> Ended<T>() where T : class => new Refusal(RefusalCode.SessionEnded, "The session has ended.") { Ended = View!.Ended };
}
