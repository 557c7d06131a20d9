using PeppaApi.Channels;
using PeppaApi.Operations.Imports;
using PeppaApi.Settings;

namespace PeppaApi.Tests.Operations.Imports;

/// <summary>What a channel of another relay becomes.</summary>
public sealed class ConversionTests
{
    [Theory]
    [InlineData(OldRelay.OneApi, 1L, "", "", "openai", "https://api.openai.com")]
    [InlineData(OldRelay.OneApi, 1L, "https://api.openai.com/", "", "openai", "https://api.openai.com")]
    [InlineData(OldRelay.OneApi, 1L, "https://proxy.example", "", "openai", "https://proxy.example")]
    [InlineData(OldRelay.OneApi, 1L, "https://proxy.example/sub", "", "openai", "https://proxy.example/sub/v1")]
    [InlineData(OldRelay.OneApi, 50L, "https://proxy.example/v1", "", "custom", "https://proxy.example/v1")]
    [InlineData(OldRelay.OneApi, 3L, "https://own.openai.azure.com", "2024-06-01", "azure", "https://own.openai.azure.com?api-version=2024-06-01")]
    [InlineData(OldRelay.OneApi, 29L, "https://api.groq.com/openai", "", "groq", "https://api.groq.com/openai/v1")]
    [InlineData(OldRelay.OneApi, 40L, "https://ark.example", "", "doubao", "https://ark.example/api/v3")]
    [InlineData(OldRelay.OneApi, 16L, "", "", "zhipu", "https://open.bigmodel.cn/api/paas/v4")]
    [InlineData(OldRelay.OneApi, 39L, "", "", "custom", "https://api.together.xyz/v1")]
    [InlineData(OldRelay.NewApi, 43L, "https://proxy.example/deep", "", "deepseek", "https://proxy.example/deep")]
    [InlineData(OldRelay.NewApi, 25L, "https://proxy.example/moon", "", "moonshot", "https://proxy.example/moon/v1")]
    [InlineData(OldRelay.NewApi, 8L, "https://proxy.example/v1/chat/completions", "", "custom", "https://proxy.example/v1")]
    [InlineData(OldRelay.NewApi, 4L, "http://ollama.lan:11434", "", "ollama", "http://ollama.lan:11434")]
    [InlineData(OldRelay.NewApi, 27L, "", "", null, null)]
    public void Vendor_AndAddress_AreWhatTheyAreHere(OldRelay relay, long type, string address, string other, string? provider, string? expected)
    {
        var row = Row(("type", type), ("base_url", address), ("other", other), ("key", "sk-1"), ("models", "m"));
        if (provider is null)
        {
            Assert.Throws<InputException>(() => ChannelConversion.Convert(row, relay, 1, []));
            return;
        }

        var spec = ChannelConversion.Convert(row, relay, 1, []);
        Assert.Equal((provider, expected), (spec.Provider, spec.BaseUrl));
    }

    [Fact]
    public void Zhipu_WithTheOlderModelsAlone_GetsTheInterfaceThatServesThem() =>
        Assert.Equal("chatglm", ChannelConversion.Convert(Row(("type", 16L), ("key", "id.secret"), ("models", "chatglm_pro,chatglm_std")), OldRelay.OneApi, 1, []).Provider);

    [Fact]
    public void EveryVendor_ThatHasAnEqual_IsAProviderHere()
    {
        var known = ChannelProviders.All.Select(provider => provider.Name).ToHashSet();
        foreach (var relay in Enum.GetValues<OldRelay>())
        {
            var vendors = Enumerable.Range(0, 100).Select(type => OldVendors.Find(relay, type)).OfType<OldVendor>().ToList();
            Assert.InRange(vendors.Count, 40, 60);
            Assert.All(vendors, vendor => Assert.True(vendor.Provider is null || known.Contains(vendor.Provider), vendor.Title));
        }
    }

    private static OldRow Row(params (string Column, object? Value)[] values) => new(values.ToDictionary(value => value.Column, value => value.Value));
}
