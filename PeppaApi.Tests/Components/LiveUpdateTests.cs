using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using PeppaApi.Components.Shared;

namespace PeppaApi.Tests.Components;

/// <summary>Live pages are brought up to date in the language of their reader, and no longer than there is one.</summary>
public sealed class LiveUpdateTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly List<Task> _runs = [];
    private readonly List<string> _seen = [];

    [Fact]
    public async Task Events_OfSomebodyWithAnotherLanguage_AreOneReloadInThePages()
    {
        using var update = Make("zh-CN");
        Speak("en");
        update.Request();
        update.Request();
        await EndAsync();
        update.Request();
        await EndAsync();
        Assert.Equal(["zh-CN zh-CN", "zh-CN zh-CN"], _seen);
        Assert.Equal("en", CultureInfo.CurrentUICulture.Name);
    }

    [Fact]
    public async Task Page_ThatIsLeft_ReloadsNothingMore()
    {
        var update = Make("en");
        update.Request();
        update.Dispose();
        await EndAsync();
        update.Request();
        await EndAsync();
        Assert.Empty(_seen);
    }

    private static void Speak(string language) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

    private LiveUpdate Make(string language)
    {
        Speak(language);
        return new LiveUpdate(
            run =>
            {
                var task = run();
                _runs.Add(task);
                return task;
            },
            () =>
            {
                _seen.Add($"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name}");
                return Task.CompletedTask;
            },
            _clock);
    }

    private Task EndAsync()
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        return Task.WhenAll(_runs);
    }
}
