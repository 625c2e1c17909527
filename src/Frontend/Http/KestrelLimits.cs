using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Sandboxes.Frontend;

/// <summary>The server's own limits: who is slow or idle is cut by time and rate, so that others do not notice.</summary>
internal sealed class KestrelLimits(IOptions<FrontendOptions> frontend) : IConfigureOptions<KestrelServerOptions>
{
    public void Configure(KestrelServerOptions options)
    {
        var settings = frontend.Value;
        var rate = new MinDataRate(settings.LeastBytesPerSecond, settings.RateGrace);
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = settings.MaxConnections;
        options.Limits.MaxRequestBodySize = RequestBody.MaxBytes;
        options.Limits.MinRequestBodyDataRate = rate;
        options.Limits.MinResponseDataRate = rate;
        options.Limits.RequestHeadersTimeout = settings.HeadersTimeout;
        options.Limits.KeepAliveTimeout = settings.KeepAlive;
    }
}
