using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Configuration;
using Sandboxes.Silo.Hosting;

namespace Sandboxes.Silo.Tests.Hosting;

public sealed class SignOfLifeTests
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(3);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sign_NotWritten_IsWrittenAgainAfterASecondAndThenAsUsual()
    {
        var (time, table) = (new WatchedTime(), new Table());
        using var signs = new SignOfLife(table, new Self(), Options.Create(new ClusterMembershipOptions { IAmAliveTablePublishTimeout = Every }), time);
        await signs.StartAsync(Cancellation);
        List<TimeSpan> waits = [await time.NextWaitAsync()];

        foreach (var isDown in (bool[])[true, true, false, false])
        {
            table.IsDown = isDown;
            time.Advance(waits[^1]);
            waits.Add(await time.NextWaitAsync());
        }

        Assert.Equal([Every, SignOfLife.AgainAfter, SignOfLife.AgainAfter, Every, Every], waits);
        Assert.Equal(4, table.Tries);
        await signs.StopAsync(Cancellation);
    }

    /// <summary>Says what is waited for, so that time moves only when somebody waits for it.</summary>
    private sealed class WatchedTime : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> _waits = Channel.CreateUnbounded<TimeSpan>();

        public ValueTask<TimeSpan> NextWaitAsync() => _waits.Reader.ReadAsync(Cancellation);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _waits.Writer.TryWrite(dueTime);
            return timer;
        }
    }

    private sealed class Self : ILocalSiloDetails
    {
        public string Name => "one";

        public string ClusterId => "test";

        public string DnsHostName => "one";

        public SiloAddress SiloAddress { get; } = SiloAddress.New(IPAddress.Loopback, 11_111, 1);

        public SiloAddress GatewayAddress => SiloAddress;
    }

    private sealed class Table : IMembershipTable
    {
        public bool IsDown { get; set; }

        public int Tries { get; private set; }

        public Task UpdateIAmAlive(MembershipEntry entry)
        {
            Tries++;
            return IsDown ? Task.FromException(new TimeoutException()) : Task.CompletedTask;
        }

        public Task InitializeMembershipTable(bool tryInitTableVersion) => Task.CompletedTask;

        public Task DeleteMembershipTableEntries(string clusterId) => Task.CompletedTask;

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => Task.CompletedTask;

        public Task<MembershipTableData> ReadRow(SiloAddress key) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();
    }
}
