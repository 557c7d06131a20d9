using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Hosting;

/// <summary>What leaves compressed, and what never does.</summary>
public sealed partial class PageCompressionTests : IAsyncLifetime
{
    private AppHost _app = null!;

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync("--Hosting:KnownProxies:0=127.0.0.1");

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("br", "http")]
    [InlineData("gzip", "https")]
    public async Task Page_OfAVisitor_LeavesCompressedAndWhole(string coding, string scheme)
    {
        using var visitor = Visitor("", scheme);
        var plain = await visitor.Client.GetByteArrayAsync("/pricing");
        visitor.Client.DefaultRequestHeaders.Add("Accept-Encoding", coding);
        using var response = await visitor.Client.GetAsync("/pricing");
        Assert.Equal([coding], response.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        Assert.InRange(response.Content.Headers.ContentLength ?? (await response.Content.ReadAsByteArrayAsync()).Length, 1, plain.Length / 5);
        var body = await response.Content.ReadAsStreamAsync();
        using var page = new StreamReader(coding == "br" ? new BrotliStream(body, CompressionMode.Decompress) : new GZipStream(body, CompressionMode.Decompress));
        Assert.Equal(Constant(Encoding.UTF8.GetString(plain)), Constant(await page.ReadToEndAsync()));
    }

    [Theory]
    [InlineData("/login?returnUrl=%2Fdashboard")]
    [InlineData("/api/status")]
    [InlineData("/v1/models")]
    public async Task Answer_ThatIsNoPageForEverybody_IsNeverCompressed(string path)
    {
        using var visitor = Visitor("gzip, br");
        using var response = await visitor.Client.GetAsync(path);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("/pricing")]
    [InlineData("/token")]
    public async Task Page_OfSomebodySignedIn_IsNeverCompressed(string path)
    {
        using var visitor = Visitor("");
        await visitor.LogInAsync(AppHost.AdminName, AppHost.AdminPassword);
        visitor.Client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip, br");
        using var response = await visitor.Client.GetAsync(path);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    private SiteVisitor Visitor(string codings, string scheme = "http")
    {
        var visitor = new SiteVisitor(_app.BaseAddress);
        visitor.Client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        if (codings.Length > 0)
        {
            visitor.Client.DefaultRequestHeaders.Add("Accept-Encoding", codings);
        }

        return visitor;
    }

    /// <summary>A page without what is another each time.</summary>
    private static string Constant(string page) => Tokens().Replace(page, "");

    [GeneratedRegex("<!--Blazor.*?-->|<!--bl:\\d+-->|value=\"[^\"]*\"|(?:id|for|aria-[a-z]+)=\"[^\"]*\"")]
    private static partial Regex Tokens();
}
