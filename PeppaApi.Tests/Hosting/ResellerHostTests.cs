using System.Net;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>On a reseller host there is the relay and the page to look up a key, and nothing that names the operator.</summary>
public sealed class ResellerHostTests(ResellerHostTests.Bed shared) : IClassFixture<ResellerHostTests.Bed>
{
    private const string Host = "keys.example.com";
    private const string Addresses = """
        {"addresses":[{"address":"https://api.example.com","kind":"main"},{"address":"https://keys.example.com","kind":"reseller","shown":false},{"address":"https://中转.example.com","kind":"reseller"}]}
        """;

    [Theory]
    [InlineData(Host)]
    [InlineData("KEYS.Example.COM")]
    [InlineData("keys.example.com:8443")]
    [InlineData("keys.example.com.")]
    [InlineData("keys.example.com.:443")]
    [InlineData("xn--fiqq40n.example.com")]
    public async Task FrontPage_OfAResellerHostHoweverSpelled_IsTheLookUpPage(string host)
    {
        var bed = shared.Relay;
        using var response = await GetAsync(bed, "/", host);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Contains("lookup.js", text, StringComparison.Ordinal);
        Assert.False(response.Headers.Contains("Set-Cookie"));
        AssertNamesNobody(response, text);
    }

    [Theory]
    [InlineData("api.example.com")]
    [InlineData("keys.example.com.evil.example")]
    [InlineData("xkeys.example.com")]
    [InlineData("127.0.0.1")]
    public async Task FrontPage_OfAnotherHost_IsTheSite(string host)
    {
        var bed = shared.Relay;
        using var response = await GetAsync(bed, "/", host);
        Assert.Contains("data-theme", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/register?aff=abcd")]
    [InlineData("/pricing")]
    [InlineData("/dashboard")]
    [InlineData("/admin/settings")]
    [InlineData("/setup")]
    [InlineData("/error")]
    [InlineData("/not-found")]
    [InlineData("/no-such-page")]
    [InlineData("/culture?culture=en")]
    [InlineData("/api/status")]
    [InlineData("/api/pricing")]
    [InlineData("/api/me")]
    [InlineData("/api/no-such-thing")]
    [InlineData("/api/docs")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/peppa.css")]
    [InlineData("/peppa.js")]
    [InlineData("/favicon.svg")]
    [InlineData("/favicon.ico")]
    [InlineData("/robots.txt")]
    [InlineData("/_framework/blazor.web.js")]
    [InlineData("/_blazor")]
    [InlineData("/_content/MudBlazor/MudBlazor.min.css")]
    [InlineData("//look-up")]
    public async Task Path_ThatIsNotOpenThere_IsNotFound_AndNamesNobody(string path)
    {
        var bed = shared.Relay;
        using var response = await GetAsync(bed, path, Host, bed.Key);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("Not found.", text);
        AssertNamesNobody(response, text);
    }

    [Fact]
    public async Task Endpoints_OpenThere_AreTheseAndNoOthers()
    {
        var bed = shared.Relay;
        var open = bed.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(ResellerHosts.IsOpen)
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/')).Where(route => !route.StartsWith("/lookup.", StringComparison.Ordinal));
        Assert.Equal(["/api/token", "/api/token/usage", "/api/token/usage/csv", "/look-up"], open.Distinct().Order());
    }

    [Fact]
    public async Task Doors_OnAResellerHost_Work_AndTellNothingOfTheAccount()
    {
        var bed = shared.Relay;
        using var chat = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = RelayBed.ChatBody(), Headers = { Host = Host } };
        using var reply = await bed.Client.SendAsync(chat);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        using var unknown = await GetAsync(bed, "/v1/nothing", Host, bed.Key);
        var text = await unknown.Content.ReadAsStringAsync();
        Assert.Contains("\"code\":\"unknown_path\"", text, StringComparison.Ordinal);
        AssertNamesNobody(unknown, text);
        using var balance = await GetAsync(bed, "/v1/dashboard/billing/subscription", Host, bed.Key);
        Assert.Contains("\"hard_limit_usd\":100000000", await balance.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LookUp_OnAResellerHost_TellsOfTheKey_AndItsErrorsNameNobody()
    {
        var bed = shared.Relay;
        using var found = await GetAsync(bed, "/api/token", Host, bed.Key);
        Assert.Contains("\"name\":\"some\"", await found.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var (path, key, status) in new[] { ("/api/token", "sk-x", 401), ("/api/token/usage?page=x", bed.Key, 400), ("/api/token/usage?pageSize=0", bed.Key, 400) })
        {
            using var refused = await GetAsync(bed, path, Host, key);
            var text = await refused.Content.ReadAsStringAsync();
            Assert.Equal(status, (int)refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType!.MediaType);
            AssertNamesNobody(refused, text);
        }
    }

    [Theory]
    [InlineData("/?culture=zh-CN", "密钥用量查询")]
    [InlineData("/?culture=en", "Key usage")]
    public async Task LookUpPage_InEitherLanguage_IsItsOwn(string path, string title)
    {
        var bed = shared.Relay;
        using var response = await GetAsync(bed, path, Host);
        Assert.Contains(title, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "api.example.com", Host, false)]
    [InlineData(false, Host, "api.example.com", true)]
    [InlineData(true, "api.example.com", Host, true)]
    [InlineData(true, "api.example.com", "keys.example.com:8443", true)]
    // A proxy that lets the client's own header through must not open the site to it.
    [InlineData(true, Host, "api.example.com", true)]
    public async Task ForwardedHost_IsBelievedOfKnownProxiesAlone_AndNeverOpensTheSite(bool proxied, string host, string forwarded, bool isReseller)
    {
        await using var bed = await StartAsync(proxied ? "--Hosting:KnownProxies:0=127.0.0.1" : "--Hosting:KnownProxies:0=192.0.2.1");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/pricing") { Headers = { Host = host } };
        request.Headers.Add("X-Forwarded-Host", forwarded);
        using var response = await bed.Client.SendAsync(request);
        Assert.Equal(isReseller ? HttpStatusCode.NotFound : HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""[{"address":"https://127.0.0.1","kind":"reseller"}]""")]
    [InlineData("""[{"address":"http://localhost:5080","kind":"reseller"}]""")]
    [InlineData("""[{"address":"https://[::1]:5080","kind":"reseller"}]""")]
    [InlineData("""[{"address":"https://a.example.com","kind":"main"},{"address":"https://A.example.com:8443","kind":"reseller"}]""")]
    [InlineData("""[{"address":"https://a.example.com/v1","kind":"main"}]""")]
    [InlineData("""[{"address":"https://a.example.com"},{"address":"https://A.example.com/"}]""")]
    [InlineData("""[{"address":"javascript:alert(1)"}]""")]
    public async Task Addresses_ThatWouldLockOutOrLeadAstray_AreRefused(string addresses)
    {
        await using var app = await AppHost.StartAsync();
        var (status, body) = await app.Admin.CallAsync("PUT", "/api/settings/addresses", $$"""{"addresses":{{addresses}}}""");
        Assert.Equal(400, status);
        Assert.NotNull(body!["errors"]!["addresses"]);
    }

    [Fact]
    public async Task Addresses_ThatAreShown_AreInTheStatus()
    {
        await using var app = await AppHost.StartAsync();
        using var nobody = app.Client();
        var before = (await nobody.CallAsync("GET", "/api/status")).Body!["addresses"]!.AsArray();
        Assert.Equal(app.BaseAddress.ToString().TrimEnd('/'), before.Single()!["address"]!.GetValue<string>());
        await app.Admin.CallAsync("PUT", "/api/settings/addresses", Addresses);
        var after = (await nobody.CallAsync("GET", "/api/status")).Body!["addresses"]!.AsArray();
        Assert.Equal(["https://api.example.com", "https://中转.example.com"], after.Select(one => one!["address"]!.GetValue<string>()));
    }

    /// <summary>One relay for all that change nothing.</summary>
    public sealed class Bed : IAsyncLifetime
    {
        internal RelayBed Relay { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Relay = await StartAsync();

        public ValueTask DisposeAsync() => Relay.DisposeAsync();
    }

    private static async Task<RelayBed> StartAsync(params string[] settings)
    {
        var bed = await RelayBed.StartAsync(settings: [.. settings, "--Accounts:OpenIdConnect:Authority=https://login.peppa.example", "--Accounts:OpenIdConnect:ClientId=c", "--Accounts:OpenIdConnect:ClientSecret=s"], upstreams: Replies.Either());
        await bed.Services.GetRequiredService<OperatorSettings>().SaveAsync(new AddressSettings(
        [
            new RelayAddress("https://api.example.com", AddressKind.Main),
            new RelayAddress("https://keys.example.com", AddressKind.Reseller, Shown: false),
            new RelayAddress("https://中转.example.com", AddressKind.Reseller),
        ]));
        return bed;
    }

    private static async Task<HttpResponseMessage> GetAsync(RelayBed bed, string path, string host, string? key = null)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(bed.Address) };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(bed.Address + path)) { Headers = { Host = host } };
        request.Headers.Add("Accept", "text/html");
        if (key is not null)
        {
            request.Headers.Authorization = new("Bearer", key);
        }

        return await client.SendAsync(request);
    }

    private static void AssertNamesNobody(HttpResponseMessage response, string text)
    {
        var all = new StringBuilder(text).Append(response.Headers).Append(response.Content.Headers).ToString();
        Assert.DoesNotContain("peppa", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("blazor", all, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("api.example.com", all, StringComparison.OrdinalIgnoreCase);
    }
}
