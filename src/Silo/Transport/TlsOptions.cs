namespace Sandboxes.Silo.Transport;

/// <summary>Mutual TLS between silos, and between frontends and silos; section "Tls". All three are set, or none.</summary>
public sealed class TlsOptions
{
    public const string Section = "Tls";

    /// <summary>This process's certificate, a PEM file; intermediates may follow it. Default: null, no TLS.</summary>
    public string? Certificate { get; set; }

    /// <summary>Its private key, a PEM file. Default: null.</summary>
    public string? Key { get; set; }

    /// <summary>Whose certificates are believed, and no one else's: a PEM file of one or more authorities. Default: null.</summary>
    public string? Authority { get; set; }

    /// <summary>How long a handshake may take, in seconds, before the connection is closed. 1 to 60. Default: 5.</summary>
    public int HandshakeSeconds { get; set; } = 5;

    public bool IsOn => Certificate is { Length: > 0 };

    /// <summary>What is wrong with these settings, a sentence each.</summary>
    public IEnumerable<string> Errors()
    {
        var set = new[] { Certificate, Key, Authority }.Count(path => path is { Length: > 0 });
        if (set is not (0 or 3))
        {
            yield return $"Tls:Certificate is '{Certificate}', Tls:Key is '{Key}' and Tls:Authority is '{Authority}'; set all three for TLS between the cluster's processes, or none.";
        }

        if (HandshakeSeconds is < 1 or > 60)
        {
            yield return $"Tls:HandshakeSeconds is {HandshakeSeconds}; it must be 1 to 60.";
        }
    }
}
