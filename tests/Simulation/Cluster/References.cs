using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Sandboxes.Abstractions;

namespace Sandboxes.Simulation;

/// <summary>A call's way to a grain. A method that is added to a grain's interface needs its line here.</summary>
internal abstract class Reference(World world, SimSilo from, GrainKind kind, string name)
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<(Type, string), TimeSpan> Limits = [];

    protected SafetyChecks Checks => world.Checks;

    protected string Name => name;

    protected ValueTask<T> Ask<TGrain, T>(string verb, Func<TGrain, ValueTask<T>> body, bool inTurn = false, [CallerMemberName] string method = "") =>
        new(new Call<TGrain, T>(world, from, new(kind, name), verb, body, inTurn, Limits.GetOrAdd((typeof(TGrain), method), LimitOf)).Start());

    private static Func<TGrain, ValueTask<object?>> Nothing<TGrain>(Func<TGrain, ValueTask> body) => async grain =>
    {
        await body(grain);
        return null;
    };

    /// <summary>As the grain's interface says it to Orleans.</summary>
    private static TimeSpan LimitOf((Type Grain, string Method) call) =>
        call.Grain.GetMethod(call.Method)!.GetCustomAttributesData().FirstOrDefault(data => data.AttributeType == typeof(ResponseTimeoutAttribute)) is { } limit
            ? TimeSpan.Parse((string)limit.ConstructorArguments[0].Value!, CultureInfo.InvariantCulture)
            : Usual;

    protected async ValueTask Do<TGrain>(string verb, Func<TGrain, ValueTask> body, [CallerMemberName] string method = "") => await Ask(verb, Nothing(body), method: method);

    protected ValueTask Tell<TGrain>(string verb, Func<TGrain, ValueTask> body, [CallerMemberName] string method = "")
    {
        _ = Ask(verb, Nothing(body), method: method).AsTask().ContinueWith(static told => told.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Current);
        return ValueTask.CompletedTask;
    }
}

internal sealed class PoolReference(World world, SimSilo from, string name) : Reference(world, from, GrainKind.Pool, name), INodePoolGrain
{
    public ValueTask<Outcome<Leased>> Lease(LeaseRequest request, CancellationToken cancellation)
    {
        Checks.Asked(request);
        return Ask((INodePoolGrain grain) => grain.Lease(request, cancellation), "lease");
    }


    public ValueTask Observe(SandboxId sandbox, EndReason reason, string? detail) => Tell("observe", (INodePoolGrain grain) => grain.Observe(sandbox, reason, detail));
    public ValueTask Wiping(SandboxId sandbox, LeaseId lease) => Tell("wiping", (INodePoolGrain grain) => grain.Wiping(sandbox, lease));
    public ValueTask<IReadOnlyList<StoredLease>> Outlived(IReadOnlyList<StoredLease> leases) => Ask((INodePoolGrain grain) => grain.Outlived(leases), "outlived");
    public ValueTask<IReadOnlyList<PoolView>> Describe() => Ask((INodePoolGrain grain) => grain.Describe(), "describe");
    public ValueTask<IReadOnlyList<PoolDecisionView>> Decisions() => Ask((INodePoolGrain grain) => grain.Decisions(), "decisions");
    public ValueTask Activate() => Do("activate", (INodePoolGrain grain) => grain.Activate());
    public ValueTask Drain() => Do("drain", (INodePoolGrain grain) => grain.Drain());
    public ValueTask Obey(NodeOrders orders) => Do("obey", (INodePoolGrain grain) =>
    {
        Checks.Obeyed(grain, orders);
        return grain.Obey(orders);
    });


    public ValueTask<WaitingPlace?> PlaceOf(LeaseId lease) => Ask((INodePoolGrain grain) => grain.PlaceOf(lease), "place of");
    public ValueTask<IReadOnlyList<SandboxView>> Sandboxes(string? template, string? after, int most) => Ask((INodePoolGrain grain) => grain.Sandboxes(template, after, most), "sandboxes");
    public ValueTask<SandboxView?> Destroy(string sandbox, string? reason) => Ask((INodePoolGrain grain) => grain.Destroy(sandbox, reason), "destroy");
    public ValueTask<SandboxView?> Recycle(string sandbox) => Ask(
        async (INodePoolGrain grain) =>
        {
            var recycled = await grain.Recycle(sandbox);
            Checks.Recycled(grain, recycled);
            return recycled;
        },
        "recycle");

    public ValueTask HandOver() => Do("hand over", (INodePoolGrain grain) => grain.HandOver());

    private ValueTask<T> Ask<T>(Func<INodePoolGrain, ValueTask<T>> body, string verb, [CallerMemberName] string method = "") => Ask<INodePoolGrain, T>(verb, body, false, method);
}

internal sealed class TemplatesReference(World world, SimSilo from) : Reference(world, from, GrainKind.Templates, "0"), ITemplateCatalogGrain
{
    public ValueTask<Outcome<PutTemplate>> Put(TemplateSpec wanted, TemplateCondition condition) => Ask<ITemplateCatalogGrain, Outcome<PutTemplate>>("put", grain => grain.Put(wanted, condition), inTurn: true);
    public ValueTask<Outcome<TemplateDeleted>> Delete(string name, TemplateCondition condition) => Ask<ITemplateCatalogGrain, Outcome<TemplateDeleted>>("delete", grain => grain.Delete(name, condition), inTurn: true);
    public ValueTask<TemplateRow?> Read(long known) => Ask<ITemplateCatalogGrain, TemplateRow?>("read", grain => grain.Read(known));
}

/// <param name="world">The world.</param>
/// <param name="from">Where it is.</param>
/// <param name="owner">Who has it; null where that is no grain.</param>
/// <param name="name">The node.</param>
internal sealed class OrdersReference(World world, SimSilo from, Activation? owner, string name) : Reference(world, from, GrainKind.Orders, name), INodeOrdersGrain
{
    public async ValueTask<NodeOrders> Get()
    {
        var asked = Checks.Now;
        var orders = await Ask<INodeOrdersGrain, NodeOrders>("orders", grain => grain.Get());
        Checks.Heard(owner, orders, Checks.Now - asked);
        return orders;
    }

    public ValueTask<NodeOrders> Drain(OperatorOrder order) => Change("drain", grain => grain.Drain(order));
    public ValueTask<NodeOrders> Undrain() => Change("undrain", grain => grain.Undrain());
    public ValueTask<NodeOrders> Pause(string shelf, OperatorOrder order) => Change("pause", grain => grain.Pause(shelf, order));
    public ValueTask<NodeOrders> Resume(string shelf) => Change("resume", grain => grain.Resume(shelf));
    public ValueTask<NodeOrders> Resize(string shelf, int? minIdle, int? maxIdle) => Change("resize", grain => grain.Resize(shelf, minIdle, maxIdle));

    private ValueTask<NodeOrders> Change(string verb, Func<INodeOrdersGrain, ValueTask<NodeOrders>> body, [CallerMemberName] string method = "") => Ask(verb, body, inTurn: true, method);
}

internal sealed class SessionReference(World world, SimSilo from, string name) : Reference(world, from, GrainKind.Session, name), ISessionGrain
{
    public ValueTask<Outcome<OpenedSession>> Open(OpenSession request, CancellationToken cancellation) => Ask<ISessionGrain, Outcome<OpenedSession>>("open", grain => grain.Open(request, cancellation), inTurn: true);
    public ValueTask<SessionView?> Get() => Ask<ISessionGrain, SessionView?>("get", grain => grain.Get());
    public ValueTask<Outcome<SessionSandbox>> Use() => Ask<ISessionGrain, Outcome<SessionSandbox>>("use", grain => grain.Use());
    public ValueTask<Outcome<SessionView>> Renew(RenewSession request) => Ask<ISessionGrain, Outcome<SessionView>>("renew", grain => grain.Renew(request), inTurn: true);
    public ValueTask Release(EndReason reason, string? detail) => Do<ISessionGrain>("release", grain => grain.Release(reason, detail));
    public ValueTask<bool> Holds(LeaseId lease) => Ask<ISessionGrain, bool>("holds", grain => grain.Holds(lease));
    public ValueTask Observe(LeaseId lease, SandboxId sandbox, EndReason reason, string? detail) => Tell<ISessionGrain>("observe", grain => grain.Observe(lease, sandbox, reason, detail));
    public ValueTask Doubt(LeaseId lease, SandboxId sandbox) => Tell<ISessionGrain>("doubt", grain => grain.Doubt(lease, sandbox));
}

/// <param name="world">The world.</param>
/// <param name="from">Where it is.</param>
/// <param name="owner">Who has it; null where that is no grain.</param>
/// <param name="name">The node and the sandbox.</param>
internal sealed class SandboxReference(World world, SimSilo from, Activation? owner, string name) : Reference(world, from, GrainKind.Sandbox, name), ISandboxGrain
{
    public ValueTask<StartResult> Start(TemplateSpec template)
    {
        Checks.Starting(owner, Name, template);
        return Ask(grain => grain.Start(template), "start");
    }

    public ValueTask<LatchResult> Bind(LeaseId lease, SessionId session, TimeSpan timeToConfirm)
    {
        Checks.Chosen(owner!, SandboxId.Parse(Name), lease);
        return Ask(grain => grain.Bind(lease, session, timeToConfirm), "bind");
    }

    public ValueTask<LatchResult> Confirm(LeaseId lease, LeaseTerms terms, IReadOnlyDictionary<string, string>? env) => Ask(grain => grain.Confirm(lease, terms, env), "confirm");
    public ValueTask<LatchResult> Renew(LeaseId lease, LeaseTerms terms) => Ask(grain => grain.Renew(lease, terms), "renew");
    public ValueTask End(LeaseId lease, EndReason reason) => Do<ISandboxGrain>("end", grain => grain.End(lease, reason));
    public ValueTask<WipeReport> Proof(LeaseId lease) => Ask(grain => grain.Proof(lease), "proof");
    public ValueTask<bool> Retire() => Ask(grain => grain.Retire(), "retire");
    public ValueTask<SandboxStatus?> Status() => Ask(grain => grain.Status(), "status");
    public ValueTask<SessionEnd?> Ended() => Ask(grain => grain.Ended(), "ended");
    public ValueTask<Outcome<ExecutionStarted>> Execute(LeaseId lease, ExecutionRequest request) => Ask(grain => grain.Execute(lease, request), "execute");

    public ValueTask<Outcome<ExecutionEvents>> Read(LeaseId lease, string execution, long after, TimeSpan wait) => throw new NotSupportedException();
    public ValueTask<Outcome<StdinTaken>> WriteStdin(LeaseId lease, string execution, byte[] data, bool close) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> Signal(LeaseId lease, string execution, string signal) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> Cancel(LeaseId lease, string execution) => throw new NotSupportedException();
    public ValueTask<Outcome<FileEntry>> Stat(LeaseId lease, string path) => throw new NotSupportedException();
    public ValueTask<Outcome<FileListing>> List(LeaseId lease, string path, string? afterName, int most) => throw new NotSupportedException();
    public ValueTask<Outcome<OpenedFile>> OpenFile(LeaseId lease, string path) => throw new NotSupportedException();
    public ValueTask<Outcome<OpenedFile>> CreateFile(LeaseId lease, string path) => throw new NotSupportedException();
    public ValueTask<Outcome<FileChunk>> ReadFile(LeaseId lease, int handle, long offset, int most) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> WriteFile(LeaseId lease, int handle, byte[] chunk) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> CloseFile(LeaseId lease, int handle, bool commit) => throw new NotSupportedException();
    public ValueTask<Outcome<Done>> Delete(LeaseId lease, string path) => throw new NotSupportedException();

    private ValueTask<T> Ask<T>(Func<ISandboxGrain, ValueTask<T>> body, string verb, [CallerMemberName] string method = "") => Ask<ISandboxGrain, T>(verb, body, false, method);
}
