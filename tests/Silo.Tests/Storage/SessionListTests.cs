using Sandboxes.Abstractions;

namespace Sandboxes.SiloTests.Storage;

public sealed class SessionListTests(PostgresFixture postgres)
{
    private static readonly SessionEnd End = new(StoreUnderTest.At(5), EndReason.Released, null);

    [Fact]
    public async Task Page_SessionsOfSeveralOrganizations_AreInOrdinalOrderAfterTheLastOne()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await Write(store, "default", ["b", "a", "B", "a-", "a1", "aa"]);
        await Write(store, "defaults", ["c"]);

        var first = await store.List.Page("default", null, null, null, 4);
        var second = await store.List.Page("default", null, null, first.NextAfterId, 4);

        Assert.Equal(["B", "a", "a-", "a1"], first.Sessions.Select(view => view.Id.Name));
        Assert.Equal("a1", first.NextAfterId);
        Assert.Equal(["aa", "b"], second.Sessions.Select(view => view.Id.Name));
        Assert.Null(second.NextAfterId);
    }

    [Fact]
    public async Task Page_OfAStateOrATemplate_HasThoseOnly()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await store.Write("active", StoreUnderTest.Row("active"));
        await store.Write("ended", StoreUnderTest.Row("ended") with { Ended = End });
        await store.Write("other", StoreUnderTest.Row("other") with { Template = "bash" });

        Assert.Equal(["active", "other"], await Names(store, SessionState.Active, null));
        Assert.Equal(["ended"], await Names(store, SessionState.Closed, null));
        Assert.Equal(["other"], await Names(store, null, "bash"));
        Assert.Empty(await Names(store, SessionState.Opening, null));
    }

    [Fact]
    public async Task Page_Session_IsWhatItsRowSays()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        var row = StoreUnderTest.Row("alice") with { Metadata = new Dictionary<string, string> { ["k"] = "v" }, Served = new(ServedFrom.Cold, 1, 2, 3, 4, 5), Ended = End };
        await store.Write("alice", row);

        var view = Assert.Single((await store.List.Page("default", null, null, null, 10)).Sessions);

        Assert.Equivalent(row.View(new("default", "alice")), view, strict: true);
    }

    [Fact]
    public async Task Page_ManyMoreAtOnceThanConnections_AreAllAnsweredAndSessionsAreOpened()
    {
        await using var store = await StoreUnderTest.Start(postgres);

        var lists = Enumerable.Range(0, 100).Select(_ => store.List.Page("default", null, null, null, 10).AsTask()).ToList();
        await store.Write("meanwhile", StoreUnderTest.Row("meanwhile"));
        await Task.WhenAll(lists);

        Assert.False(store.Health.IsDown);
    }

    [Fact]
    public async Task Nodes_OfActiveSessions_AreEachThereOnceAndInOrder()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        Assert.Empty(await store.List.Nodes());
        foreach (var (name, node) in new[] { ("a", "n2"), ("b", "N1"), ("c", "n2"), ("d", "n10") })
        {
            await store.Write(name, StoreUnderTest.Row(name, node: node));
        }

        await store.Write("e", StoreUnderTest.Row("e", node: "ended") with { Ended = End });

        Assert.Equal(["N1", "n10", "n2"], await store.List.Nodes());
    }

    [Fact]
    public async Task OnNode_ActiveSessions_AreInOrderOfOrganizationAndIdAfterTheLastOne()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await Write(store, "beta", ["a"]);
        await Write(store, "alpha", ["z", "b"]);
        await store.Write("elsewhere", StoreUnderTest.Row("elsewhere", node: "other"));
        await store.Write("ended", StoreUnderTest.Row("ended") with { Ended = End });

        var first = await store.List.OnNode("local", null, 2);
        var second = await store.List.OnNode("local", first[^1].Session, 2);

        Assert.Equal([new("alpha", "b"), new("alpha", "z")], first.Select(lease => lease.Session));
        var last = Assert.Single(second);
        var read = await store.Reader.Read(new("beta", "a"));
        Assert.Equal(new StoredLease(new("beta", "a"), read!.Row.Lease, read.Row.Sandbox, read.Row.ExpiresAt), last);
    }

    private static async Task<IEnumerable<string>> Names(StoreUnderTest store, SessionState? state, string? template) =>
        (await store.List.Page("default", state, template, null, 10)).Sessions.Select(view => view.Id.Name);

    private static async Task Write(StoreUnderTest store, string organization, string[] names)
    {
        foreach (var name in names)
        {
            Assert.NotNull(await store.Writer.Write(new(organization, name), StoreUnderTest.Row(name, organization), null));
        }
    }
}
