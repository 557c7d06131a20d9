using System.Net;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>What a browser asks before it lets an app of another site call, and what it lets the app read.</summary>
public sealed class BrowserAppTests : IAsyncLifetime
{
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync(upstreams: Replies.Either());

    public ValueTask DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [InlineData("/v1/chat/completions", "authorization, content-type")]
    [InlineData("/v1/messages", "x-api-key, anthropic-version, anthropic-dangerous-direct-browser-access")]
    [InlineData("/v1beta/models/gemini-2.0-flash:generateContent", "x-goog-api-key")]
    [InlineData("/mj/submit/imagine", "mj-api-secret")]
    [InlineData("/dashboard/billing/subscription", "authorization")]
    public async Task Preflight_OfADoor_AllowsEveryOriginAndTheKeysHeader(string path, string headers)
    {
        using var response = await AskAsync(HttpMethod.Options, path, headers);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(headers.Split(", "), string.Join(',', response.Headers.GetValues("Access-Control-Allow-Headers")).Split(',', StringSplitOptions.TrimEntries));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Credentials"));
        Assert.Equal("7200", response.Headers.GetValues("Access-Control-Max-Age").Single());
        Assert.Empty(_bed.Upstream.Requests);
    }

    [Theory]
    [InlineData("/api/me")]
    [InlineData("/api/me/tokens")]
    [InlineData("/login")]
    [InlineData("/v1x/chat")]
    public async Task Preflight_OfAnythingElse_AllowsNothing(string path)
    {
        using var response = await AskAsync(HttpMethod.Options, path, "authorization");
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
        using var page = await AskAsync(HttpMethod.Get, path, null);
        Assert.DoesNotContain(page.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("", HttpStatusCode.OK)]
    [InlineData(",\"stream\":true", HttpStatusCode.OK)]
    [InlineData(",\"model\":\"no-such-model\"", null)]
    public async Task Reply_WholeStreamedOrRefused_CanBeReadByTheApp(string extra, HttpStatusCode? expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = RelayBed.ChatBody(extra) };
        request.Headers.Add("Origin", "https://app.nextchat.dev");
        using var response = await _bed.Client.SendAsync(request);
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("X-Request-Id", string.Join(',', response.Headers.GetValues("Access-Control-Expose-Headers")), StringComparison.Ordinal);
        Assert.True(expected is null ? (int)response.StatusCode >= 400 : response.StatusCode == expected);
    }

    [Fact]
    public async Task Program_WithoutAnOrigin_SeesNothingOfIt()
    {
        using var response = await _bed.ChatAsync();
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string? headers)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_bed.Address) };
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("Origin", "https://app.nextchat.dev");
        if (headers is not null)
        {
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", headers);
        }

        return await client.SendAsync(request);
    }
}
