using System.Security.Authentication;
using Microsoft.Extensions.Time.Testing;
using Sandboxes.Silo.Hosting;
using Sandboxes.Silo.Transport;
using Sandboxes.Testing.Tls;

namespace Sandboxes.Silo.Tests;

/// <summary>Who may speak to a silo: those whose certificate our authority has signed.</summary>
public sealed class MutualTlsTests : IDisposable
{
    private const string Line = "a line";

    private readonly TestAuthority _ours = new();
    private readonly TestAuthority _foreign = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose()
    {
        _ours.Dispose();
        _foreign.Dispose();
    }

    [Fact]
    public async Task Connect_BothOfOurs_BytesGoThrough()
    {
        await using var ends = new TlsEnds();

        var accepting = ends.AcceptAsync(Of(_ours, _ours).Accept);
        await ends.ConnectAsync(Of(_ours, _ours).Connect, Line);

        Assert.Equal(Line, await accepting);
    }

    [Fact]
    public async Task Accept_CertificateOfAnotherAuthority_IsRefused()
    {
        await using var ends = new TlsEnds();

        var accepting = ends.AcceptAsync(Of(_ours, _ours).Accept);
        var connecting = ends.ConnectAsync(Of(_foreign, _ours).Connect, Line);

        await Assert.ThrowsAsync<AuthenticationException>(() => accepting);
        ends.CloseAccepting();
        await EndedAsync(connecting);
    }

    [Fact]
    public async Task Connect_ToACertificateOfAnotherAuthority_IsRefused()
    {
        await using var ends = new TlsEnds();

        var accepting = ends.AcceptAsync(Of(_foreign, _ours).Accept);
        var connecting = ends.ConnectAsync(Of(_ours, _ours).Connect, Line);

        await Assert.ThrowsAsync<AuthenticationException>(() => connecting);
        ends.CloseConnecting();
        await EndedAsync(accepting);
    }

    [Fact]
    public async Task Accept_CertificateThatHasExpired_IsRefused()
    {
        await using var ends = new TlsEnds();

        var accepting = ends.AcceptAsync(Of(_ours, _ours).Accept);
        var connecting = ends.ConnectAsync(Of(_ours, _ours, expired: true).Connect, Line);

        await Assert.ThrowsAsync<AuthenticationException>(() => accepting);
        ends.CloseAccepting();
        await EndedAsync(connecting);
    }

    [Fact]
    public async Task Accept_NoTlsAtAll_IsRefused()
    {
        await using var ends = new TlsEnds();

        var accepting = ends.AcceptAsync(Of(_ours, _ours).Accept);
        await ends.Raw.Output.WriteAsync(new byte[64], TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<Exception>(() => accepting);
    }

    [Fact]
    public async Task Accept_SilentCaller_IsClosedWhenTheHandshakeHasTakenTooLong()
    {
        await using var ends = new TlsEnds();
        var accepting = ends.AcceptAsync(Of(_ours, _ours).Accept);
        Assert.False(accepting.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(new TlsOptions().HandshakeSeconds));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => accepting);
    }

    [Fact]
    public void Files_ThatAreNotThere_AreNamed()
    {
        var refused = Assert.Throws<StartRefusedException>(() => new MutualTls(new() { Certificate = "/no/certificate", Key = "/no/key", Authority = _ours.AuthorityPath }, _time));

        Assert.Contains("/no/certificate", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", null, null)]
    [InlineData("a", "b", null)]
    [InlineData(null, null, "c")]
    public void Settings_HalfOfThem_AreRefused(string? certificate, string? key, string? authority) =>
        Assert.Contains("Tls:Authority", Assert.Single(new TlsOptions { Certificate = certificate, Key = key, Authority = authority }.Errors()), StringComparison.Ordinal);

    private static async Task EndedAsync(Task<string> other)
    {
        try
        {
            await other;
        }
        catch (Exception error) when (error is IOException or AuthenticationException or OperationCanceledException)
        {
        }
    }

    private MutualTls Of(TestAuthority signer, TestAuthority believed, bool expired = false)
    {
        var (certificate, key) = signer.Sign(expired ? TimeProvider.System.GetUtcNow().AddMinutes(-1) : null);
        return new(new() { Certificate = certificate, Key = key, Authority = believed.AuthorityPath }, _time);
    }
}
