using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using PeppaApi.Components.Pages.Tokens;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;
using PeppaApi.Tokens;

namespace PeppaApi.Tests.Tokens;

/// <summary>The form of a token: what it makes of what is typed.</summary>
[Collection(ComponentHost.Name)]
public sealed class TokenDialogTests(ComponentHost host)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private TokenService Service => host.Services.GetRequiredService<TokenService>();

    [Fact]
    public async Task Names_OfMany_AreShownBeforeTheyAreMade_AndTheButtonSaysHowMany()
    {
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await page.OpenAsync<TokenDialog>(Parameters());
        Assert.True(shown.Has(TokensText.NameHint));
        shown.FindAll("input")[0].Input("form-{n}");
        shown.FindAll("input")[1].Input("12");
        Assert.True(shown.Has("They will be named form-1 to form-12."));
        shown.FindAll("input")[2].Change("0.000000001");
        shown.Press("Create 12 tokens");
        var made = Assert.IsType<IReadOnlyList<CreatedToken>>((await dialog.Result)!.Data, exactMatch: false);
        Assert.Equal(("form-1", "form-12", 1L), (made[0].Token.Name, made[^1].Token.Name, made[^1].Token.Limit));
    }

    [Theory]
    [InlineData("", "0.5", "A name has 1 to 100 characters.")]
    [InlineData("too fine", "0.0000000001", "A limit is from 0 to 1,000,000,000 dollars with at most nine decimals; leave it out for no limit.")]
    public async Task Field_ThatIsRefused_SaysWhyAndNothingIsMade(string name, string limit, string error)
    {
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await page.OpenAsync<TokenDialog>(Parameters());
        var before = (await Service.AllAsync(host.UserId)).Count;
        shown.FindAll("input")[0].Input(name);
        shown.FindAll("input")[2].Change(limit);
        shown.Press(TokensText.Create);
        shown.WaitForAssertion(() => Assert.Equal(error, Assert.Single(shown.FindAll(".mud-input-error .mud-input-helper-text.mud-input-error, .mud-input-helper-text.mud-input-error")).TextContent.Trim()));
        Assert.False(dialog.Result.IsCompleted);
        Assert.Equal(before, (await Service.AllAsync(host.UserId)).Count);
    }

    [Fact]
    public async Task Day_OfExpiry_IsAskedForWhereItIsChosen()
    {
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await page.OpenAsync<TokenDialog>(Parameters());
        shown.FindAll("input")[0].Input("with a day");
        var expiry = shown.FindComponents<MudSelect<int>>().Single();
        Assert.Empty(shown.FindAll("#token-day"));
        await shown.InvokeAsync(() => expiry.Instance.ValueChanged.InvokeAsync(TokenForm.OnDay));
        shown.Press(TokensText.Create);
        Assert.True(shown.Has(TokensText.DayMissing));
        shown.Find("#token-day").Change("2999-12-31");
        shown.Press(TokensText.Create);
        var made = Assert.IsType<IReadOnlyList<CreatedToken>>((await dialog.Result)!.Data, exactMatch: false);
        Assert.Equal(3000, made[0].Token.ExpiresAt!.Value.Year);
    }

    [Fact]
    public async Task Token_SavedUntouched_IsAsItWas()
    {
        var created = await Service.CreateAsync(host.UserId, new TokenSpec("kept", 1.234567891m, Now.AddYears(1), ["gpt-4o"], ["192.0.2.0/24"], true, new LimitsInput(60, null, 2, 0.5m)));
        var before = (await Service.GetAsync(host.UserId, created.Id))!;
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await page.OpenAsync<TokenDialog>(Parameters(before));
        Assert.DoesNotContain(shown.FindAll("label"), label => label.TextContent == TokensText.Count);
        shown.Press(TokensText.SaveButton);
        await dialog.Result;
        var after = (await Service.GetAsync(host.UserId, created.Id))!;
        Assert.Equal(before with { Models = after.Models, AllowedAddresses = after.AllowedAddresses }, after);
        Assert.Equal([.. before.Models, .. before.AllowedAddresses], [.. after.Models, .. after.AllowedAddresses]);
    }

    [Fact]
    public async Task Token_DisabledWhileItsFormIsOpen_StaysDisabled()
    {
        var created = await Service.CreateAsync(host.UserId, new TokenSpec("leaked", null, null, [], []));
        await using var page = new ComponentPage(host);
        var (shown, dialog) = await page.OpenAsync<TokenDialog>(Parameters(created.Token));
        await Service.SetEnabledAsync(host.UserId, created.Id, enabled: false);
        shown.FindAll("input")[0].Input("renamed");
        shown.Press(TokensText.SaveButton);
        await dialog.Result;
        var after = (await Service.GetAsync(host.UserId, created.Id))!;
        Assert.Equal(("renamed", false), (after.Name, after.Enabled));
    }

    [Fact]
    public void Form_EndsTokensWithTheUsersOwnDay()
    {
        var form = new TokenForm(null) { Name = "x", Expiry = TokenForm.OnDay, LastDay = new DateOnly(2026, 12, 31) };
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 16, 0, 0, TimeSpan.Zero), form.ToSpec(Now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), "").ExpiresAt);
        form.Expiry = 7;
        Assert.Equal(Now.AddDays(7), form.ToSpec(Now, TimeZoneInfo.Utc, "").ExpiresAt);
        form.Expiry = TokenForm.Never;
        Assert.Null(form.ToSpec(Now, TimeZoneInfo.Utc, "").ExpiresAt);
    }

    [Fact]
    public void Form_OfATokenThatEnds_OffersToKeepThat()
    {
        var token = new TokenView(1, 1, "x", "sk-abcde", null, 0, 0, Now, [], [], new UsageLimits(), false, Now, null);
        var form = new TokenForm(token);
        Assert.Equal((TokenForm.Keep, TokenForm.Keep), (form.Expiry, form.Choices.First()));
        Assert.Equal(Now, form.ToSpec(Now, TimeZoneInfo.Utc, "").ExpiresAt);
        Assert.DoesNotContain(TokenForm.Keep, new TokenForm(token with { ExpiresAt = null }).Choices);
    }

    private DialogParameters Parameters(TokenView? token = null) => new() { [nameof(TokenDialog.UserId)] = host.UserId, [nameof(TokenDialog.Token)] = token };
}
