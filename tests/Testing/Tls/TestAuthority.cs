using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sandboxes.Testing.Tls;

/// <summary>An authority of its own, and the files of certificates that it signs.</summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-1);
    private static readonly DateTimeOffset Until = From.AddDays(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sbx-tls-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _authority;
    private int _signed;

    public TestAuthority()
    {
        var request = new CertificateRequest("CN=an authority", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        _authority = request.CreateSelfSigned(From, Until);
        File.WriteAllText(AuthorityPath, _authority.ExportCertificatePem());
    }

    public string AuthorityPath => Path.Combine(_folder.FullName, "authority.pem");

    /// <summary>Signs a certificate and answers the paths of it and of its key.</summary>
    public (string Certificate, string Key) Sign(DateTimeOffset? until = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var number = Interlocked.Increment(ref _signed);
        using var certificate = new CertificateRequest("CN=a process", key, HashAlgorithmName.SHA256).Create(_authority, From, until ?? Until, BitConverter.GetBytes(number));
        var (path, keyPath) = (Path.Combine(_folder.FullName, $"{number}.pem"), Path.Combine(_folder.FullName, $"{number}.key"));
        File.WriteAllText(path, certificate.ExportCertificatePem());
        File.WriteAllText(keyPath, key.ExportPkcs8PrivateKeyPem());
        return (path, keyPath);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }
}
