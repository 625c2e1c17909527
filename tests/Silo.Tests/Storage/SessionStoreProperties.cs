using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Orleans.Storage;
using Sandboxes.Abstractions;
using Sandboxes.Grains;
using Sandboxes.Silo.Storage;

namespace Sandboxes.SiloTests.Storage;

/// <summary>The storage in the database answers as the one in memory does, whatever two activations of a few sessions do to it.</summary>
public sealed class SessionStoreProperties(PostgresFixture postgres)
{
    private enum Do { Read, Write, Clear }

    private static readonly Gen<SessionRow> GenRow = Gen.Select(
        Gen.Int[0, 1_000],
        Gen.Long[0, 10_000_000_000],
        Gen.String[Gen.Char[' ', '\u04ff'], 0, 10].Null(),
        Gen.Dictionary(Gen.String[Gen.Char['a', 'z'], 1, 3], Gen.String[Gen.Char['\u0001', '\ud7ff'], 0, 5])[0, 3].Null(),
        Gen.Enum<EndReason>().Nullable(),
        (number, microseconds, text, metadata, end) => StoreUnderTest.Row($"row{number}") with
        {
            Incarnation = number + 1,
            ExpiresAt = StoreUnderTest.At(0) + TimeSpan.FromMicroseconds(microseconds),
            IdleTimeout = TimeSpan.FromMicroseconds(microseconds),
            Metadata = metadata,
            Served = text is null ? null : new(ServedFrom.Warm, number / 3.0, 0.1, 0, 1e-9, 1e9),
            Warning = text,
            Ended = end is { } reason ? new(StoreUnderTest.At(number), reason, text) : null,
        });

    private static readonly Gen<(Do What, int Activation, int Session, SessionRow Row)[]> GenSteps =
        Gen.Select(Gen.Enum<Do>(), Gen.Int[0, 1], Gen.Int[0, 2], GenRow).Array[1, 30];

    [Fact]
    public async Task Store_AnySteps_AnswersAsTheOneInMemory()
    {
        await using var store = await StoreUnderTest.Start(postgres);
        await GenSteps.SampleAsync(steps => Run(steps, store.Store), iter: 60, threads: 1);
    }

    private static async Task Run((Do What, int Activation, int Session, SessionRow Row)[] steps, IGrainStorage store)
    {
        var model = new InMemoryGrainStorage(new FakeTimeProvider(), _ => null, TimeSpan.MaxValue, int.MaxValue);
        var run = Guid.NewGuid().ToString("N");
        var held = Enumerable.Range(0, 6).Select(_ => (Real: new HeldRow(), Model: new HeldRow())).ToArray();
        foreach (var (what, activation, session, row) in steps)
        {
            var (real, expected) = held[(activation * 3) + session];
            var id = StoreUnderTest.Grain($"{run}-{session}");
            if (IsForgottenUnderIt(what, model, id, expected))
            {
                Assert.False(await Step(what, store, id, real, row));
                expected.State = row;
                continue;
            }

            Assert.Equal(await Step(what, model, id, expected, row), await Step(what, store, id, real, row));
            Assert.Equal((expected.RecordExists, expected.ETag is null), (real.RecordExists, real.ETag is null));
            Assert.Equivalent(expected.State, real.State, strict: true);
        }
    }

    /// <summary>The one difference: in memory a row that is gone may be written over, however it was seen before.</summary>
    private static bool IsForgottenUnderIt(Do what, InMemoryGrainStorage model, GrainId id, HeldRow held) =>
        what == Do.Write && held.ETag is not null && model.Rows.All(row => row.Key != id);

    /// <summary>Whether it went well, or a row was found. A read starts from nothing, as that of a new activation does.</summary>
    private static async Task<bool> Step(Do what, IGrainStorage storage, GrainId id, HeldRow held, SessionRow row)
    {
        try
        {
            switch (what)
            {
                case Do.Read:
                    held.State = new();
                    await storage.ReadStateAsync("session", id, held);
                    return held.RecordExists;
                case Do.Write:
                    held.State = row;
                    await storage.WriteStateAsync("session", id, held);
                    return true;
                default:
                    await storage.ClearStateAsync("session", id, held);
                    return true;
            }
        }
        catch (InconsistentStateException)
        {
            return false;
        }
    }
}
