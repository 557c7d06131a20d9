using System.Net;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Settings;

/// <summary>What operators write on the site: shown everywhere at once, and nothing of it can run.</summary>
public sealed class ContentSettingsTests : IAsyncLifetime
{
    private const string Evil = "<script>alert(1)</script> <svg onload=alert(1)> [x](javascript:alert(1)) [y](data:text/html,x) <javascript:alert(1)>";
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    private AppHost _app = null!;

    private OperatorSettings Settings => _app.Services.GetRequiredService<OperatorSettings>();

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Pages_WithTextsThatWouldRun_ShowThemAsText()
    {
        var evil = new TwoTexts(Evil, Evil);
        await Settings.SaveAsync(new ContentSettings(new TwoTexts("<b>Bold</b>"), evil, evil, evil, [new ContentLink(new TwoTexts("<i>Link</i>"), "/docs")]));
        foreach (var path in new[] { "/", "/login", "/pricing" })
        {
            var page = await _app.Client().GetStringAsync(path, TestContext.Current.CancellationToken);
            Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<svg onload", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<i>Link", page, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>Bold", page, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"javascript", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("href=\"data:", page, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task HomePage_WithTextsOfTheOperator_ShowsTheOneOfTheReadersLanguage()
    {
        await Settings.SaveAsync(new SiteSettings("Best API", ""));
        await Settings.SaveAsync(new ContentSettings(new TwoTexts("Hello", "你好"), new TwoTexts("# Big\n\n*Fast*", ""), TwoTexts.None, new TwoTexts("", "备案号"), []));
        using var client = _app.Client();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
        var english = await client.GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.Contains("<h1>Hello</h1>", english, StringComparison.Ordinal);
        Assert.Contains("<h2>Big</h2>", english, StringComparison.Ordinal);
        Assert.Contains("Best API", english, StringComparison.Ordinal);
        Assert.DoesNotContain("PeppaApi", english.Replace("PeppaApi.", "", StringComparison.Ordinal), StringComparison.Ordinal);
        client.DefaultRequestHeaders.AcceptLanguage.Clear();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("zh-CN");
        var chinese = WebUtility.HtmlDecode(await client.GetStringAsync("/", TestContext.Current.CancellationToken));
        Assert.Contains("<h1>你好</h1>", chinese, StringComparison.Ordinal);
        Assert.Contains("<em>Fast</em>", chinese, StringComparison.Ordinal);
        Assert.Contains("备案号", chinese, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logo_ThatIsAPicture_IsServedAsOne()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _app.Client().GetAsync("/logo", TestContext.Current.CancellationToken)).StatusCode);
        await Settings.SaveAsync(ContentSettings.Default with { Logo = Convert.ToBase64String(Png) });
        await _app.RestartAsync();
        using var response = await _app.Client().GetAsync("/logo", TestContext.Current.CancellationToken);
        Assert.Equal("image/png", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal(Png, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Contains("src=\"/logo?", await _app.Client().GetStringAsync("/", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public void Logo_ThatIsNoPicture_IsRefused()
    {
        foreach (var bytes in new[] { "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"u8.ToArray(), "GIF89a"u8.ToArray(), [.. Png, .. new byte[LogoImage.Largest]], [] })
        {
            var logo = Convert.ToBase64String(bytes) + (bytes.Length == 0 ? "not base64" : "");
            Assert.Equal("logo", Assert.Throws<InputException>(() => (ContentSettings.Default with { Logo = logo }).Checked()).Field);
        }
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    [InlineData("data:text/html,x")]
    [InlineData("docs")]
    [InlineData("")]
    public void Link_ThatLeadsNowhereOrRuns_IsRefused(string address)
    {
        var content = ContentSettings.Default with { Links = [new ContentLink(new TwoTexts("Link"), address)] };
        Assert.Equal("links", Assert.Throws<InputException>(content.Checked).Field);
    }
}
