using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Redemptions;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Redemptions;

/// <summary>The numbers of the service page, and what an operator may make of them.</summary>
public sealed class TopUpSettingsTests
{
    [Fact]
    public void Share_OfTheServicePagesExample_Is02125()
    {
        var hundred = TopUpSettings.Default.Offers.Single(offer => offer.Usd == 100);
        Assert.Equal(0.2125m, hundred.ShareOfOfficial(TopUpSettings.Default.YuanPerDollar, discount: 0.5m, multiplier: 0.9m));
        // 30 dollars for a million tokens at half price and SVIP: 13.5 dollars of credit at 3.4 yuan.
        Assert.Equal(45.9m, hundred.ToYuan(30, 0.5m, 0.9m));
    }

    [Theory]
    [InlineData(1, 5, 5)]
    [InlineData(5, 25, 5)]
    [InlineData(25, 110, 4.4)]
    [InlineData(100, 340, 3.4)]
    [InlineData(500, 1500, 3)]
    [InlineData(5000, 12500, 2.5)]
    [InlineData(30000, 43000, 1.4333)]
    public void Offers_AsDelivered_AreThoseOfTheServicePage(int usd, int yuan, double rate)
    {
        var offer = TopUpSettings.Default.Offers.Single(offer => offer.Usd == usd);
        Assert.Equal(yuan, offer.Yuan);
        Assert.Equal((decimal)rate, decimal.Round(offer.YuanPerDollar, 4));
    }

    [Fact]
    public async Task Settings_OnceSaved_OutliveARestart()
    {
        await using var app = await AppHost.StartAsync();
        var body = """{"shopUrl":" https://shop.example/codes ","yuanPerDollar":7.1,"offers":[{"usd":50,"yuan":200},{"usd":10,"yuan":45.5}]}""";
        Assert.Equal(200, (await app.Admin.CallAsync("PUT", "/api/settings/top-up", body)).Status);
        await app.RestartAsync();
        var settings = app.Services.GetRequiredService<OperatorSettings>().Get<TopUpSettings>();
        Assert.Equal(("https://shop.example/codes", 7.1m), (settings.ShopUrl, settings.YuanPerDollar));
        Assert.Equal([new TopUpOffer(10, 45.5m), new TopUpOffer(50, 200)], settings.Offers);
        using var nobody = app.Client();
        Assert.Equal(7.1m, (await nobody.CallAsync("GET", "/api/pricing")).Body!["topUp"]!["yuanPerDollar"]!.GetValue<decimal>());
    }

    [Theory]
    [InlineData("""{"shopUrl":"javascript:alert(1)"}""", "shopUrl")]
    [InlineData("""{"shopUrl":"shop"}""", "shopUrl")]
    [InlineData("""{"yuanPerDollar":0}""", "yuanPerDollar")]
    [InlineData("""{"yuanPerDollar":-7}""", "yuanPerDollar")]
    [InlineData("""{"offers":[{"usd":0,"yuan":5}]}""", "offers")]
    [InlineData("""{"offers":[{"usd":1,"yuan":-5}]}""", "offers")]
    [InlineData("""{"offers":[{"usd":1,"yuan":5.001}]}""", "offers")]
    [InlineData("""{"offers":[{"usd":1,"yuan":5},{"usd":1,"yuan":6}]}""", "offers")]
    [InlineData("""{"offers":null}""", "offers")]
    [InlineData("""{"offers":[null]}""", "offers")]
    public async Task Settings_ThatCannotBe_AreRefusedAndChangeNothing(string body, string field)
    {
        await using var app = await AppHost.StartAsync();
        var (status, problem) = await app.Admin.CallAsync("PUT", "/api/settings/top-up", body);
        Assert.Equal(400, status);
        Assert.NotNull(problem!["errors"]![field]);
        Assert.Same(TopUpSettings.Default, app.Services.GetRequiredService<OperatorSettings>().Get<TopUpSettings>());
    }
}
