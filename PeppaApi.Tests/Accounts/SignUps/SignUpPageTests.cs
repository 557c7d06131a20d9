using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts.SignUps;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Accounts.SignUps;

/// <summary>The pages of signing up, as a browser gets them.</summary>
public sealed class SignUpPageTests : IAsyncLifetime
{
    private AppHost _app = null!;

    public async ValueTask InitializeAsync() => _app = await AppHost.StartWithSlowPasswordsAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task SignUp_UntilTheCode_SeesOnlyTheVerificationPage()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        Assert.Equal((302, "/verify"), await RegisterAsync(visitor, "ann", "ann@example.com"));
        await AssertShutOutAsync(visitor);

        // Logging in before verification leads back to it, in another browser, too.
        using var other = new SiteVisitor(_app.BaseAddress);
        Assert.Equal("/verify", (await other.LogInAsync("ann", ApiCalls.Password)).Location);
        Assert.Equal(200, (await other.LogInAsync("ann", "a wrong password")).Status);
        await AssertShutOutAsync(other);

        var code = SignUpMailbox.CodeOf((await _app.MailsAsync("ann@example.com"))[0].TextBody);
        Assert.Equal("/verify", (await visitor.GetAsync("/verify")).Status == 200 ? "/verify" : "");
        var wrong = await other.PostAsync("/verify", "code", ("Input.Code", code == "123456" ? "654321" : "123456"));
        Assert.Contains("wrong", wrong.Text, StringComparison.Ordinal);
        Assert.Equal("/dashboard", (await other.PostAsync("/verify", "code", ("Input.Code", $" {code[..3]} {code[3..]} "))).Location);
        Assert.Equal(200, (await other.GetAsync("/dashboard")).Status);
        Assert.Equal("/dashboard", (await visitor.LogInAsync("ANN@example.com", ApiCalls.Password)).Location);
    }

    [Fact]
    public async Task Link_InAnotherBrowser_ConfirmsByAPressAndSignsNobodyIn()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await RegisterAsync(visitor, "ann", "ann@example.com");
        var link = "/verify?link=" + SignUpMailbox.LinkOf((await _app.MailsAsync("ann@example.com"))[0].TextBody);
        using var other = new SiteVisitor(_app.BaseAddress);
        Assert.Contains("ann@example.com", (await other.GetAsync(link)).Text, StringComparison.Ordinal);
        Assert.Contains("ann@example.com", (await other.GetAsync(link)).Text, StringComparison.Ordinal);
        Assert.Contains("ready", (await other.PostAsync(link, "link")).Text, StringComparison.Ordinal);
        await AssertShutOutAsync(other);
        Assert.Equal("/dashboard", (await visitor.LogInAsync("ann", ApiCalls.Password)).Location);
        Assert.Contains("no longer valid", (await other.GetAsync("/verify?link=" + new string('a', 40))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_ForAnAddressOrNameOfAUser_IsTheSameAsForAnyOther()
    {
        await _app.UserAsync("known");
        var answers = new List<string>();
        foreach (var (name, email) in new[] { ("fresh", "fresh@example.com"), ("known", "other@example.com"), ("newer", "known@example.com") })
        {
            using var visitor = new SiteVisitor(_app.BaseAddress);
            var answer = await RegisterAsync(visitor, name, email);
            Assert.Equal((302, "/verify"), answer);
            var page = (await visitor.GetAsync("/verify")).Text;
            var wrong = (await visitor.PostAsync("/verify", "code", ("Input.Code", "000000"))).Text;
            var resent = (await visitor.PostAsync("/verify", "resend")).Text;
            answers.Add(string.Join('\n', new[] { page, wrong, resent }.Select(text => Plain(text, email))));
            Assert.Single(await _app.MailsAsync(email));
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(answers[0], answers[2]);
    }

    [Fact]
    public async Task Time_ForAnAddressOfAUser_IsTheSameAsForAnyOther()
    {
        await _app.Services.GetRequiredService<OperatorSettings>().SaveAsync(SignUpSettings.Default with { PerAddressHourly = 1000, PerMailHourly = 100 });
        await _app.UserAsync("known");
        var number = 0;
        await AssertSameTimeAsync(0.35, 24, async isTaken =>
        {
            using var visitor = new SiteVisitor(_app.BaseAddress);
            var page = (await visitor.GetAsync("/register")).Text;
            var name = $"visitor{number++}";
            var clock = Stopwatch.StartNew();
            await RegisterAsync(visitor, name, isTaken ? "known@example.com" : $"{name}@example.com", page);
            return clock.Elapsed;
        });
    }

    [Fact]
    public async Task Login_WithAWaitingSignUp_TakesTheTimeOfAnyOtherRefusal()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        await RegisterAsync(visitor, "ann", "ann@example.com");
        var service = _app.Services.GetRequiredService<SignUpService>();
        await service.ReopenAsync("nobody", "x");
        await AssertSameTimeAsync(0.5, 16, async isWaiting =>
        {
            var clock = Stopwatch.StartNew();
            Assert.Null(await service.ReopenAsync(isWaiting ? "ann" : "nobody", "a wrong password"));
            return clock.Elapsed;
        });
    }

    [Fact]
    public async Task Form_WithoutItsTokenOrWithBadFields_ChangesNothing()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        using var bare = new FormUrlEncodedContent(new Dictionary<string, string> { ["_handler"] = "register", ["Input.UserName"] = "ann" });
        using var response = await visitor.Client.PostAsync("/register", bare);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("accept the user agreement", (await visitor.PostAsync("/register", "register", Fields("ann", "ann@example.com", accepted: false))).Text, StringComparison.Ordinal);
        Assert.Contains("does not take mail addresses", (await visitor.PostAsync("/register", "register", Fields("ann", "ann@yopmail.com"))).Text, StringComparison.Ordinal);
        Assert.Equal(0, (await _app.Admin.CallAsync("GET", "/api/sign-ups")).Body!["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Pages_InChinese_SpeakChinese()
    {
        using var visitor = new SiteVisitor(_app.BaseAddress);
        visitor.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");
        Assert.Contains("用户名不能", (await visitor.PostAsync("/register", "register", Fields("a b", "ann@example.com"))).Text.Replace("用户名只能", "用户名不能", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal((302, "/verify"), await RegisterAsync(visitor, "小明", "ann@example.com"));
        Assert.Contains("请查收邮件", (await visitor.GetAsync("/verify")).Text, StringComparison.Ordinal);
        Assert.Contains("确认您在 PeppaApi 的邮箱", (await _app.MailsAsync("ann@example.com"))[0].Subject, StringComparison.Ordinal);
        Assert.Contains("捐赠", (await visitor.GetAsync("/agreement")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turnstile_WhenOn_IsAskedAndMayRunOnThisPageOnly()
    {
        await using var cloudflare = await FakeUpstream.StartAsync(async context =>
        {
            var form = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery((string)context.Items["body"]!);
            await context.Response.WriteAsJsonAsync(new { success = form["secret"] == "the secret" && form["response"] == "a person" });
        });
        await using var app = await AppHost.StartAsync($"--SignUp:TurnstileAddress={cloudflare.Address}");
        using var visitor = new SiteVisitor(app.BaseAddress);
        Assert.DoesNotContain("cloudflare", await PolicyAsync(visitor, "/register"), StringComparison.Ordinal);
        await app.Services.GetRequiredService<Turnstile>().SaveAsync("site-key", "the secret");
        Assert.Contains("script-src 'self' https://challenges.cloudflare.com", await PolicyAsync(visitor, "/register"), StringComparison.Ordinal);
        Assert.DoesNotContain("cloudflare", await PolicyAsync(visitor, "/login"), StringComparison.Ordinal);
        Assert.Contains("data-sitekey=\"site-key\"", (await visitor.GetAsync("/register")).Text, StringComparison.Ordinal);
        foreach (var answer in new[] { "", "a program" })
        {
            Assert.Contains("a person", (await visitor.PostAsync("/register", "register", [.. Fields("ann", "ann@example.com"), ("cf-turnstile-response", answer)])).Text, StringComparison.Ordinal);
        }

        Assert.Equal("/verify", (await visitor.PostAsync("/register", "register", [.. Fields("ann", "ann@example.com"), ("cf-turnstile-response", "a person")])).Location);
        var secret = await Assert.ThrowsAsync<InputException>(() => app.Services.GetRequiredService<Turnstile>().SaveAsync("another-key", null));
        Assert.Equal("secret", secret.Field);
    }

    private static (string, string)[] Fields(string name, string email, bool accepted = true) =>
    [
        ("Input.UserName", name), ("Input.Email", email), ("Input.Password", ApiCalls.Password), .. accepted ? [("Input.Accepted", "true")] : Array.Empty<(string, string)>(),
    ];

    /// <summary>Two kinds of calls, made in turn, take as long as each other. The machine may be busy: of three tries the evenest counts. Where the time told, none would be even.</summary>
    /// <param name="most">By what share of the longer their medians may differ.</param>
    private static async Task AssertSameTimeAsync(double most, int calls, Func<bool, Task<TimeSpan>> call)
    {
        var least = 1.0;
        for (var tries = 0; tries < 3 && least >= most; tries++)
        {
            var took = new List<(bool Kind, double Milliseconds)>();
            for (var i = 0; i < calls; i++)
            {
                took.Add((i % 2 == 0, (await call(i % 2 == 0)).TotalMilliseconds));
            }

            var medians = took.GroupBy(one => one.Kind, one => one.Milliseconds).Select(kind => kind.Order().ElementAt(calls / 4)).ToList();
            least = Math.Min(least, 1 - (medians.Min() / medians.Max()));
        }

        Assert.True(least < most, $"{least:P0} apart");
    }

    private static async Task<(int Status, string? Location)> RegisterAsync(SiteVisitor visitor, string name, string email, string? page = null)
    {
        var answer = page is null
            ? await visitor.PostAsync("/register", "register", Fields(name, email))
            : await visitor.PostAsync("/register", page, "register", Fields(name, email));
        return (answer.Status, answer.Location);
    }

    private static async Task AssertShutOutAsync(SiteVisitor visitor)
    {
        foreach (var page in new[] { "/dashboard", "/token", "/setting", "/admin/users" })
        {
            var (status, _, location) = await visitor.GetAsync(page);
            Assert.Equal(302, status);
            Assert.StartsWith("/login", location, StringComparison.Ordinal);
        }

        Assert.Equal(401, (int)(await visitor.Client.GetAsync("/api/me")).StatusCode);
    }

    private static async Task<string> PolicyAsync(SiteVisitor visitor, string page)
    {
        using var response = await visitor.Client.GetAsync(page);
        return string.Join(", ", response.Headers.GetValues("Content-Security-Policy"));
    }

    /// <summary>The page without what differs from visit to visit.</summary>
    private static string Plain(string page, string email) => System.Text.RegularExpressions.Regex
        .Replace(page, "value=\"[A-Za-z0-9_-]{60,}\"|<!--.*?-->|nonce=\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.Singleline)
        .Replace(email, "ADDRESS", StringComparison.Ordinal);
}
