using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using PeppaApi.Announcements;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Browser;

/// <summary>A real browser in front of the real site, which has an operator, a user with credit, a token and some usage.</summary>
public sealed partial class SiteTour : IAsyncLifetime
{
    public const string Chromium = "/usr/bin/chromium";
    public const string Password = "correct horse battery";
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    internal RelayBed Bed { get; private set; } = null!;

    public static bool CanRun => File.Exists(Chromium);

    public async ValueTask InitializeAsync()
    {
        Bed = await RelayBed.StartAsync(upstreams: Replies.Either());
        for (var i = 0; i < 3; i++)
        {
            using var response = await Bed.ChatAsync(i == 1 ? ",\"stream\":true" : "");
            await response.Content.ReadAsStringAsync();
        }

        await Bed.Services.GetRequiredService<AnnouncementEditor>().CreateAsync(new AnnouncementInput(
            AnnouncementSeverity.Warning, new TwoTexts("New prices", "价格调整"), new TwoTexts("From Monday on, [prices](/pricing) are **lower**.", "自周一起，[价格](/pricing)**下调**。"), ForVisitors: true));
        if (CanRun)
        {
            _playwright = await Playwright.CreateAsync();
            // As patient as everything else is: the machine may have other work.
            Assertions.SetDefaultExpectTimeout(30_000);
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
            });
        }
    }

    /// <summary>A fresh visitor.</summary>
    /// <param name="address">Of the site; none is the usual one.</param>
    public async Task<IPage> OpenAsync(string language, int width, bool dark, string? address = null)
    {
        Assert.SkipUnless(CanRun, $"{Chromium} is not installed; test.sh installs it.");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address ?? Bed.Address,
            Locale = language,
            ViewportSize = new ViewportSize { Width = width, Height = width < 600 ? 844 : 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
        });
        return await context.NewPageAsync();
    }

    public static async Task LogInAsync(IPage page, string name)
    {
        await page.GotoAsync("/login");
        await page.FillAsync("#name", name);
        await page.FillAsync("#password", Password);
        await page.ClickAsync("form button[type=submit]");
        // Looked at again and again: an event that is waited for may have passed.
        await Assertions.Expect(page).ToHaveURLAsync(Dashboard());
        await page.Locator(".peppa-head h1").WaitForAsync();
    }

    /// <summary>Goes to a live page, until it is live.</summary>
    public static async Task GoLiveAsync(IPage page, string address)
    {
        var live = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if (frame.Binary.AsSpan().IndexOf("JS.RenderBatch"u8) >= 0)
            {
                live.TrySetResult();
            }
        };
        await page.GotoAsync(address, new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        await live.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Goes to a live page and clicks until what the click opens is there: the first click may come before the page is live.</summary>
    public static async Task<ILocator> OpenByClickAsync(IPage page, string address, ILocator button, string opens)
    {
        await GoLiveAsync(page, address);
        var opened = page.Locator(opens);
        for (var i = 0; i < 10 && !await opened.IsVisibleAsync(); i++)
        {
            try
            {
                await button.ClickAsync(new LocatorClickOptions { Timeout = 2000 });
                await opened.WaitForAsync(new LocatorWaitForOptions { Timeout = 2000 });
            }
            catch (TimeoutException)
            {
                // Not live yet; or what was opened lies over the button by now.
            }
        }

        await opened.WaitForAsync();
        return opened;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        await Bed.DisposeAsync();
    }

    [GeneratedRegex("/dashboard$")]
    private static partial Regex Dashboard();
}
