using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Channels;
using PeppaApi.Resources;

namespace PeppaApi.Tests.Browser;

/// <summary>What an operator does with channels, done with the mouse.</summary>
public sealed class ChannelFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");

    private ChannelKeyService Pool => tour.Bed.Services.GetRequiredService<ChannelKeyService>();

    [Fact]
    public async Task Keys_PastedThenDisabled_AreInThePool()
    {
        var page = await tour.OpenAsync("en", 1440, dark: false);
        await SiteTour.LogInAsync(page, "operator");
        var add = page.Locator(".peppa-head").GetByRole(AriaRole.Button, new() { Name = ChannelsText.AddKeys });
        var form = await OpenAsync(page, "/admin/channels/1/keys", add);
        await form.Locator("textarea").First.FillAsync("pasted-key-number-1\npasted-key-number-2\n\npasted-key-number-1");
        await form.Locator("textarea").First.BlurAsync();
        await form.GetByRole(AriaRole.Button, new() { Name = "Add 2 keys" }).ClickAsync();
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.GetByLabel("Choose key er-2").CheckAsync();
        await page.Locator(".peppa-filters").GetByRole(AriaRole.Button, new() { Name = ChannelsText.Disable, Exact = true }).ClickAsync();
        var row = page.Locator("tr", new() { HasText = "…er-2" }).First;
        await row.GetByText(ChannelsText.KeyDisabled, new() { Exact = true }).WaitForAsync();
        var keys = (await tour.Bed.Services.GetRequiredService<ChannelKeyService>().ListAsync(1))!;
        Assert.Equal([PooledKeyState.Ready, PooledKeyState.Ready, PooledKeyState.Disabled], keys.Select(key => key.State));
        Assert.DoesNotContain("pasted-key", await page.ContentAsync(), StringComparison.Ordinal);
        await TakeAsync(page, "channel-keys");
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("zh-CN", 390)]
    public async Task Keys_PastedByTheThousand_ArriveWhole_AndBadLinesAreNamed(string language, int width)
    {
        var id = await AddAsync($"many keys at {width}", []);
        var page = await tour.OpenAsync(language, width, dark: width > 600);
        await SiteTour.LogInAsync(page, "operator");
        var form = await OpenAsync(page, $"/admin/channels/{id}/keys", page.Locator(".peppa-head .mud-button-filled"));
        var (text, button) = (form.Locator("textarea").First, form.Locator(".mud-dialog-actions button").Last);
        string[] keys = [.. Enumerable.Range(1, 1_200).Select(LongKey)];
        await PasteAsync(page, text, [.. keys[..699], "no key at all", .. keys[699..], .. keys[..25]]);
        var note = form.Locator("[role=status]");
        await Assertions.Expect(note).ToContainTextAsync(language == "en" ? "25 doubles are left out. These lines cannot be keys: 700." : "重复的 25 个已忽略。 以下行不是有效的密钥：第 700 行。");
        await button.ClickAsync();
        await form.Locator(".mud-input-error").First.WaitForAsync();
        await TakeAsync(page, $"channel-paste-{language}-{width}");
        Assert.Empty((await Pool.ListAsync(id))!);
        await PasteAsync(page, text, [.. keys, .. keys[..25]]);
        await Assertions.Expect(button).ToContainTextAsync("1200");
        await button.ClickAsync();
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await page.GetByText(language == "en" ? "1200 new keys added" : "已添加 1200 个新密钥").WaitForAsync();
        Assert.Equal(1_200, (await Pool.ListAsync(id))!.Count);
        await tour.Bed.Services.GetRequiredService<ChannelService>().DeleteAsync(id);
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("zh-CN", 390)]
    public async Task Channels_OfATag_AreChangedTogether_AfterAYesToWhatAndHowMany(string language, int width)
    {
        var ids = new List<long>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await AddAsync($"bulk {i} at {width}", [$"bulk-{width}"]));
        }

        var page = await tour.OpenAsync(language, width, dark: width > 600);
        await SiteTour.LogInAsync(page, "operator");
        await SiteTour.OpenByClickAsync(page, $"/admin/channels?tag=bulk-{width}", page.Locator(".peppa-head .mud-menu button").First, ".mud-popover-open .mud-menu-item >> nth=3");
        await page.Locator(".mud-popover-open .mud-menu-item").Nth(3).ClickAsync();
        var form = page.Locator(".mud-dialog").Filter(new() { Has = page.Locator("input[inputmode=numeric]") });
        await Assertions.Expect(page.Locator(".mud-popover-open .mud-menu-item")).ToHaveCountAsync(0);
        await form.Locator("input").First.FillAsync("cheap, eu");
        await form.Locator("input[inputmode=numeric]").First.FillAsync("7");
        await TakeAsync(page, $"channels-change-{language}-{width}");
        await form.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await page.GetByText(language == "en" ? "3 channels are changed: tags added: cheap eu, priority 7." : "将修改 3 个渠道：添加标签 cheap eu、优先级 7。").WaitForAsync();
        await TakeAsync(page, $"channels-change-sure-{language}-{width}");
        await page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await page.GetByText(language == "en" ? "3 channels changed, 0 of them could not be" : "已处理 3 个渠道，0 个未能修改").WaitForAsync();
        await Assertions.Expect(page.Locator("tbody tr").First).ToContainTextAsync("cheap");
        var service = tour.Bed.Services.GetRequiredService<ChannelService>();
        Assert.All(
            (await service.ListAsync()).Where(channel => ids.Contains(channel.Id)),
            channel => Assert.Equal((7, 1, true, $"bulk-{width} cheap eu"), (channel.Priority, channel.Weight, channel.Enabled, string.Join(' ', channel.Tags))));
        Assert.DoesNotContain(await service.ListAsync(), channel => !ids.Contains(channel.Id) && channel.Tags.Contains("cheap") && channel.Name.EndsWith($"{width}", StringComparison.Ordinal));
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("zh-CN", 390)]
    public async Task Rules_TypedIntoTheForm_AreSaved_AndAnErrorStandsAtItsField(string language, int width)
    {
        var page = await tour.OpenAsync(language, width, dark: width < 600);
        await SiteTour.LogInAsync(page, "operator");
        var form = await EditFirstAsync(page);
        foreach (var panel in await form.Locator(".mud-expand-panel-header").AllAsync())
        {
            await panel.ClickAsync();
        }

        await page.WaitForTimeoutAsync(500);
        await form.Locator(".mud-expand-panel textarea").Nth(1).FillAsync("{temperature}");
        await TakeAsync(page, $"channel-form-{language}-{width}");
        await form.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await form.GetByText(width < 600 ? "请填写 JSON 对象" : "JSON object, such as").WaitForAsync();
        await form.Locator(".mud-expand-panel textarea").Nth(1).FillAsync($$"""{"temperature": 0.{{width}}}""");
        await form.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await form.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        var channel = (await tour.Bed.Services.GetRequiredService<ChannelService>().ListAsync())[0];
        Assert.Equal($"0.{width}", channel.Rules.Set!["temperature"].GetRawText());
        await page.Context.DisposeAsync();
    }

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("zh-CN", 390)]
    public async Task Form_OfAChannelThatSomebodyElseChanges_IsNotSavedOverIt(string language, int width)
    {
        var page = await tour.OpenAsync(language, width, dark: width < 600);
        await SiteTour.LogInAsync(page, "operator");
        var service = tour.Bed.Services.GetRequiredService<ChannelService>();
        var form = await EditFirstAsync(page);
        var id = (await service.ListAsync())[0].Id;
        await service.ChangeAsync([id], new ChannelChange(Weight: width));
        await form.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await form.GetByText(width < 600 ? "期间有人修改了该渠道" : "Somebody else changed this channel meanwhile").WaitForAsync();
        await TakeAsync(page, $"channel-meanwhile-{language}-{width}");
        Assert.Equal(width, (await service.GetAsync(id))!.Weight);
        await service.ChangeAsync([id], new ChannelChange(Weight: 1));
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task File_Imported_SaysWhatIsInIt_AndWhatIsWrongWithAChannel()
    {
        var page = await tour.OpenAsync("en", 390, dark: false);
        await SiteTour.LogInAsync(page, "operator");
        await SiteTour.OpenByClickAsync(page, "/admin/channels", page.Locator(".peppa-head .mud-menu button").First, ".mud-popover-open .mud-menu-item >> nth=6");
        await page.Locator(".mud-popover-open .mud-menu-item").Nth(6).ClickAsync();
        var dialog = page.Locator(".mud-dialog");
        // A file that is chosen before the dialog is live is told to nobody.
        await page.WaitForFunctionAsync("() => document.querySelector('.mud-dialog input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await dialog.Locator("input[type=file]").SetInputFilesAsync(File("[null]"));
        await dialog.GetByText("The file is no export of channels. None was imported.").WaitForAsync();
        await dialog.Locator("input[type=file]").SetInputFilesAsync(File("""[{"name":"carried","provider":"openai","baseUrl":"http://127.0.0.1:9","models":["m"],"weight":1,"costMultiplier":1},{"name":"odd"}]"""));
        await dialog.GetByText("The file holds 2 channels: carried, odd").WaitForAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Import 2 channels" }).ClickAsync();
        await dialog.GetByText("odd: There are these providers").WaitForAsync();
        await TakeAsync(page, "channels-import");
        await dialog.Locator("input[type=file]").SetInputFilesAsync(File("""[{"name":"carried","provider":"openai","baseUrl":"http://127.0.0.1:9","models":["m"],"weight":1,"costMultiplier":1}]"""));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Import 1 channels" }).ClickAsync();
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Single(await tour.Bed.Services.GetRequiredService<ChannelService>().ListAsync(), channel => channel is { Name: "carried", Enabled: false });
        await page.Context.DisposeAsync();

        static FilePayload File(string json) => new() { Name = "channels.json", MimeType = "application/json", Buffer = System.Text.Encoding.UTF8.GetBytes(json) };
    }

    [Theory]
    [InlineData("en", 1440)]
    [InlineData("zh-CN", 390)]
    public async Task List_Filtered_LivesInTheAddress_AndActsAreAboutWhatIsChosen(string language, int width)
    {
        var service = tour.Bed.Services.GetRequiredService<ChannelService>();
        foreach (var name in (string[])["one", "two", "three"])
        {
            await service.CreateAsync(new ChannelSpec($"{name} at {width}", "deepseek", "http://127.0.0.1:9", [$"sk-{name}-{width}-0123456789"], ["deepseek-chat"], null, null, -9, 1, true, 1, PeppaApi.Data.Entities.ClientGonePolicy.Drain) { Tags = [$"of-{width}"] });
        }

        var page = await tour.OpenAsync(language, width, dark: width > 600);
        await SiteTour.LogInAsync(page, "operator");
        var list = await SiteTour.OpenByClickAsync(page, $"/admin/channels?tag=of-{width}&sort=Name", page.Locator(".peppa-drop summary"), ".peppa-drop-list");
        await list.Locator("label").Nth(11).Locator("input").CheckAsync();
        await page.Locator(".peppa-drop summary").ClickAsync();
        var rows = page.Locator("tbody tr");
        await Assertions.Expect(rows).ToHaveCountAsync(3);
        await Assertions.Expect(rows.First).ToContainTextAsync("DeepSeek");
        await Assertions.Expect(rows.First).ToContainTextAsync($"one at {width}");
        await TakeAsync(page, $"channels-{language}-{width}");
        await page.Locator("th[aria-sort] .peppa-sort").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("sort=-Name"));
        await Assertions.Expect(rows.First).ToContainTextAsync($"two at {width}");
        await rows.First.Locator("input[type=checkbox]").CheckAsync();
        await page.Locator(".peppa-head .mud-menu button").First.ClickAsync();
        await page.Locator(".mud-popover-open .mud-menu-item").Nth(2).ClickAsync();
        await page.Locator(".mud-dialog-actions button").Last.ClickAsync();
        await Assertions.Expect(rows.First.Locator(".peppa-state.good")).ToHaveCountAsync(0);
        Assert.Equal([$"two at {width}"], (await service.ListAsync()).Where(channel => !channel.Enabled && channel.Tags.Contains($"of-{width}")).Select(channel => channel.Name));
        await page.Locator(".peppa-head .mud-menu button").First.ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => page.Locator(".mud-popover-open .mud-menu-item").Nth(5).ClickAsync());
        Assert.Equal(2, (await System.IO.File.ReadAllLinesAsync(await download.PathAsync())).Length);
        await page.ReloadAsync(new PageReloadOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await Assertions.Expect(rows.First).ToContainTextAsync("DeepSeek");
        await page.Context.DisposeAsync();
    }

    private async Task<long> AddAsync(string name, string[] tags) => (await tour.Bed.Services.GetRequiredService<ChannelService>().CreateAsync(
        new ChannelSpec(name, "custom", "http://127.0.0.1:9", tags.Length == 0 ? [] : [$"sk-{name.Replace(' ', '-')}-0123456789"], ["gpt-4o"], null, null, -9, 1, tags.Length > 0, 1, PeppaApi.Data.Entities.ClientGonePolicy.Drain) { Tags = tags })).Id;

    /// <summary>As long as those that vendors give.</summary>
    private static string LongKey(int number) => $"sk-proj-{number:0000}-{new string((char)('a' + (number % 26)), 150)}";

    private static async Task PasteAsync(IPage page, ILocator text, string[] lines)
    {
        await text.FillAsync("");
        await text.FocusAsync();
        await page.Keyboard.InsertTextAsync(string.Join('\n', lines));
        await text.BlurAsync();
    }

    /// <summary>Goes to a live page and clicks once it is live: a second click would open a second dialog.</summary>
    private static async Task<ILocator> OpenAsync(IPage page, string address, ILocator button)
    {
        await SiteTour.GoLiveAsync(page, address);
        await page.WaitForTimeoutAsync(500);
        await button.ClickAsync();
        var dialog = page.Locator(".mud-dialog");
        await dialog.WaitForAsync();
        return dialog;
    }

    private static Task<ILocator> EditFirstAsync(IPage page) => OpenAsync(page, "/admin/channels", page.Locator("tr").Nth(1).GetByRole(AriaRole.Button).Nth(1));

    private static async Task TakeAsync(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png") });
        }
    }
}
