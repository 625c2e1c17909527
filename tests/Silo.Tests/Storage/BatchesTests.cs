using Sandboxes.Silo.Storage.Sessions;

namespace Sandboxes.SiloTests.Storage;

public sealed class BatchesTests
{
    private readonly TaskCompletionSource _firstBegan = new();
    private readonly TaskCompletionSource _firstMayEnd = new();
    private readonly List<string[]> _carriedOut = [];

    [Fact]
    public async Task Add_WhileABatchIsCarriedOut_GathersTheNext()
    {
        await using var batches = await Busy();
        var answers = Add(batches, "a", "b", "c");

        _firstMayEnd.SetResult();
        await Task.WhenAll(answers.Select(item => item.Answered));

        Assert.Equal([["first"], ["a", "b", "c"]], _carriedOut);
    }

    [Fact]
    public async Task Add_TheSameSessionAgain_WaitsForTheNextBatchAndKeepsItsOrder()
    {
        await using var batches = await Busy();
        var answers = Add(batches, "a", "b", "a", "a", "c", "b");

        _firstMayEnd.SetResult();
        await Task.WhenAll(answers.Select(item => item.Answered));

        Assert.Equal([["first"], ["a", "b", "c"], ["a", "b"], ["a"]], _carriedOut);
    }

    [Fact]
    public async Task Add_MoreThanABatchHolds_IsCarriedOutInSeveral()
    {
        await using var batches = await Busy();
        var answers = Add(batches, [.. Enumerable.Range(0, Batches<Item, bool>.MostAtOnce + 1).Select(number => $"s{number}")]);

        _firstMayEnd.SetResult();
        await Task.WhenAll(answers.Select(item => item.Answered));

        Assert.Equal([1, Batches<Item, bool>.MostAtOnce, 1], _carriedOut.Select(batch => batch.Length));
    }

    [Fact]
    public async Task Add_MoreThanMayWait_IsNotTaken()
    {
        await using var batches = await Busy();
        Add(batches, [.. Enumerable.Range(0, Batches<Item, bool>.MostWaiting).Select(number => $"s{number}")]);

        Assert.False(batches.TryAdd(new("one too many")));

        _firstMayEnd.SetResult();
    }

    [Fact]
    public async Task CarryOut_Throws_FailsThoseWithoutAnAnswerAndGoesOn()
    {
        await using var batches = await Busy();
        var failing = Add(batches, "answered", "fails");

        _firstMayEnd.SetResult();

        Assert.True(await failing[0].Answered);
        await Assert.ThrowsAsync<InvalidOperationException>(() => failing[1].Answered);
        Assert.True(await Add(batches, "after")[0].Answered);
    }

    [Fact]
    public async Task Dispose_SomeWait_CarriesThemOutAndTakesNoMore()
    {
        var batches = await Busy();
        var answers = Add(batches, "a", "a");

        var disposed = batches.DisposeAsync().AsTask();
        Assert.False(batches.TryAdd(new("late")));
        _firstMayEnd.SetResult();
        await disposed;

        Assert.All(answers, item => Assert.True(item.Answered.IsCompletedSuccessfully));
    }

    /// <summary>Carries out a first batch, which does not end until it may.</summary>
    private async Task<Batches<Item, bool>> Busy()
    {
        var batches = new Batches<Item, bool>(CarryOut);
        Add(batches, "first");
        await _firstBegan.Task;
        return batches;
    }

    private async Task CarryOut(IReadOnlyList<Item> items)
    {
        _carriedOut.Add([.. items.Select(item => item.Id.Name)]);
        _firstBegan.TrySetResult();
        await _firstMayEnd.Task;
        foreach (var item in items)
        {
            item.Answer(item.Id.Name == "fails" ? throw new InvalidOperationException("Told to.") : true);
        }
    }

    private static List<Item> Add(Batches<Item, bool> batches, params string[] sessions)
    {
        var items = sessions.Select(session => new Item(session)).ToList();
        Assert.All(items, item => Assert.True(batches.TryAdd(item)));
        return items;
    }

    internal sealed class Item(string session) : Pending<bool>(new("default", session));
}
