using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Ledger;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Settings;

/// <summary>Settings that several operators save at the same time.</summary>
public sealed class OperatorSettingsTests : IAsyncLifetime
{
    private AppHost _app = null!;

    public async ValueTask InitializeAsync() => _app = await AppHost.StartAsync();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Save_TheFirstTimeByManyAtOnce_TakesEach()
    {
        var settings = _app.Services.GetRequiredService<OperatorSettings>();
        await Task.WhenAll(Enumerable.Range(1, 50).Select(days => Task.Run(() => settings.SaveAsync(GiftSettings.Default with { InviteDays = days }))));
        var last = settings.Get<GiftSettings>();
        await _app.RestartAsync();
        Assert.Equal(last, _app.Services.GetRequiredService<OperatorSettings>().Get<GiftSettings>());
    }

    [Fact]
    public async Task Put_OfDifferentFieldsAtOnce_LosesNone()
    {
        string[] bodies = ["""{"signUpUsd":0.25}""", """{"signUpDays":9}""", """{"inviteUsd":0.75}""", """{"inviteDays":8}""", """{"topUpSharePercent":5}"""];
        var answers = await Task.WhenAll(bodies.Select(body => _app.Admin.CallAsync("PUT", "/api/settings/gifts", body)));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(new GiftSettings(0.25m, 9, 0.75m, 8, 5), _app.Services.GetRequiredService<OperatorSettings>().Get<GiftSettings>());
    }
}
