using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Runtimes.Local.Ledger;

namespace Sandboxes.Silo.Tests.Local.Outliving;

public sealed class NotedEndsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"ends-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void ReadAll_ByTheNextManager_IsWhatWasNotedInOrder()
    {
        var ends = new NotedEnds(_path);
        ends.Add("s1-a", new(EndReason.Crashed, "two\nlines \"quoted\""));
        ends.Add("s1-b", new(EndReason.Released, null));

        Assert.Equal([("s1-a", new(EndReason.Crashed, "two\nlines \"quoted\"")), ("s1-b", new(EndReason.Released, null))], new NotedEnds(_path).ReadAll());
    }

    [Fact]
    public void Add_MoreThanAreRemembered_KeepsTheLast()
    {
        var ends = new NotedEnds(_path);
        for (var number = 0; number < (2 * NotedEnds.Most) + 10; number++)
        {
            ends.Add($"s1-{number}", new SandboxGone(EndReason.Released, null));
        }

        var all = ends.ReadAll();
        Assert.Equal(NotedEnds.Most, all.Count);
        Assert.Equal($"s1-{(2 * NotedEnds.Most) + 9}", all[^1].Sandbox);
        Assert.InRange(File.ReadLines(_path).Count(), NotedEnds.Most, 2 * NotedEnds.Most);
    }

    [Fact]
    public void ReadAll_WithALineThatWasCutOff_LeavesThatOut()
    {
        var ends = new NotedEnds(_path);
        ends.Add("s1-a", new(EndReason.Lifetime, null));
        File.AppendAllText(_path, "{\"Sandbox\":\"s1-b\",\"Rea");

        Assert.Equal("s1-a", Assert.Single(new NotedEnds(_path).ReadAll()).Sandbox);
    }
}
