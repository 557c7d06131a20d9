using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Channels;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Browser;

/// <summary>A new channel step by step: vendor, keys, models, test, groups.</summary>
public sealed class ChannelDialogTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    [Theory]
    [InlineData("en", 1440, false)]
    [InlineData("zh-CN", 390, true)]
    public async Task Channel_Added_IsAskedForItsModelsAndTriedBeforeItIsSaved(string language, int width, bool dark)
    {
        await using var upstream = await FakeUpstream.StartAsync(context => context.Request.Path.Value!.EndsWith("/models", StringComparison.Ordinal)
            ? Replies.Json("""{"data":[{"id":"gpt-4o"},{"id":"gpt-4o-mini"},{"id":"brand-new"}]}""")(context)
            : Replies.Chat()(context));
        var page = await tour.OpenAsync(language, width, dark);
        await SiteTour.LogInAsync(page, "operator");
        var form = await OpenAsync(page);
        await form.Locator(".peppa-vendor-search").FillAsync("compatible");
        await form.Locator(".peppa-vendors label:has(input[value=custom])").ClickAsync();
        await TakeAsync(page, "1-vendor", language, width);
        var next = form.Locator(".mud-dialog-actions button").Last;
        await next.ClickAsync();

        await form.Locator("input[type=url]").FillAsync(upstream.Address);
        await form.Locator("textarea").First.FillAsync($"sk-{width}-1\nsk-{width}-2\nsk-{width}-1");
        await form.Locator("textarea").First.BlurAsync();
        await Assertions.Expect(form.GetByRole(AriaRole.Status).First).ToContainTextAsync(language == "en" ? "2 keys" : "2 个密钥");
        await TakeAsync(page, "2-keys", language, width);
        await next.ClickAsync();

        var ticks = form.Locator(".peppa-ticks label");
        await Assertions.Expect(ticks).ToHaveCountAsync(3);
        await Assertions.Expect(ticks.Filter(new() { HasText = "brand-new" }).Locator("input")).Not.ToBeCheckedAsync();
        await ticks.Filter(new() { HasText = "brand-new" }).Locator("input").CheckAsync();
        await TakeAsync(page, "3-models", language, width);
        await next.ClickAsync();

        await form.Locator("select").SelectOptionAsync("gpt-4o");
        await form.Locator(".mud-dialog-content button.mud-button-outlined").ClickAsync();
        await form.Locator(".mud-alert-text-success").WaitForAsync();
        await TakeAsync(page, "4-test", language, width);
        await next.ClickAsync();

        await form.Locator("input.mud-input-slot").First.FillAsync($"made at {width}");
        await form.Locator("input.mud-input-slot").First.BlurAsync();
        await TakeAsync(page, "5-groups", language, width);
        await next.ClickAsync();
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        var channel = Assert.Single(await tour.Bed.Services.GetRequiredService<ChannelService>().ListAsync(), channel => channel.Name == $"made at {width}");
        Assert.Equal(["gpt-4o", "gpt-4o-mini", "brand-new"], channel.Models.OrderByDescending(model => model[0]).ThenBy(model => model));
        Assert.Equal((2, true, "custom", null), (channel.Keys.Count, channel.Enabled, channel.Provider, channel.TestError));
        Assert.NotNull(channel.TestedAt);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Trouble_OfAStep_SaysWhatToDo_AndTheKeyboardGoesOnAnyway()
    {
        await using var upstream = await FakeUpstream.StartAsync(Replies.Json("""{"error":{"message":"no such account","code":"invalid_api_key"}}""", 401));
        var page = await tour.OpenAsync("en", 390, dark: false);
        await SiteTour.LogInAsync(page, "operator");
        var form = await OpenAsync(page);
        await form.Locator(".peppa-vendor-search").FillAsync("anthropic");
        await page.Keyboard.PressAsync("Enter");
        await form.GetByText("Anthropic: address and keys").WaitForAsync();
        await form.Locator("input[type=url]").FillAsync(upstream.Address);
        await form.Locator("textarea").First.FillAsync("looks-wrong");
        await form.Locator("textarea").First.BlurAsync();
        await form.GetByText("1 of them do not look like sk-ant-…").WaitForAsync();
        await form.Locator("textarea").First.FillAsync("");
        await GoOnAsync(form, "Next: Models");
        await form.GetByText("There is no key yet.").WaitForAsync();
        await TakeAsync(page, "no-key", "en", 390);
        await GoOnAsync(form, ChannelsText.StepAnyway);
        await form.GetByText("Check the address and the keys").WaitForAsync();
        await form.Locator("textarea").First.FillAsync("claude-x");
        await form.Locator("textarea").First.BlurAsync();
        await form.GetByText("1 of the models that you chose have no price").WaitForAsync();
        await TakeAsync(page, "no-list", "en", 390);
        await form.GetByRole(AriaRole.Button, new() { Name = ChannelsText.StepKeys, Exact = true }).ClickAsync();
        await form.GetByText("Anthropic: address and keys").WaitForAsync();
        await form.Locator("textarea").First.FillAsync("sk-ant-refused");
        await form.GetByRole(AriaRole.Button, new() { Name = ChannelsText.StepTrial, Exact = true }).ClickAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = ChannelsText.TrialStart }).ClickAsync();
        await form.GetByText("The vendor refuses the key").WaitForAsync();
        await TakeAsync(page, "refused", "en", 390);
        await GoOnAsync(form, ChannelsText.StepAnyway);
        await GoOnAsync(form, ChannelsText.Add);
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        var channel = Assert.Single(await tour.Bed.Services.GetRequiredService<ChannelService>().ListAsync(), channel => channel.Provider == "anthropic");
        Assert.Equal(("Anthropic", true), (channel.Name, channel.TestError?.StartsWith("401: ", StringComparison.Ordinal)));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Keys_PastedByTheThousand_AreAllSaved()
    {
        await using var upstream = await FakeUpstream.StartAsync(Replies.Json("""{"data":[{"id":"gpt-4o"}]}"""));
        var page = await tour.OpenAsync("en", 1440, dark: true);
        await SiteTour.LogInAsync(page, "operator");
        var form = await OpenAsync(page);
        await form.Locator(".peppa-vendor-search").FillAsync("compatible");
        await form.Locator(".peppa-vendors label:has(input[value=custom])").ClickAsync();
        await GoOnAsync(form, "Next: Keys");
        await form.Locator("input[type=url]").FillAsync(upstream.Address);
        await form.Locator("textarea").First.FocusAsync();
        await page.Keyboard.InsertTextAsync(string.Join('\n', Enumerable.Range(0, 1_230).Select(number => $"sk-proj-{number % 1_200:0000}-{new string('k', 150)}").Append("a key with spaces")));
        await form.Locator("textarea").First.BlurAsync();
        await form.GetByText("1201 keys.").WaitForAsync();
        await Assertions.Expect(form.GetByRole(AriaRole.Status).First).ToContainTextAsync("30 doubles are left out. These lines cannot be keys: 1231.");
        await TakeAsync(page, "many-keys", "en", 1440);
        await form.Locator("textarea").First.PressAsync("Control+End");
        for (var i = 0; i < "a key with spaces".Length; i++)
        {
            await page.Keyboard.PressAsync("Backspace");
        }

        await form.Locator("textarea").First.BlurAsync();
        await form.GetByText("1200 keys.").WaitForAsync();
        await GoOnAsync(form, "Next: Models");
        await form.GetByText("OpenAI-compatible: which models to serve").WaitForAsync();
        await Assertions.Expect(form.Locator(".peppa-ticks label")).ToHaveCountAsync(1);
        await form.GetByRole(AriaRole.Button, new() { Name = ChannelsText.StepPlace, Exact = true }).ClickAsync();
        await form.Locator("input.mud-input-slot").First.FillAsync("by the thousand");
        await form.Locator("input.mud-input-slot").First.BlurAsync();
        await GoOnAsync(form, ChannelsText.Add);
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        var channel = Assert.Single(await tour.Bed.Services.GetRequiredService<ChannelService>().ListAsync(), channel => channel.Name == "by the thousand");
        Assert.Equal((1_200, true), (channel.Keys.Count, channel.Enabled));
        await page.Context.DisposeAsync();
    }

    private static Task<ILocator> OpenAsync(IPage page) =>
        SiteTour.OpenByClickAsync(page, "/admin/channels", page.Locator(".peppa-head .mud-button-filled"), ".mud-dialog");

    private static Task GoOnAsync(ILocator form, string words) => form.GetByRole(AriaRole.Button, new() { Name = words, Exact = true }).PressAsync("Enter");

    private static async Task TakeAsync(IPage page, string name, string language, int width)
    {
        if (Pictures is not null)
        {
            await page.WaitForTimeoutAsync(300);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"channel-wizard-{name}-{language}-{width}.png") });
        }
    }
}
