using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Sandboxes.Silo.Hosting;

namespace Sandboxes.Silo.Transport;

/// <summary>
/// TLS 1.3 with a certificate on both sides, beneath Orleans' own protocol. Whoever reaches a silo's ports may do everything, so all that counts is
/// that the authority has signed the other's certificate; its name is not looked at, for silos come and go and are reached by address.
/// </summary>
internal sealed class MutualTls
{
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly SslStreamCertificateContext _certificate;
    private readonly X509Certificate2Collection _authorities = [];

    /// <exception cref="StartRefusedException">A file cannot be read, or is not what it should be.</exception>
    public MutualTls(TlsOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(options.Certificate!);
            _certificate = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPemFile(options.Certificate!, options.Key), chain, offline: true);
            _authorities.ImportFromPemFile(options.Authority!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new StartRefusedException($"TLS between the processes cannot be set up from Tls:Certificate {options.Certificate}, Tls:Key {options.Key} and Tls:Authority {options.Authority}: {error.Message}", error);
        }
    }

    /// <summary>The side that was connected to.</summary>
    public void Accept(IConnectionBuilder connection) => connection.Use(next => context => SpeakAsync(context, next, AcceptAsync));

    /// <summary>The side that connects.</summary>
    public void Connect(IConnectionBuilder connection) => connection.Use(next => context => SpeakAsync(context, next, ConnectAsync));

    private async Task SpeakAsync(ConnectionContext context, ConnectionDelegate next, Func<SslStream, CancellationToken, Task> handshake)
    {
        var plain = context.Transport;
        await using var tls = new SslStream(new DuplexStream(plain));
        using (var limit = new CancellationTokenSource(TimeSpan.FromSeconds(_options.HandshakeSeconds), _time))
        using (var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.ConnectionClosed))
        {
            await handshake(tls, either.Token);
        }

        context.Transport = new Sealed(PipeReader.Create(tls, new(leaveOpen: true)), PipeWriter.Create(tls, new(leaveOpen: true)));
        try
        {
            await next(context);
        }
        finally
        {
            context.Transport = plain;
        }
    }

    private Task AcceptAsync(SslStream tls, CancellationToken cancellation) => tls.AuthenticateAsServerAsync(
        new SslServerAuthenticationOptions
        {
            ServerCertificateContext = _certificate,
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateChainPolicy = OnlyOurs(),
            RemoteCertificateValidationCallback = IsOurs,
        },
        cancellation);

    private Task ConnectAsync(SslStream tls, CancellationToken cancellation) => tls.AuthenticateAsClientAsync(
        new SslClientAuthenticationOptions
        {
            TargetHost = "sandboxes",
            ClientCertificateContext = _certificate,
            EnabledSslProtocols = SslProtocols.Tls13,
            CertificateChainPolicy = OnlyOurs(),
            RemoteCertificateValidationCallback = IsOurs,
        },
        cancellation);

    private X509ChainPolicy OnlyOurs()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true };
        policy.CustomTrustStore.AddRange(_authorities);
        return policy;
    }

    private static bool IsOurs(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        certificate is not null && (errors & ~SslPolicyErrors.RemoteCertificateNameMismatch) == SslPolicyErrors.None;

    private sealed record Sealed(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
