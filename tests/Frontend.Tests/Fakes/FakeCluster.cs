using System.Collections.Concurrent;
using System.Reflection;
using Sandboxes.Abstractions;

namespace Sandboxes.Frontend.Tests;

/// <summary>Grains in memory that do as a test says: what they refuse, what they throw, what code in them prints.</summary>
public sealed class FakeCluster
{
    private readonly ConcurrentDictionary<string, FakeSession> _sessions = new();
    private readonly ConcurrentDictionary<string, FakeSandbox> _sandboxes = new();

    public FakeCluster() => Factory = FactoryProxy.Over(this);

    public IGrainFactory Factory { get; }

    public FakeDirectory Directory { get; } = new();

    /// <summary>The orders of the node "local", and the audit.</summary>
    public FakeOrders Orders { get; } = new("local");

    public List<TemplateSpec> Templates { get; } = [new() { Name = "python", Kernels = ["python"] }];

    /// <summary>What runs when something is executed. Default: prints the code, or the command's words.</summary>
    public Func<ExecutionRequest, FakeExecution> Program { get; set; } = FakeExecution.Echo;

    /// <summary>The answer of every session verb, where it is not null.</summary>
    public Refusal? SessionRefusal { get; set; }

    /// <summary>The answer of every sandbox verb, where it is not null.</summary>
    public Refusal? SandboxRefusal { get; set; }

    /// <summary>The answer of every change of a template, where it is not null.</summary>
    public Refusal? TemplateRefusal { get; set; }

    /// <summary>The last rollout of every template.</summary>
    public Rollout? Rollout { get; set; }

    /// <summary>What the last change of a template demanded.</summary>
    public TemplateCondition? TemplateCondition { get; set; }

    /// <summary>Thrown by every session verb, where it is not null.</summary>
    public Exception? SessionFault { get; set; }

    /// <summary>Completed when a session is released, with its id.</summary>
    public TaskCompletionSource<string> Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A session of the default organization.</summary>
    public FakeSession Session(string id) => Session(new SessionId(OrganizationsOptions.Default, id));

    public FakeSandbox Sandbox(SandboxId id) => _sandboxes.GetOrAdd(id.ToString(), _ => new(this));

    /// <summary>The sandbox of a session that is open.</summary>
    public FakeSandbox SandboxOf(string session) => Sandbox(Session(session).View!.Sandbox!.Value);

    private FakeSession Session(SessionId id) => _sessions.GetOrAdd(id.ToString(), _ => new(this, id));

    private object Grain(Type type, object key) => type.Name switch
    {
        nameof(ISessionGrain) => Session(SessionId.Parse((string)key)),
        nameof(ISandboxGrain) => Sandbox(SandboxId.Parse((string)key)),
        nameof(ITemplateGrain) => new FakeTemplate(Templates.Find(template => ((string)key).EndsWith("/" + template.Name, StringComparison.Ordinal)), Rollout),
        nameof(ITemplateCatalogGrain) => new FakeTemplateCatalog(this),
        nameof(INodeOrdersGrain) => (string)key == Orders.Node ? Orders : new FakeOrders((string)key),
        nameof(IAuditGrain) => Orders,
        nameof(INodePoolGrain) => new FakePool((string)key),
        _ => Directory.With(this),
    };

    /// <summary>The one method of Orleans' factory that the frontend calls: GetGrain&lt;T&gt;(key, prefix).</summary>
    public class FactoryProxy : DispatchProxy
    {
        private FakeCluster? _cluster;

        public static IGrainFactory Over(FakeCluster cluster)
        {
            var proxy = Create<IGrainFactory, FactoryProxy>();
            ((FactoryProxy)(object)proxy)._cluster = cluster;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            _cluster!.Grain(targetMethod!.GetGenericArguments()[0], args![0]!);
    }
}
