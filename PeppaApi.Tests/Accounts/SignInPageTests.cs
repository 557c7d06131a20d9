using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts;

/// <summary>The ways in and out, as a browser without scripts takes them.</summary>
public sealed partial class SignInPageTests : IAsyncLifetime
{
    private AppHost _app = null!;
    private long _ann;

    public async ValueTask InitializeAsync()
    {
        _app = await AppHost.StartAsync("--Hosting:KnownProxies:0=127.0.0.1");
        (_ann, var client) = await _app.UserAsync("ann");
        client.Dispose();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("ANN")]
    [InlineData("Ann@Example.com")]
    public async Task LogIn_ByNameOrMail_LetsIn(string name)
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        Assert.Equal("/dashboard", (await visitor.LogInAsync(name, ApiCalls.Password)).Location);
        Assert.Equal(200, (await visitor.GetAsync("/dashboard")).Status);
        var (items, total) = await _app.Services.GetRequiredService<SignInHistory>().ListAsync(_ann, 1, 10);
        Assert.Equal(1, total);
        Assert.Equal((SignInMethod.Password, SignInResultKind.SignedIn, "Firefox, Linux", "127.0.0.1"), (items[0].Method, items[0].Result, items[0].Device, items[0].Address));
    }

    [Fact]
    public async Task LogIn_ThatFails_AnswersTheSameWhateverTheReason()
    {
        await _app.Services.GetRequiredService<UserService>().CreateAsync(new NewUser("off", "off@example.com", ApiCalls.Password));
        await _app.Services.GetRequiredService<UserService>().UpdateAsync(3, new UserChange(Disabled: true));
        var answers = new List<string>();
        foreach (var (name, password) in new[]
        {
            ("nobody", "wrong password"), ("nobody@example.com", ApiCalls.Password), ("ann", "wrong password"), ("off", ApiCalls.Password),
            ("ann", "wrong 2"), ("ann", "wrong 3"), ("ann", "wrong 4"), ("ann", "wrong 5"), ("ann", ApiCalls.Password), (new string('x', 10_000), "x"),
        })
        {
            using var visitor = new SiteVisitor(_app.BaseAddress);
            var started = TimeProvider.System.GetTimestamp();
            var (status, text, _) = await visitor.LogInAsync(name, password);
            Assert.True(TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMilliseconds(290), name);
            Assert.Equal(200, status);
            answers.Add(Volatile().Replace(text, ""));
        }

        Assert.Single(answers.Distinct());
        Assert.Contains("Name, password or code are wrong", answers[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("ann")]
    public async Task LogIn_TooOftenWrong_IsStoppedForKnownAndUnknownNames(string name)
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        for (var i = 0; i < 10; i++)
        {
            Assert.Contains("Name, password or code are wrong", (await visitor.LogInAsync(name, "wrong")).Text, StringComparison.Ordinal);
        }

        Assert.Contains("Too many attempts", (await visitor.LogInAsync(name, "wrong")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\t/evil.example")]
    [InlineData("javascript:alert(1)")]
    public async Task LogIn_ReturnAddressElsewhere_StaysHere(string address)
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        Assert.Equal("/dashboard", (await visitor.LogInAsync("ann", ApiCalls.Password, address)).Location);
    }

    [Fact]
    public async Task Post_WithoutItsToken_ChangesNothing()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        var content = new FormUrlEncodedContent([new("_handler", "login"), new("Input.Name", "ann"), new("Input.Password", ApiCalls.Password)]);
        using var response = await visitor.Client.PostAsync("/login", content);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.DoesNotContain(visitor.Cookies.GetAllCookies(), cookie => cookie.Name == "peppa.session");
        using var options = await visitor.Client.PostAsync("/passkeys/request-options", null);
        Assert.Equal(400, (int)options.StatusCode);
    }

    [Fact]
    public async Task Cookie_BehindHttps_IsOfThisHostAlone()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var (_, page, _) = await visitor.GetAsync("/login");
        // The test's own client keeps secure cookies from a plain connection to itself.
        foreach (System.Net.Cookie cookie in visitor.Cookies.GetAllCookies())
        {
            cookie.Secure = false;
        }

        var token = Token().Match(page).Groups[1].Value;
        using var response = await visitor.Client.PostAsync("/login", new FormUrlEncodedContent(
            [new("_handler", "login"), new("Input.Name", "ann"), new("Input.Password", ApiCalls.Password), new("__RequestVerificationToken", token)]));
        var set = response.Headers.GetValues("Set-Cookie").Single(header => header.Contains("peppa.session", StringComparison.Ordinal));
        Assert.StartsWith("__Host-peppa.session=", set, StringComparison.Ordinal);
        Assert.Contains("; path=/; secure; samesite=lax; httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", set, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Cookies_OfForms_BehindHttps_AreOfThisHostAlone()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var set = new List<string>();
        foreach (var path in (string[])["/login", "/register?aff=abcde"])
        {
            using var response = await visitor.Client.GetAsync(path);
            set.AddRange(response.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies : []);
        }

        Assert.Equal(["__Host-peppa.antiforgery", "__Host-peppa.invite"], set.Select(cookie => cookie.Split('=')[0]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(set, cookie => Assert.Contains("; path=/; secure; ", cookie.Replace("max-age=2592000; ", "", StringComparison.Ordinal), StringComparison.Ordinal));
        // What a neighbour below the same domain, or somebody on the line, can set has another name, and is not believed.
        using var forged = new SiteVisitor(_app.BaseAddress);
        forged.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var (_, page, _) = await forged.GetAsync("/login");
        var mine = forged.Cookies.GetAllCookies().Single();
        forged.Client.DefaultRequestHeaders.Add("Cookie", $"peppa.antiforgery={mine.Value}");
        Assert.Equal(400, (await forged.PostAsync("/login", page, "login", ("Input.Name", "ann"), ("Input.Password", ApiCalls.Password))).Status);
        forged.Client.DefaultRequestHeaders.Remove("Cookie");
        forged.Client.DefaultRequestHeaders.Add("Cookie", $"{mine.Name}={mine.Value}");
        Assert.Equal(302, (await forged.PostAsync("/login", page, "login", ("Input.Name", "ann"), ("Input.Password", ApiCalls.Password))).Status);
    }

    [Fact]
    public async Task Session_EndedElsewhere_IsOutWithTheNextRequest()
    {
        using var here = new SiteVisitor(_app.BaseAddress);
        using var there = new SiteVisitor(_app.BaseAddress, "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Safari/604.1");
        await here.LogInAsync("ann", ApiCalls.Password);
        await there.LogInAsync("ann", ApiCalls.Password);
        Assert.Equal(200, (await there.GetAsync("/dashboard")).Status);
        var (_, page, _) = await here.GetAsync("/setting/security");
        Assert.Contains("Safari, iPhone", page, StringComparison.Ordinal);
        var other = (await _app.Services.GetRequiredService<SessionService>().ListAsync(_ann)).Single(session => session.Device == "Safari, iPhone");
        await here.PostAsync("/setting/security", page, $"session-{other.Id}");
        Assert.Equal(302, (await there.GetAsync("/dashboard")).Status);
        Assert.Equal(200, (await here.GetAsync("/dashboard")).Status);
    }

    [Fact]
    public async Task Session_OfSomebodyElse_CannotBeEnded()
    {
        using var ann = new SiteVisitor(_app.BaseAddress);
        await ann.LogInAsync("ann", ApiCalls.Password);
        var sessions = _app.Services.GetRequiredService<SessionService>();
        var id = (await sessions.ListAsync(_ann)).Single().Id;
        Assert.False(await sessions.EndAsync(1, id));
        Assert.Equal(200, (await ann.GetAsync("/dashboard")).Status);
    }

    [Fact]
    public async Task LogOut_KeepsNoSession_EvenForACopyOfTheCookie()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await visitor.LogInAsync("ann", ApiCalls.Password);
        using var copy = new SiteVisitor(_app.BaseAddress);
        copy.Cookies.Add(_app.BaseAddress, new System.Net.Cookie("peppa.session", visitor.Cookies.GetCookies(_app.BaseAddress)["peppa.session"]!.Value));
        Assert.Equal(200, (await copy.GetAsync("/dashboard")).Status);
        var (_, page, _) = await visitor.GetAsync("/setting");
        using var response = await visitor.Client.PostAsync("/logout", new FormUrlEncodedContent([new("__RequestVerificationToken", await TokenAsync(visitor, page))]));
        Assert.Equal(302, (await copy.GetAsync("/dashboard")).Status);
        Assert.Empty(await _app.Services.GetRequiredService<SessionService>().ListAsync(_ann));
    }

    [Fact]
    public async Task DisabledUser_IsOutWithTheNextRequest()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await visitor.LogInAsync("ann", ApiCalls.Password);
        Assert.Equal(200, (await visitor.GetAsync("/dashboard")).Status);
        await _app.Services.GetRequiredService<UserService>().UpdateAsync(_ann, new UserChange(Disabled: true));
        Assert.Equal(302, (await visitor.GetAsync("/dashboard")).Status);
    }

    [Fact]
    public async Task Password_Changed_EndsTheOtherSessionsOnly()
    {
        using var here = new SiteVisitor(_app.BaseAddress);
        using var there = new SiteVisitor(_app.BaseAddress);
        await here.LogInAsync("ann", ApiCalls.Password);
        await there.LogInAsync("ann", ApiCalls.Password);
        Assert.Contains("A password has 10", (await here.PostAsync("/setting/security", "password", ("Input.New", "short"))).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await here.PostAsync("/setting/security", "password", ("Input.New", "another long password"))).Status);
        Assert.Equal(200, (await here.GetAsync("/dashboard")).Status);
        Assert.Equal(302, (await there.GetAsync("/dashboard")).Status);
        Assert.Equal("/dashboard", (await there.LogInAsync("ann", "another long password")).Location);
    }

    [Fact]
    public async Task SecurityPage_LongAfterTheProof_AsksAgain()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await visitor.LogInAsync("ann", ApiCalls.Password);
        await using (var context = _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext())
        {
            var before = TimeProvider.System.GetUtcNow() - SessionService.FreshFor - TimeSpan.FromSeconds(1);
            await context.Sessions.ExecuteUpdateAsync(set => set.SetProperty(session => session.ConfirmedAt, before));
        }

        const string Confirm = "/confirm?returnUrl=%2Fsetting%2Fsecurity";
        Assert.Equal(Confirm, (await visitor.GetAsync("/setting/security")).Location);
        Assert.Contains("are wrong", (await visitor.PostAsync(Confirm, "confirm", ("Input.Password", "wrong"))).Text, StringComparison.Ordinal);
        Assert.Equal(Confirm, (await visitor.GetAsync("/setting/security")).Location);
        Assert.Equal("/setting/security", (await visitor.PostAsync(Confirm, "confirm", ("Input.Password", ApiCalls.Password))).Location);
        Assert.Equal(200, (await visitor.GetAsync("/setting/security")).Status);
    }

    [Fact]
    public async Task TwoStep_TurnedOn_AsksForACodeThatWorksOnce()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await visitor.LogInAsync("ann", ApiCalls.Password);
        const string Page = "/setting/security";
        var (_, page, _) = await visitor.PostAsync(Page, "two-step-prepare");
        var key = Key().Match(page).Groups[1].Value;
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        (_, page, _) = await visitor.PostAsync(Page, page, "two-step-enable", ("Code", "000000"));
        Assert.Equal(key, Key().Match(page).Groups[1].Value);
        (_, page, _) = await visitor.PostAsync(Page, page, "two-step-enable", ("Code", Totp.Code(key, -1)));
        var codes = Codes().Match(page).Groups[1].Value.Split('\n');
        Assert.Equal(10, codes.Distinct().Count());

        // Another half minute may begin between the two.
        var code = Totp.Code(key);
        Assert.Equal(302, await CodeAsync(code));
        Assert.Equal(200, await CodeAsync(code));
        Assert.Equal(200, await CodeAsync(codes[0].Replace('-', 'x'), recovery: true));
        Assert.Equal(302, await CodeAsync(codes[0].ToLowerInvariant().Replace("-", "", StringComparison.Ordinal), recovery: true));
        Assert.Equal(200, await CodeAsync(codes[0], recovery: true));
        // What is left after one still opens.
        Assert.Equal(302, await CodeAsync(codes[9], recovery: true));
        Assert.Equal(200, await CodeAsync(codes[9], recovery: true));
        await AssertNothingInClearAsync(key, codes[1]);

        Assert.Contains("8 recovery codes left", (await visitor.GetAsync(Page)).Text, StringComparison.Ordinal);
        await visitor.PostAsync(Page, "two-step-disable");
        using var later = new SiteVisitor(_app.BaseAddress);
        Assert.Equal("/dashboard", (await later.LogInAsync("ann", ApiCalls.Password)).Location);
    }

    /// <summary>Signs in with the password, then with a code; 302 is in.</summary>
    private async Task<int> CodeAsync(string code, bool recovery = false)
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        var (_, _, step) = await visitor.LogInAsync("ann", ApiCalls.Password);
        Assert.Equal("/login/code?remember=false&returnUrl=%2Fdashboard", step);
        Assert.Equal(302, (await visitor.GetAsync("/dashboard")).Status);
        var (status, _, location) = await visitor.PostAsync(step + (recovery ? "&recovery=true" : ""), "code", ("Input.Code", code));
        Assert.True(status == 200 || location == "/dashboard");
        Assert.Equal(status == 302 ? 200 : 302, (await visitor.GetAsync("/dashboard")).Status);
        return status;
    }

    private async Task AssertNothingInClearAsync(params string[] secrets)
    {
        await using var context = _app.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        var stored = string.Join('\n', await context.UserTokens.Select(token => token.Value).ToListAsync()).ToUpperInvariant();
        Assert.All(secrets, secret => Assert.DoesNotContain(secret.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant(), stored, StringComparison.Ordinal));
    }

    private static async Task<string> TokenAsync(SiteVisitor visitor, string page) =>
        Token().Match(page) is { Success: true } match ? match.Groups[1].Value : Token().Match((await visitor.GetAsync("/confirm")).Text).Groups[1].Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();

    // Tokens and what was typed; nothing else may differ.
    [GeneratedRegex("<input[^>]*>|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Volatile();

    [GeneratedRegex("<code data-key>([a-z2-7 ]+)</code>")]
    private static partial Regex Key();

    [GeneratedRegex("data-recovery-codes>([^<]+)</pre>")]
    private static partial Regex Codes();
}
