using System.Text.RegularExpressions;
using PeppaApi.Components.Pages.Docs;
using PeppaApi.Components.Shared;
using PeppaApi.Tests.Architecture;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Docs;

/// <summary>Every guide is there in both languages, says the same code in both, and leaves nothing to fill in.</summary>
public sealed partial class GuideTests
{
    private static readonly GuideFacts Facts = new("https://api.example.test", "sk-test", "gpt-x", "claude-x", "gemini-x", "image-x");

    public static TheoryData<string> Names => [.. Guides.Names];

    [Fact]
    public void Guides_OfTheList_AreTheFilesThatThereAre()
    {
        var files = SourceTree.Files("PeppaApi/Components/Pages/Docs/Guides", "*.md").Select(file => Path.GetFileName(file.Path)).Order(StringComparer.Ordinal);
        Assert.Equal(Guides.Names.SelectMany(name => new[] { $"{name}.en.md", $"{name}.zh-CN.md" }).Order(StringComparer.Ordinal), files);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Guide_InBothLanguages_IsFilledWhole(string name)
    {
        foreach (var chinese in new[] { false, true })
        {
            var guide = Guides.Read(name, chinese).Fill(Facts);
            Assert.NotEmpty(guide.Title);
            Assert.DoesNotContain("{{", guide.Body, StringComparison.Ordinal);
            Assert.Contains(Facts.Base, guide.Body, StringComparison.Ordinal);
            Assert.Equal(chinese, Chinese().IsMatch(guide.Body));
            // Stars that Markdown did not take for emphasis.
            Assert.DoesNotContain("**", SafeMarkdown.ToHtml(guide.Body).Value, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Guide_ForAClient_HasTheKeyAndTheSameCodeInBothLanguages(string name)
    {
        var (english, chinese) = (Codes(name, chinese: false), Codes(name, chinese: true));
        Assert.Equal(english.Count, chinese.Count);
        Assert.Equal(name != "faq", english.Any(code => code.Contains(Facts.Key, StringComparison.Ordinal)));
        foreach (var (first, second) in english.Zip(chinese))
        {
            Assert.Equal(first.Replace("Hello", "你好", StringComparison.Ordinal), second.Replace("Hello", "你好", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ChatAppLinks_WithAKey_KeepItOutOfWhatBrowsersSend()
    {
        foreach (var (_, link) in ChatApps.Links("https://api.example.test", "sk-secret"))
        {
            var address = new Uri(link);
            Assert.True(address.Scheme != "https" || !(address.Host + address.PathAndQuery).Contains("sk-secret", StringComparison.Ordinal), link);
            Assert.Contains("sk-secret", link, StringComparison.Ordinal);
            Assert.Contains("api.example.test", link, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_OfAGuide_HasTheVisitorsAddressAndNoKey()
    {
        await using var app = await AppHost.StartAsync();
        using var client = app.Client();
        var page = await client.GetStringAsync("/docs/claude-code", TestContext.Current.CancellationToken);
        Assert.Contains($"ANTHROPIC_BASE_URL={app.BaseAddress.ToString().TrimEnd('/')}", page, StringComparison.Ordinal);
        Assert.Contains(GuideFacts.NoKey, page, StringComparison.Ordinal);
        Assert.Equal(404, (int)(await client.GetAsync("/docs/no-such-guide", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static List<string> Codes(string name, bool chinese) =>
        [.. SafeMarkdown.ToParts(Guides.Read(name, chinese).Fill(Facts).Body).Where(part => part.Code is not null).Select(part => part.Code!)];

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();
}
