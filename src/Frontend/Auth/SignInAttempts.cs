using System.Net;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>Counts attempts to sign in, by address and minute.</summary>
internal sealed class SignInAttempts(IOptions<FrontendOptions> options, TimeProvider time)
{
    /// <summary>Addresses that are counted in one minute. Beyond it nobody new may try until the minute is over.</summary>
    private const int MaxAddresses = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _attempts = [];
    private long _minute;

    /// <summary>0: the attempt may be made. Otherwise the seconds until the next one may.</summary>
    public int Take(IPAddress? address)
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        lock (_lock)
        {
            StartMinute(seconds / 60);
            var taken = _attempts.GetValueOrDefault(address ?? IPAddress.None);
            if (taken >= options.Value.SignInAttemptsPerMinute || (taken == 0 && _attempts.Count >= MaxAddresses))
            {
                return 60 - (int)(seconds % 60);
            }

            _attempts[address ?? IPAddress.None] = taken + 1;
            return 0;
        }
    }

    private void StartMinute(long minute)
    {
        if (minute != _minute)
        {
            _attempts.Clear();
            _minute = minute;
        }
    }
}
