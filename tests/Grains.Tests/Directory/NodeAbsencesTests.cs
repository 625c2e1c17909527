using Sandboxes.Grains;

namespace Sandboxes.GrainTests.Directory;

public sealed class NodeAbsencesTests
{
    private readonly NodeAbsences _absences = new();

    [Fact]
    public void For_OneThatLeft_CountsFromWhenItWasNoticed()
    {
        _absences.Changed(Silos("a", "b"), Silos("a"), At(10));
        Assert.Equal(At(5), _absences.For("b", At(15)));
    }

    [Fact]
    public void For_OneThatCameBack_CountsAnew()
    {
        _absences.Changed(Silos("a", "b"), Silos("a"), At(10));
        _absences.Changed(Silos("a"), Silos("a", "b"), At(11));
        _absences.Changed(Silos("a", "b"), Silos("a"), At(20));
        Assert.Equal(At(1), _absences.For("b", At(21)));
    }

    [Fact]
    public void For_OneNeverSeen_CountsFromTheFirstQuestion()
    {
        Assert.Equal(TimeSpan.Zero, _absences.For("x", At(10)));
        Assert.Equal(At(3), _absences.For("x", At(13)));
    }

    [Fact]
    public void Count_AtLeast_LeavesOutThoseThatLeftLaterAndThoseThatWereGivenUp()
    {
        _absences.Changed(Silos("a", "b", "c"), Silos("a", "c"), At(10));
        _absences.Changed(Silos("a", "c"), Silos("a"), At(15));
        Assert.Equal((0, 1, 2), (_absences.Count(At(9), At(18)), _absences.Count(At(9), At(19)), _absences.Count(At(9), At(24))));
        Assert.Equal(0, _absences.Count(At(9), At(4_000)));
    }

    private static HashSet<string> Silos(params string[] names) => [.. names];

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
