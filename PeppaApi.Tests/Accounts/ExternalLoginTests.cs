using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

/// <summary>Signing in through somebody else, over real sockets.</summary>
public sealed class ExternalLoginTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;
    private AppHost _app = null!;

    public async ValueTask InitializeAsync()
    {
        _provider = await FakeProvider.StartAsync();
        _app = await AppHost.StartAsync([.. _provider.Settings, "--Hosting:KnownProxies:0=127.0.0.1"]);
        foreach (var name in new[] { "ann", "bob" })
        {
            (await _app.UserAsync(name)).Client.Dispose();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("OpenIdConnect", "Company")]
    [InlineData("GitHub", "GitHub")]
    public async Task Login_LinkedBySomebodySignedIn_LetsInUntilUnlinked(string provider, string title)
    {
        using var ann = new SiteVisitor(_app.BaseAddress);
        await ann.LogInAsync("ann", ApiCalls.Password);
        Assert.Contains($"Link with {title}", (await ann.GetAsync("/setting/security")).Text, StringComparison.Ordinal);
        Assert.Equal("/setting/security", await TravelAsync(ann, "/setting/security", "/setting/security/external", provider));
        Assert.Contains($"Unlink {title}?", (await ann.GetAsync("/setting/security")).Text, StringComparison.Ordinal);

        using var later = new SiteVisitor(_app.BaseAddress);
        Assert.Equal("/dashboard", await TravelAsync(later, "/login", "/login/external", provider));
        Assert.Equal(200, (await later.GetAsync("/dashboard")).Status);
        var (_, log) = await _app.Admin.CallAsync("GET", "/api/audit-log?act=login.created");
        Assert.Equal("ann", log!["items"]![0]!["actor"]!.GetValue<string>());

        // Another account cannot take what opens this one.
        using var bob = new SiteVisitor(_app.BaseAddress);
        await bob.LogInAsync("bob", ApiCalls.Password);
        Assert.Equal("/setting/security?external=failed", await TravelAsync(bob, "/setting/security", "/setting/security/external", provider));

        await ann.PostAsync("/setting/security", $"external-{provider}-{(provider == "GitHub" ? "4711" : "octocat")}");
        using var last = new SiteVisitor(_app.BaseAddress);
        Assert.Equal("/login?external=unknown", await TravelAsync(last, "/login", "/login/external", provider));
    }

    [Fact]
    public async Task Login_WithTheMailOfAnAdmin_IsNotLinkedByItself()
    {
        using var stranger = new SiteVisitor(_app.BaseAddress);
        Assert.Equal("/login?external=unknown", await TravelAsync(stranger, "/login", "/login/external", "OpenIdConnect"));
        Assert.Equal(302, (await stranger.GetAsync("/dashboard")).Status);
        Assert.Contains("not linked", (await stranger.GetAsync("/login?external=unknown")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_OfADisabledUser_IsRefused()
    {
        using var ann = new SiteVisitor(_app.BaseAddress);
        await ann.LogInAsync("ann", ApiCalls.Password);
        await TravelAsync(ann, "/setting/security", "/setting/security/external", "GitHub");
        await _app.Services.GetRequiredService<UserService>().UpdateAsync(2, new UserChange(Disabled: true));
        using var later = new SiteVisitor(_app.BaseAddress);
        Assert.Equal("/login?external=unknown", await TravelAsync(later, "/login", "/login/external", "GitHub"));
        Assert.Equal(302, (await later.GetAsync("/dashboard")).Status);
    }

    [Fact]
    public async Task Answer_ThatThisBrowserDidNotAskFor_LinksAndSignsInNobody()
    {
        using var ann = new SiteVisitor(_app.BaseAddress);
        using var bob = new SiteVisitor(_app.BaseAddress);
        await ann.LogInAsync("ann", ApiCalls.Password);
        await bob.LogInAsync("bob", ApiCalls.Password);
        var answer = await AskAsync(bob, "/setting/security", "/setting/security/external", "GitHub");
        Assert.Equal("/login?external=failed", (await ann.GetAsync(answer)).Location);
        Assert.Equal("/login?external=failed", (await ann.GetAsync("/signin/github?code=the-code&state=forged")).Location);
        // Without the token of our own page nothing begins, and a link begins nothing.
        using var response = await ann.Client.PostAsync("/setting/security/external", new FormUrlEncodedContent([new("provider", "GitHub")]));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("/setting/security?external=failed", (await ann.GetAsync("/setting/security/external?provider=GitHub")).Location);
    }

    [Theory]
    [InlineData("OpenIdConnect", "peppa.external,peppa.nonce")]
    [InlineData("GitHub", "peppa.external")]
    public async Task Login_BehindHttps_IsRememberedInCookiesOfThisHostAlone(string provider, string cookies)
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var answer = await AskAsync(visitor, "/login", "/login/external", provider);
        var set = visitor.Cookies.GetAllCookies().Where(cookie => cookie.Name.Contains("peppa.external", StringComparison.Ordinal) || cookie.Name.Contains("nonce", StringComparison.OrdinalIgnoreCase) || cookie.Name.Contains("Correlation", StringComparison.Ordinal)).ToList();
        Assert.Equal(cookies.Split(','), set.Select(cookie => string.Join('.', cookie.Name.Replace("__Host-", "", StringComparison.Ordinal).Split('.')[..2])).Order(StringComparer.Ordinal));
        Assert.All(set, cookie => Assert.StartsWith("__Host-", cookie.Name, StringComparison.Ordinal));
        Assert.All(set, cookie => Assert.Equal((true, true, "/"), (cookie.Secure, cookie.HttpOnly, cookie.Path)));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        Assert.All(set, cookie => Assert.InRange(cookie.Expires.ToUniversalTime(), now.AddMinutes(10), now.AddMinutes(20)));
        LetGo(visitor);
        // Nobody is linked, but the answer is believed; a second time it is not, as nothing is remembered any more.
        var finish = (await visitor.GetAsync(answer)).Location!;
        Assert.StartsWith("/login/external", finish, StringComparison.Ordinal);
        LetGo(visitor);
        Assert.Equal("/login?external=failed", (await visitor.GetAsync(answer)).Location);
        Assert.Equal("/login?external=unknown", (await visitor.GetAsync(finish)).Location);
    }

    [Fact]
    public async Task Policy_OfPages_LetsFormsLeadToTheProvider()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        using var response = await visitor.Client.GetAsync("/login");
        Assert.Contains(response.Headers.GetValues("Content-Security-Policy"), policy => policy.EndsWith($"form-action 'self' {_provider.Address} {_provider.Address}", StringComparison.Ordinal));
    }

    /// <summary>The test's own client keeps secure cookies from a plain connection to itself.</summary>
    private static void LetGo(SiteVisitor visitor)
    {
        foreach (System.Net.Cookie cookie in visitor.Cookies.GetAllCookies())
        {
            cookie.Secure = false;
        }
    }

    /// <summary>To the provider, and to the address that it sends back to.</summary>
    private static async Task<string> AskAsync(SiteVisitor visitor, string page, string action, string provider)
    {
        var (_, text, _) = await visitor.GetAsync(page);
        LetGo(visitor);
        var token = text.Split("name=\"__RequestVerificationToken\" value=\"")[1].Split('"')[0];
        using var response = await visitor.Client.PostAsync(action, new FormUrlEncodedContent([new("provider", provider), new("returnUrl", "//evil.example"), new("__RequestVerificationToken", token)]));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var back = await browser.GetAsync(response.Headers.Location);
        return back.Headers.Location!.PathAndQuery;
    }

    /// <summary>There, back, and where it ends.</summary>
    private static async Task<string?> TravelAsync(SiteVisitor visitor, string page, string action, string provider)
    {
        var answer = await AskAsync(visitor, page, action, provider);
        var (_, _, finish) = await visitor.GetAsync(answer);
        return finish is "/login?external=failed" ? finish : (await visitor.GetAsync(finish!)).Location;
    }
}
