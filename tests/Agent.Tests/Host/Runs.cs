using System.Text;
using Sandboxes.Abstractions;

namespace Sandboxes.Agent.Tests;

/// <summary>What an execution said, all together.</summary>
internal sealed record Ran(IReadOnlyList<ExecutionEvent> Events)
{
    public ExecutionEnd Ended => Events[^1].Ended!;

    public string Stdout => Text(ExecutionEventKind.Stdout);

    public string Stderr => Text(ExecutionEventKind.Stderr);

    public IEnumerable<ExecutionEvent> Results => Events.Where(each => each.Kind == ExecutionEventKind.Result);

    public IEnumerable<string?> Warnings => Events.Where(each => each.Kind == ExecutionEventKind.Warning).Select(each => each.Text);

    private string Text(ExecutionEventKind kind) =>
        Encoding.UTF8.GetString([.. Events.Where(each => each.Kind == kind).SelectMany(each => each.Data!)]);
}

internal static class Runs
{
    public static Task<Ran> Run(this RunningAgent agent, params string[] command) =>
        agent.Run(new ExecutionRequest { Command = command });

    public static Task<Ran> Shell(this RunningAgent agent, string script) => agent.Run("/bin/sh", "-c", script);

    public static Task<Ran> Cell(this RunningAgent agent, string code, string language = "python", int timeoutMs = 10_000, LeaseId? lease = null) =>
        agent.Run(new ExecutionRequest { Language = language, Code = Encoding.UTF8.GetBytes(code), TimeoutMs = timeoutMs }, lease);

    public static async Task<Ran> Run(this RunningAgent agent, ExecutionRequest request, LeaseId? lease = null) =>
        await agent.Finish(await agent.Begin(request, lease), lease);

    public static async Task<string> Begin(this RunningAgent agent, ExecutionRequest request, LeaseId? lease = null)
    {
        var (started, refusal) = await agent.Channel.Execute(lease ?? RunningAgent.Lease, request, RunningAgent.Cancellation);
        Assert.Null(refusal);
        return started!.Id;
    }

    /// <summary>Reads to the end.</summary>
    public static async Task<Ran> Finish(this RunningAgent agent, string execution, LeaseId? lease = null)
    {
        var events = new List<ExecutionEvent>();
        while (true)
        {
            var (batch, refusal) = await agent.Channel.Read(lease ?? RunningAgent.Lease, execution, events.Count, TimeSpan.FromSeconds(10), RunningAgent.Cancellation);
            Assert.Null(refusal);
            events.AddRange(batch!.Events);
            if (batch.Complete)
            {
                Assert.Equal(Enumerable.Range(1, events.Count).Select(id => (long)id), events.Select(each => each.Id));
                return new(events);
            }
        }
    }

    /// <summary>Reads until stdout holds a text.</summary>
    public static async Task WaitForOutput(this RunningAgent agent, string execution, string text)
    {
        var seen = new List<ExecutionEvent>();
        while (!new Ran(seen).Stdout.Contains(text, StringComparison.Ordinal))
        {
            var (batch, _) = await agent.Channel.Read(RunningAgent.Lease, execution, seen.Count, TimeSpan.FromSeconds(10), RunningAgent.Cancellation);
            Assert.False(batch!.Complete, "It ended before it said " + text);
            seen.AddRange(batch.Events);
        }
    }
}
