using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Sandboxes.Frontend.Tests;

public sealed class GateTests
{
    // POST /sign-in wants the key in its form, so it is a 401 without one.
    private static readonly string[] OpenToAnyone = ["GET /", "GET /livez", "GET /readyz", "GET /sign-in", "GET /sign-in.css"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoints_AllButTheFewThatAreOpen_Are401WithoutAKey()
    {
        await using var host = await FrontendHost.StartAsync();
        var open = new List<string>();

        foreach (var (method, path) in EndpointsOf(host))
        {
            var response = await host.Anyone.SendAsync(new(new(method), path), Cancellation);
            if (response.StatusCode != HttpStatusCode.Unauthorized)
            {
                open.Add($"{method} {path}");
                continue;
            }

            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.Single().Scheme);
        }

        Assert.Equal(OpenToAnyone, open.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/v1/nothing")]
    [InlineData("PATCH", "/v1/run")]
    [InlineData("GET", "/.git/config")]
    [InlineData("OPTIONS", "/v1/run")]
    public async Task NoRoute_WithoutAKey_Is401AsWell(string method, string path)
    {
        await using var host = await FrontendHost.StartAsync();

        var response = await host.Anyone.SendAsync(new(new(method), path), Cancellation);

        await response.ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("Authorization", "Bearer a-key-for-tests-0123456789", HttpStatusCode.NoContent)]
    [InlineData("Authorization", "bearer a-key-for-tests-0123456789", HttpStatusCode.NoContent)]
    [InlineData("X-API-Key", "a-key-for-tests-0123456789", HttpStatusCode.NoContent)]
    [InlineData("Authorization", "Bearer a-key-for-tests-012345678", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer ", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "a-key-for-tests-0123456789", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Basic YS1rZXk6", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.", HttpStatusCode.Unauthorized)]
    [InlineData("X-API-Key", "A-KEY-FOR-TESTS-0123456789", HttpStatusCode.Unauthorized)]
    [InlineData("Cookie", "sandboxes=9999999999.AAAA", HttpStatusCode.Unauthorized)]
    public async Task Key_GoodOrBad_OpensOrNot(string header, string value, HttpStatusCode status)
    {
        await using var host = await FrontendHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/ping");
        request.Headers.TryAddWithoutValidation(header, value);

        Assert.Equal(status, (await host.Anyone.SendAsync(request, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Key_OfAHundredThousandLetters_Is401()
    {
        await using var host = await FrontendHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/ping");
        request.Headers.TryAddWithoutValidation("X-API-Key", new string('k', 20_000));

        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Anyone.SendAsync(request, Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Endpoints_ForOperators_AreForbiddenToOtherKeysAndNoOthersAre()
    {
        await using var host = await FrontendHost.StartAsync();
        var forbidden = new List<string>();

        foreach (var (method, path) in EndpointsOf(host))
        {
            var response = await host.Tenant.SendAsync(new(new(method), path), Cancellation);
            if (response.StatusCode == HttpStatusCode.Forbidden)
            {
                await response.ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
                forbidden.Add($"{method} {path}");
            }
        }

        Assert.Equal(
            [
                "DELETE /v1/templates/x", "GET /metrics", "GET /v1/audit", "GET /v1/nodes", "GET /v1/pools", "GET /v1/pools/decisions", "GET /v1/sandboxes", "POST /v1/nodes/x/drain", "POST /v1/nodes/x/undrain",
                "POST /v1/pools/x/x/pause", "POST /v1/pools/x/x/resume", "POST /v1/sandboxes/x/x/destroy", "POST /v1/sandboxes/x/x/recycle", "POST /v1/sessions/x/release", "PUT /v1/pools/x/x", "PUT /v1/templates/x",
            ],
            forbidden.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task RawPath_ThatClimbs_Is400BeforeAnyRouteSeesIt()
    {
        await using var host = await FrontendHost.StartAsync();

        Assert.StartsWith("HTTP/1.1 400 ", await host.RawAsync("GET", "/v1/sessions/x/../../ping"), StringComparison.Ordinal);
    }

    internal static IEnumerable<(string Method, string Path)> EndpointsOf(FrontendHost host) =>
        from source in host.Services.GetServices<EndpointDataSource>()
        from endpoint in source.Endpoints.OfType<RouteEndpoint>()
        from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
        select (method, "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => segment.Parts[0] is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "x")));
}
