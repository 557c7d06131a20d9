using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>Every address that can be read, by a visitor, by whoever is signed in, by HTTPS and not: what its answer tells browsers.</summary>
public sealed partial class HeaderWalkTests : IAsyncLifetime
{
    private AppHost _app = null!;

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync("--Hosting:KnownProxies:0=127.0.0.1");

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answers_OfEveryRoute_HaveTheHeaders(bool signedIn)
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        if (signedIn)
        {
            await visitor.LogInAsync(AppHost.AdminName, AppHost.AdminPassword);
        }

        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var paths = Paths();
        Assert.InRange(paths.Count, 80, 1000);
        var wrong = new List<string>();
        foreach (var path in paths)
        {
            using var response = await visitor.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
            wrong.AddRange(Faults(response).Select(fault => $"{path} {(int)response.StatusCode}: {fault}"));
            if (response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                var page = await response.Content.ReadAsStringAsync();
                wrong.AddRange(InlineScript().Matches(page).Where(_ => !path.StartsWith("/api/docs", StringComparison.Ordinal)).Select(match => $"{path}: {match.Value}"));
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answers_OfEveryDoor_AreKeptByNobody(bool withKey)
    {
        var key = (string)(await _app.Admin.CallAsync("POST", "/api/me/tokens", """{"name":"t"}""")).Body!["key"]!;
        using var client = _app.Client();
        var paths = Routes().Where(path => IsDoor(path) && path != "/healthz").ToList();
        Assert.InRange(paths.Count, 12, 100);
        var statuses = new List<int>();
        foreach (var path in paths)
        {
            // In the address, where nothing tells those on the way that the answer is private.
            using var response = await client.GetAsync(withKey ? $"{path}?key={key}" : path);
            statuses.Add((int)response.StatusCode);
            Assert.True(response.Headers.CacheControl?.NoStore == true, $"{path} {(int)response.StatusCode}: {response.Headers.CacheControl}");
        }

        Assert.Equal(withKey, statuses.Contains(200));
        Assert.DoesNotContain(500, statuses);
    }

    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    public async Task Transport_IsToBeSecure_OnlyWhereItIs(string scheme, bool expected)
    {
        using var client = _app.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        using var response = await client.GetAsync("/login");
        Assert.Equal(expected, response.Headers.Contains("Strict-Transport-Security"));
        var set = response.Headers.GetValues("Set-Cookie").ToList();
        Assert.True(expected == set.All(cookie => cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase)), string.Join('\n', set));
    }

    [Fact]
    public async Task Forwarded_ByNobodyThatIsNamed_IsNotBelieved()
    {
        await using var app = await AppHost.StartAsync("--Hosting:KnownProxies:0=192.0.2.7");
        using var client = app.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-Host", "evil.example");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.9");
        using var response = await client.GetAsync("/login");
        Assert.False(response.Headers.Contains("Strict-Transport-Security"));
        Assert.DoesNotContain("evil.example", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await client.PostAsync("/v1/chat/completions", RelayBed.Body("{}"));
        for (var i = 0; i < 40; i++)
        {
            using var guess = new HttpRequestMessage(HttpMethod.Get, "/api/token") { Headers = { { "X-Forwarded-For", $"203.0.113.{i}" } } };
            guess.Headers.TryAddWithoutValidation("Authorization", $"Bearer sk-{i:D48}");
            using var answer = await client.SendAsync(guess);
            if ((int)answer.StatusCode == 429)
            {
                return;
            }
        }

        Assert.Fail("Each forged address was taken for another client.");
    }

    private static IEnumerable<string> Faults(HttpResponseMessage response)
    {
        string Header(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        var policy = Header("Content-Security-Policy");
        string[] directives = policy.Split("; ");
        var scripts = directives.FirstOrDefault(directive => directive.StartsWith("script-src", StringComparison.Ordinal)) ?? "";
        var kept = Header("Cache-Control");
        var path = response.RequestMessage!.RequestUri!.AbsolutePath;
        if (Header("X-Content-Type-Options") != "nosniff" || Header("X-Frame-Options") != "DENY" || Header("Referrer-Policy").Length == 0)
        {
            yield return "a header is missing";
        }

        if (!scripts.StartsWith("script-src 'self'", StringComparison.Ordinal) || scripts.Contains("unsafe", StringComparison.Ordinal) || !policy.Contains("frame-ancestors 'none'", StringComparison.Ordinal))
        {
            yield return $"its policy is {policy}";
        }

        if (!Header("Strict-Transport-Security").StartsWith("max-age=", StringComparison.Ordinal))
        {
            yield return "transport may be insecure";
        }

        // The site's own files are the same for everybody.
        if (!kept.Contains("no-store", StringComparison.Ordinal) && !Path.HasExtension(path))
        {
            yield return $"may be kept: {kept}";
        }
    }

    /// <summary>Every route that is read, with something in the place of its parameters. The doors have programs for clients, not browsers.</summary>
    private List<string> Paths() => Routes()
        .Where(path => !IsDoor(path) && !path.StartsWith("/_blazor", StringComparison.Ordinal) && !path.Contains(".map", StringComparison.Ordinal) && !path.EndsWith(".br", StringComparison.Ordinal) && !path.EndsWith(".gz", StringComparison.Ordinal))
        .ToList();

    private IEnumerable<string> Routes() => _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>() is not { } methods || methods.HttpMethods.Contains("GET"))
        .Select(endpoint => "/" + Parameter().Replace(endpoint.RoutePattern.RawText!, "1").TrimStart('/'))
        .Distinct().Order(StringComparer.Ordinal);

    private static bool IsDoor(string path) => path == "/healthz" || path.Contains("mj/", StringComparison.Ordinal) || path.EndsWith("/mj", StringComparison.Ordinal)
        || path.StartsWith("/v1", StringComparison.Ordinal) || path.StartsWith("/dashboard/billing", StringComparison.Ordinal);

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    /// <summary>A script in the page itself, or one in an attribute. Data that the framework reads is no script.</summary>
    [GeneratedRegex("<script(?![^>]*(src=|type=\"(importmap|application/json)\"))[^>]*>|<[a-z][^>]* on[a-z]+=\"[^\"]*\"|href=\"javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();
}
