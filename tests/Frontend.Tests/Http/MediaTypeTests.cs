using Microsoft.AspNetCore.Http;

namespace Sandboxes.Frontend.Tests;

public sealed class MediaTypeTests
{
    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/json", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/event-stream", "text/event-stream")]
    [InlineData("text/*", "text/event-stream")]
    [InlineData("application/x-ndjson, application/json;q=0.5", "application/x-ndjson")]
    [InlineData("text/event-stream;q=0.1, */*", "application/json")]
    [InlineData("application/json;q=0, */*;q=0.1", "text/event-stream")]
    [InlineData("text/html", null)]
    [InlineData("application/json;q=0", null)]
    [InlineData(";;;", null)]
    public void Choose_Accept_TakesTheBestOffer(string? accept, string? chosen)
    {
        var request = new DefaultHttpContext().Request;
        if (accept is not null)
        {
            request.Headers.Accept = accept;
        }

        Assert.Equal(chosen, MediaTypes.Choose(request, "application/json", "text/event-stream", "application/x-ndjson"));
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("Application/JSON; charset=utf-8", true)]
    [InlineData("text/json", false)]
    [InlineData("application/x-www-form-urlencoded", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsJson_ContentType_IsThatOfJson(string? contentType, bool json) => Assert.Equal(json, MediaTypes.IsJson(contentType));
}
