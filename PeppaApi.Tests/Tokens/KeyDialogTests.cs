using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using PeppaApi.Components.Pages.Tokens;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Tokens;

/// <summary>Keys that are shown this once cannot be lost by an act that was not meant.</summary>
[Collection(ComponentHost.Name)]
public sealed class KeyDialogTests(ComponentHost host)
{
    [Fact]
    public async Task Close_BeforeAnythingWasKept_AsksAndGoesBack()
    {
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await OpenAsync(page, 1);
        shown.Press(SiteText.Close);
        Assert.True(shown.Has(TokensText.KeyNotSaved));
        shown.Press(TokensText.KeyBack);
        Assert.False(shown.Has(TokensText.KeyNotSaved));
        shown.Press(SiteText.Close);
        Assert.False(dialog.Result.IsCompleted);
        shown.Press(TokensText.KeySaved);
        await dialog.Result;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Close_AfterACopy_AsksOnlyWhereTheClipboardDidNotTakeIt(bool taken)
    {
        await using var page = new ComponentPage(host);
        page.JSInterop.Setup<bool>("peppa.copy", _ => true).SetResult(taken);
        var (shown, dialog) = await OpenAsync(page, 1);
        shown.Press(SiteText.Copy);
        shown.Press(SiteText.Close);
        Assert.Equal(taken, dialog.Result.IsCompleted);
    }

    [Fact]
    public async Task Csv_OfMany_HasEveryKey_AndThenTheDialogCloses()
    {
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await OpenAsync(page, 30);
        var list = shown.Find(".peppa-codes").TextContent;
        Assert.Contains("sk-20", list, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-21", list, StringComparison.Ordinal);
        shown.Press("CSV");
        var saved = Assert.Single(page.JSInterop.Invocations["peppa.download"]).Arguments;
        Assert.Equal("tokens-1.csv", saved[0]);
        Assert.Equal(31, ((string)saved[1]!).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("sk-30,http://localhost/v1,2.5,", (string)saved[1]!, StringComparison.Ordinal);
        shown.Press(SiteText.Close);
        await dialog.Result;
    }

    [Fact]
    public async Task Link_ThatLeadsAway_IsHeldUntilTheKeyIsKept()
    {
        await using var page = new ComponentPage(host);
        var (shown, _) = await OpenAsync(page, 1);
        var navigation = page.Services.GetRequiredService<NavigationManager>();
        var here = navigation.Uri;
        await shown.InvokeAsync(() => navigation.NavigateTo("/log"));
        Assert.Equal(here, navigation.Uri);
        Assert.True(shown.Has(TokensText.KeyNotSaved));
        shown.Press(TokensText.KeyBack);
        shown.Press("TXT");
        await shown.InvokeAsync(() => navigation.NavigateTo("/log"));
        Assert.EndsWith("/log", navigation.Uri, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Picture_HoldsTheKeyOrALink_AsTheReaderChooses()
    {
        await using var page = new ComponentPage(host);
        var (shown, _) = await OpenAsync(page, 1);
        var key = shown.Find(".peppa-qr svg").InnerHtml;
        var links = shown.FindAll("option");
        Assert.Equal(["sk-1", "https://app.nextchat.dev/#/?settings=%7B%22key%22%3A%22sk-1%22%2C%22url%22%3A%22http%3A%2F%2Flocalhost%22%7D"], links.Take(2).Select(link => link.GetAttribute("value")!));
        shown.Find("select").Change(links[1].GetAttribute("value"));
        Assert.NotEqual(key, shown.Find(".peppa-qr svg").InnerHtml);
    }

    private static Task<(IRenderedComponent<MudDialogProvider> Shown, IDialogReference Dialog)> OpenAsync(ComponentPage page, int count)
    {
        var tokens = Enumerable.Range(1, count).Select(id => new CreatedToken(id, $"sk-{id}", new TokenView(
            id, 1, $"shop-{id}", "sk-abcde", 2_500_000_000, 0, 0, null, [], [], new UsageLimits(), true, DateTimeOffset.UnixEpoch, null))).ToList();
        return page.OpenAsync<KeyDialog>(new DialogParameters { [nameof(KeyDialog.Tokens)] = (IReadOnlyList<CreatedToken>)tokens });
    }
}
