using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Components.Pages.Redemptions;
using PeppaApi.Credits;
using PeppaApi.Redemptions;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Redemptions;

/// <summary>The form of a batch of codes, and the dialog that shows them this once.</summary>
[Collection(ComponentHost.Name)]
public sealed class BatchDialogTests(ComponentHost host)
{
    [Fact]
    public async Task Tier_Chosen_BringsItsCredit_AndTheBatchHasIt()
    {
        var tier = (await host.Services.GetRequiredService<GroupService>().FindAsync("vip"))!;
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await page.OpenAsync<BatchDialog>([]);
        shown.FindAll("input")[0].Change("spring");
        shown.FindAll("input")[1].Change("3");
        await shown.InvokeAsync(() => shown.FindComponent<MudSelect<string>>().Instance.ValueChanged.InvokeAsync("vip"));
        shown.Press(RedemptionsText.Create);
        var batch = Assert.IsType<CreatedRedemptionBatch>((await dialog.Result)!.Data);
        Assert.Equal(("spring", 3, "vip", Credit.FromUsd(tier.IncludedUsd)), (batch.Name, batch.Codes.Count, batch.Group, batch.Amount));
        Assert.True(tier.IncludedUsd > 0);
    }

    [Theory]
    [InlineData("", "5", "A name has 1 to 100 characters.")]
    [InlineData("fine", "0.0000000001", null)]
    [InlineData("free", "0", "A code without a tier is worth more than 0 and at most 1,000,000 dollars.")]
    public async Task Field_ThatIsRefused_SaysWhyAndTheDialogStays(string name, string amount, string? error)
    {
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await page.OpenAsync<BatchDialog>([]);
        shown.FindAll("input")[0].Change(name);
        shown.FindComponents<MudNumericField<decimal>>().Single().Find("input").Change(amount);
        shown.Press(RedemptionsText.Create);
        shown.WaitForAssertion(() => Assert.True(shown.Has(error ?? RedemptionsText.BadAmount)));
        Assert.False(dialog.Result.IsCompleted);
    }

    [Fact]
    public async Task Codes_AreSavedWhole_HoweverManyAreShown()
    {
        await using var page = new ComponentPage(host);
        var codes = Enumerable.Range(1, 40).Select(number => $"CODE-{number}").ToList();
        var (shown, _) = await page.OpenAsync<ExportDialog>(new DialogParameters { [nameof(ExportDialog.Batch)] = new CreatedRedemptionBatch(7, "spring", 5_000_000_000, null, null, codes) });
        Assert.DoesNotContain("CODE-21", shown.Find(".peppa-codes").TextContent, StringComparison.Ordinal);
        shown.Press("TXT");
        var saved = Assert.Single(page.JSInterop.Invocations["peppa.download"]).Arguments;
        Assert.Equal(("codes-7.txt", string.Join('\n', codes) + "\n"), ((string)saved[0]!, (string)saved[1]!));
    }
}
