using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using PeppaApi.Credits;
using PeppaApi.Resources;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Browser;

/// <summary>The chat page with a real relay behind it, and a search for what it may have left on the server.</summary>
public sealed class ChatFlowTests(SiteTour tour) : IClassFixture<SiteTour>
{
    private static readonly string? Pictures = Environment.GetEnvironmentVariable("PEPPA_PICTURES");
    private static readonly string Canary = RandomNumberGenerator.GetString("abcdefghijkmnopqrstuvwxyz", 24);

    // The smallest picture there is.
    private static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public async Task Conversation_SentStreamedAndReloaded_IsInTheBrowserAndNowhereElse()
    {
        await using var model = await AddModelAsync("chat-main", Replies.Stream(
            Say($"## Answer {Canary}\\n\\n<script>alert(1)</script>\\n\\n"), Say("```js\\nlet a = 1;\\n```\\n\\n![p](https://evil.example/p.png) [x](javascript:alert(1))"), Replies.Chunk("{}", "\"stop\""), Replies.UsageChunk(), Replies.Done));
        var (page, faults) = await OpenAsync("en", 1440, dark: false);
        var outside = new List<string>();
        page.Request += (_, request) => outside.AddRange(new Uri(request.Url).Host is "127.0.0.1" or "" ? [] : [request.Url]);
        await page.SelectOptionAsync("[data-chat=model]", "chat-main");
        await page.Locator(".peppa-chat-settings summary").ClickAsync();
        await page.FillAsync("[data-chat=system]", "You are brief.");
        await page.FillAsync("[data-chat=temperature]", "0.5");
        await page.SetInputFilesAsync("[data-chat=files]", new FilePayload { Name = "p.png", MimeType = "image/png", Buffer = Picture });
        await Assertions.Expect(page.Locator("[data-chat=pictures] img")).ToHaveCountAsync(1);
        var input = page.Locator("[data-chat=input]");
        await input.FillAsync($"first {Canary}");
        await input.PressAsync("Shift+Enter");
        await input.PressSequentiallyAsync("line");
        await input.PressAsync("Enter");

        var answer = page.Locator(".peppa-chat-answer").First;
        var cost = answer.Locator(".peppa-number");
        await Assertions.Expect(cost).ToContainTextAsync("9 in, 3 out");
        var record = (await tour.Bed.RecordsAsync()).Last(record => record.Model == "chat-main");
        await Assertions.Expect(cost).ToContainTextAsync(Exact(record.Charged));
        await Assertions.Expect(answer.Locator("pre code")).ToContainTextAsync("let a = 1;");
        await Assertions.Expect(answer.Locator(".peppa-snippet button")).ToHaveTextAsync(SiteText.Copy);
        await Assertions.Expect(answer).ToContainTextAsync("<script>alert(1)</script>");
        Assert.Equal(0, await answer.Locator("script, img, a[href^=javascript]").CountAsync());

        var sent = JsonNode.Parse(Assert.Single(model.Requests).Body)!;
        Assert.Equal(["system", "user"], sent["messages"]!.AsArray().Select(message => (string)message!["role"]!));
        Assert.Equal(0.5, (double)sent["temperature"]!);
        var parts = sent["messages"]![1]!["content"]!.AsArray();
        Assert.Equal($"first {Canary}\nline", (string)parts[0]!["text"]!);
        Assert.StartsWith("data:image/png;base64,", (string)parts[1]!["image_url"]!["url"]!, StringComparison.Ordinal);

        await input.FillAsync("second");
        await input.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-chat=total]")).ToContainTextAsync(Exact(2 * record.Charged));
        Assert.Equal(["system", "user", "assistant", "user"], Roles(model.Requests.Last()));
        await PictureAsync(page, "chat-en-1440");

        await page.ReloadAsync();
        await page.Locator("[data-ready]").WaitForAsync();
        await Assertions.Expect(page.Locator(".peppa-chat-answer")).ToHaveCountAsync(2);
        await Assertions.Expect(page.Locator(".peppa-chat-turn").First).ToContainTextAsync(Canary);
        await Assertions.Expect(page.Locator("[data-chat=total]")).ToContainTextAsync(Exact(2 * record.Charged));
        await AssertNoTraceAsync();
        Assert.Empty(outside);
        Assert.Empty(faults);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Stream_StoppedWithEscape_KeepsWhatCameAndItsCost()
    {
        var stopped = new TaskCompletionSource();
        await using var slow = await AddModelAsync("chat-slow", async context =>
        {
            await Replies.Stream(Say("begun"))(context);
            // Until the page has stopped and the relay has heard of it; the vendor then goes on to its end.
            await stopped.Task;
            await Task.Delay(500);
            await Replies.Stream(Say(" and ended"), Replies.Chunk("{}", "\"stop\""), Replies.UsageChunk(), Replies.Done)(context);
        });
        var (page, faults) = await OpenAsync("zh-CN", 390, dark: true);
        await page.SelectOptionAsync("[data-chat=model]", "chat-slow");
        await page.FillAsync("[data-chat=input]", "讲个故事");
        await page.ClickAsync("[data-chat=send]");
        var answer = page.Locator(".peppa-chat-answer");
        await Assertions.Expect(answer).ToContainTextAsync("begun");
        await Assertions.Expect(page.Locator("[data-chat=stop]")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("[data-chat=stop]")).ToBeHiddenAsync();
        stopped.SetResult();
        await Assertions.Expect(answer).ToContainTextAsync(Chinese(nameof(ChatText.Stopped)));
        await Assertions.Expect(answer.Locator(".peppa-number")).ToContainTextAsync("$", new() { Timeout = 15_000 });
        await Assertions.Expect(answer).Not.ToContainTextAsync("ended");
        await PictureAsync(page, "chat-zh-CN-390");
        Assert.Empty(faults);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task TwoModels_Compared_AnswerSideBySide_AndARefusalSaysWhatToDo()
    {
        await using var one = await AddModelAsync("chat-one", Replies.Stream(Say("from one"), Replies.Chunk("{}", "\"stop\""), Replies.UsageChunk(), Replies.Done));
        await using var two = await AddModelAsync("chat-two", Replies.Json("""{"error":{"message":"no","type":"server_error"}}""", 503));
        var (page, _) = await OpenAsync("en", 1440, dark: true);
        await page.SelectOptionAsync("[data-chat=model]", "chat-one");
        await page.SelectOptionAsync("[data-chat=other]", "chat-two");
        await page.FillAsync("[data-chat=input]", "compare");
        await page.PressAsync("[data-chat=input]", "Enter");
        var answers = page.Locator(".peppa-chat-answer");
        await Assertions.Expect(answers).ToHaveCountAsync(2);
        await Assertions.Expect(answers.Nth(0)).ToContainTextAsync("from one");
        await Assertions.Expect(answers.Nth(1).Locator(".peppa-error")).ToContainTextAsync(ChatText.Request, new() { Timeout = 15_000 });
        await PictureAsync(page, "chat-compare");

        two.Script = Replies.Stream(Say("from two"), Replies.Chunk("{}", "\"stop\""), Replies.UsageChunk(), Replies.Done);
        await page.ClickAsync("[data-chat=new]");
        await page.SelectOptionAsync("[data-chat=other]", "");
        await tour.Bed.SetPriceAsync("chat-one", 0, 0, perCall: 500);
        await page.FillAsync("[data-chat=input]", "too dear");
        await page.PressAsync("[data-chat=input]", "Enter");
        await Assertions.Expect(answers.First.Locator(".peppa-error a")).ToHaveAttributeAsync("href", "/topup");
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Conversations_AreRenamedExportedDeletedAndBroughtBack()
    {
        await using var model = await AddModelAsync("chat-list", Replies.Stream(Say("hello"), Replies.Chunk("{}", "\"stop\""), Replies.UsageChunk(), Replies.Done));
        var (page, faults) = await OpenAsync("en", 1440, dark: false);
        await page.SelectOptionAsync("[data-chat=model]", "chat-list");
        await page.FillAsync("[data-chat=input]", "to be renamed");
        await page.PressAsync("[data-chat=input]", "Enter");
        await Assertions.Expect(page.Locator(".peppa-chat-answer")).ToContainTextAsync("$");
        var row = page.Locator("[data-chat=list] li");
        await row.Locator("summary").ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = ChatText.Rename, Exact = true }).ClickAsync();
        await row.Locator("input").FillAsync("renamed");
        await row.Locator("input").PressAsync("Enter");
        await Assertions.Expect(row.Locator(".peppa-rowlink")).ToHaveTextAsync("renamed");
        await row.Locator("summary").ClickAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => row.GetByRole(AriaRole.Button, new() { Name = ChatText.Export, Exact = true }).ClickAsync());
        var exported = JsonNode.Parse(await File.ReadAllTextAsync(await download.PathAsync()))!;
        Assert.Equal(("renamed", "hello"), ((string)exported["title"]!, (string)exported["turns"]![0]!["answers"]![0]!["text"]!));

        await row.GetByRole(AriaRole.Button, new() { Name = ChatText.Delete, Exact = true }).ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(0);
        await page.Locator("[data-chat=note] button").ClickAsync();
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await page.Locator("[data-ready]").WaitForAsync();
        await Assertions.Expect(row.Locator(".peppa-rowlink")).ToHaveTextAsync("renamed");
        Assert.Empty(faults);
        await page.Context.DisposeAsync();
    }

    [Fact]
    public async Task Conversation_OpenedToLearnItsCost_KeepsItsPlace_AndThePageLetsGoOfItsDatabase()
    {
        await using var slow = await AddModelAsync("chat-left", async context =>
        {
            await Replies.Stream(Say("begun"))(context);
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var (page, faults) = await OpenAsync("en", 1440, dark: false);
        await page.EvaluateAsync(
            $$"""
            () => new Promise(done => {
              const opening = indexedDB.open('peppa-chat-{{tour.Bed.UserId}}', 1);
              opening.onsuccess = () => {
                const writing = opening.result.transaction('conversations', 'readwrite');
                const turn = cost => ({ text: 'q', images: [], answers: [{ model: 'chat-left', text: 'a', state: 'done', requestId: 'no-such-request', cost }] });
                const settings = { model: 'chat-left', other: '', system: '', temperature: '', history: 20 };
                writing.objectStore('conversations').put({ id: 'older', title: 'older', changedAt: 1000, settings, turns: [turn(null)] });
                writing.objectStore('conversations').put({ id: 'newer', title: 'newer', changedAt: 2000, settings, turns: [turn('5')] });
                writing.oncomplete = () => { opening.result.close(); done(); };
              };
            })
            """);
        await page.ReloadAsync();
        await page.Locator("[data-ready]").WaitForAsync();
        var rows = page.Locator("[data-chat=list] .peppa-rowlink");
        await Assertions.Expect(rows).ToHaveTextAsync(["newer", "older"]);
        await rows.Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator("[data-chat=list] [aria-current]")).ToHaveTextAsync("older");
        await page.WaitForTimeoutAsync(1000);
        await Assertions.Expect(rows).ToHaveTextAsync(["newer", "older"]);

        await page.FillAsync("[data-chat=input]", "leave me");
        await page.PressAsync("[data-chat=input]", "Enter");
        await Assertions.Expect(page.Locator(".peppa-chat-answer").Last).ToContainTextAsync("begun");
        await page.Locator(".peppa-rail a[href='/invite']").First.ClickAsync();
        await page.Locator(".peppa-invite, .peppa-head").First.WaitForAsync();
        await page.Locator(".peppa-chat").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        var kept = await page.EvaluateAsync<string>(
            $$"""
            async () => {
              const ask = request => new Promise((done, refused) => { request.onsuccess = () => done(request.result); request.onerror = refused; setTimeout(() => refused(new Error('still open')), 20000); });
              await new Promise(soon => setTimeout(soon, 500));
              const database = await ask(indexedDB.open('peppa-chat-{{tour.Bed.UserId}}', 1));
              const found = await ask(database.transaction('conversations').objectStore('conversations').get('older'));
              database.close();
              await ask(indexedDB.deleteDatabase('peppa-chat-{{tour.Bed.UserId}}'));
              const answer = found.turns[1].answers[0];
              return `${answer.state} ${answer.text}`;
            }
            """);
        Assert.Equal("stopped begun", kept);
        Assert.Empty(faults);
        await page.Context.DisposeAsync();
    }

    private static string Say(string text) => Replies.Chunk($$"""{"content":"{{text}}"}""");

    private static string[] Roles(FakeUpstream.Received request) => [.. JsonNode.Parse(request.Body)!["messages"]!.AsArray().Select(message => (string)message!["role"]!)];

    private static string Chinese(string name) => ChatText.ResourceManager.GetString(name, System.Globalization.CultureInfo.GetCultureInfo("zh-CN"))!;

    /// <summary>At least two decimals, and all that there are.</summary>
    private static string Exact(long charged) => "$" + Credit.ToUsd(charged).ToString("0.00#######", System.Globalization.CultureInfo.InvariantCulture);

    private static async Task PictureAsync(IPage page, string name)
    {
        if (Pictures is not null)
        {
            await page.WaitForTimeoutAsync(300);
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, name + ".png") });
        }
    }

    private async Task<FakeUpstream> AddModelAsync(string name, RequestDelegate script)
    {
        await tour.Bed.SetPriceAsync(name, 3, 15);
        return await tour.Bed.AddChannelAsync(script, models: [name]);
    }

    private async Task<(IPage Page, List<string> Faults)> OpenAsync(string language, int width, bool dark)
    {
        var page = await tour.OpenAsync(language, width, dark);
        var faults = new List<string>();
        page.Console += (_, message) => faults.AddRange(message.Type is "error" or "warning" ? [message.Text] : []);
        page.PageError += (_, error) => faults.Add(error);
        await SiteTour.LogInAsync(page, "some");
        await page.GotoAsync("/chat");
        await page.Locator("[data-ready]").WaitForAsync();
        return (page, faults);
    }

    private async Task AssertNoTraceAsync()
    {
        var hidden = Convert.ToBase64String(Picture)[..40];
        foreach (var file in Directory.EnumerateFiles(tour.Bed.DataDirectory, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) != ".lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var text = await reader.ReadToEndAsync();
            Assert.False(text.Contains(Canary, StringComparison.Ordinal) || text.Contains(hidden, StringComparison.Ordinal), $"{file} has content of a conversation.");
        }

        Assert.DoesNotContain(tour.Bed.Log.Lines, line => line.Contains(Canary, StringComparison.Ordinal) || line.Contains(hidden, StringComparison.Ordinal));
    }
}
