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

        // Every reader of a body has a limit of its own and says it. The server's would cut the connection before the answer is read.
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = rate;
        options.Limits.MinResponseDataRate = rate;
        options.Limits.RequestHeadersTimeout = settings.HeadersTimeout;
        options.Limits.KeepAliveTimeout = settings.KeepAlive;
    }
}
