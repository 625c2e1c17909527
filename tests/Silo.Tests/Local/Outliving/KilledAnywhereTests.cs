using Sandboxes.Abstractions;
using Sandboxes.Silo.Runtimes.Local;
using Sandboxes.Testing.Runtimes;

namespace Sandboxes.Silo.Tests.Local.Outliving;

/// <summary>Managers that make and remove sandboxes all the time are killed wherever they are, one after the other. What there is in the end is what the last one says.</summary>
[Trait("Pace", "slow")]
public sealed class KilledAnywhereTests
{
    private const int Rounds = 5;
    private const int Makers = 4;
    private const int Kept = 2;
    private static readonly TemplateSpec Bare = new() { Name = "bare" };

    [Fact]
    public async Task Start_AfterManyKills_AccountsForEverythingThatRuns()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var first = await OutlivingManager.Start(nameof(Manager_Killed_MakesAndRemovesSandboxes), limit.Token, mostTold: 3);
        await first.Kill(limit.Token);
        for (var round = 0; round < Rounds; round++)
        {
            var next = await OutlivingManager.Start(nameof(Manager_Killed_MakesAndRemovesSandboxes), limit.Token, first.StateFolder, random.Next(1, 25));
            await next.Kill(limit.Token);
        }

        await using var last = await first.Next(limit.Token);
        await AssertAccountedFor(last, first, limit.Token);
    }

    /// <summary>Not a test of its own: the manager that another test kills.</summary>
    [Fact]
    public async Task Manager_Killed_MakesAndRemovesSandboxes()
    {
        Assert.SkipUnless(OutlivingManager.IsThisProcess, "a part of another test");
        var made = 0;
        await OutlivingManager.Hold((runtime, tell, limit) => Task.WhenAll(Enumerable.Range(0, Makers).Select(async _ =>
        {
            var mine = new Queue<SandboxId>();
            while (true)
            {
                mine.Enqueue(SandboxUnderTest.NewId(OutlivingManager.Node));
                await runtime.Create(mine.Last(), Bare, limit);
                await tell($"made-{Interlocked.Increment(ref made)}", "");
                if (mine.Count > Kept)
                {
                    await runtime.Remove(mine.Dequeue(), limit);
                }
            }
        })), options => options.Capacity = 400);
    }

    private static async Task AssertAccountedFor(LocalRuntime last, OutlivingManager first, CancellationToken cancellation)
    {
        var found = await last.List(OutlivingManager.Node, cancellation);
        Assert.NotEmpty(found);
        foreach (var sandbox in found)
        {
            await using var channel = await last.OpenChannel(sandbox.Id, cancellation);
            Assert.Null((await channel.Status(cancellation)).Lease);
        }

        Assert.Equal(2 * found.Count, RunningProcesses.Naming(first.StateFolder).Count);
        var names = found.Select(sandbox => sandbox.Id.Name).Order().ToList();
        Assert.Equal(names, Directory.GetFiles(Path.Combine(first.Instance, "records")).Select(Path.GetFileName).Order());
        Assert.Equal(names.Count, Directory.GetFiles(Path.Combine(first.Instance, "s")).Length);
        Assert.All(File.ReadAllLines(Path.Combine(first.Instance, "cgroups")).Where(Directory.Exists), folder =>
            Assert.Equal(names, Directory.GetDirectories(folder).Select(Path.GetFileName).Order()));
        Assert.Equal(found.Count, found.Select(sandbox => last.UidOf(sandbox.Id) ?? sandbox.Id.GetHashCode()).Distinct().Count());
        Assert.All(Directory.GetFiles(Path.Combine(first.StateFolder, "journals", OutlivingManager.Node)), file => Assert.Contains(Path.GetFileNameWithoutExtension(file), names));
    }
}
