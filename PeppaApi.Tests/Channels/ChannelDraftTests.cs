using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Channels;

/// <summary>A channel that is not saved yet: asked for its models, tried, and nothing is kept.</summary>
[Collection(ComponentHost.Name)]
public sealed class ChannelDraftTests(ComponentHost host)
{
    private ChannelTester Tester => host.Services.GetRequiredService<ChannelTester>();

    private UpstreamQuestions Questions => host.Services.GetRequiredService<UpstreamQuestions>();

    [Fact]
    public async Task Draft_Tried_CallsTheUpstreamOnce_AndNothingIsKept()
    {
        await using var upstream = await FakeUpstream.StartAsync(Replies.Chat());
        var before = await CountAsync();
        var result = await Tester.TryAsync(Draft(upstream.Address) with { ModelMapping = new Dictionary<string, string> { ["gpt-4o"] = "deployed" } }, "gpt-4o", TestContext.Current.CancellationToken);
        Assert.Equal((true, null, "gpt-4o", 200), (result.Ok, result.Error, result.Model, result.Status));
        var sent = Assert.Single(upstream.Requests);
        Assert.Equal("Bearer sk-first", sent.Authorization);
        Assert.Contains("\"deployed\"", sent.Body, StringComparison.Ordinal);
        Assert.Equal(before, await CountAsync());
    }

    [Fact]
    public async Task Draft_Refused_SaysTheStatusAndTheUpstreamsWords_WithoutTheKey()
    {
        await using var upstream = await FakeUpstream.StartAsync(Replies.Json("""{"error":{"message":"Incorrect API key provided: sk-first.","code":"invalid_api_key"}}""", 401));
        var result = await Tester.TryAsync(Draft(upstream.Address), "gpt-4o", TestContext.Current.CancellationToken);
        Assert.Equal((false, 401), (result.Ok, result.Status));
        Assert.Contains("Incorrect API key", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sk-first", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draft_ThatReachesNobody_HasNoStatus()
    {
        var result = await Tester.TryAsync(Draft("http://127.0.0.1:1"), "gpt-4o", TestContext.Current.CancellationToken);
        Assert.Equal((false, null), (result.Ok, result.Status));
        Assert.Contains("cannot be reached", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", "not an address", "sk-first", "baseUrl")]
    [InlineData("openai", "http://127.0.0.1:1", "", "keys")]
    [InlineData("spark", "http://127.0.0.1:1", "only-one-part", "keys")]
    [InlineData("nobody", "http://127.0.0.1:1", "sk-first", "provider")]
    public async Task Draft_ThatCannotBeAccepted_NamesTheField(string provider, string address, string key, string field)
    {
        var draft = Draft(address) with { Provider = provider, Keys = [key] };
        Assert.Equal(field, (await Assert.ThrowsAsync<InputException>(() => Tester.TryAsync(draft, "gpt-4o"))).Field);
        Assert.Equal(field, (await Assert.ThrowsAsync<InputException>(() => Questions.ModelsAsync(draft))).Field);
    }

    [Fact]
    public async Task Models_OfADraft_AreWhatTheUpstreamNames()
    {
        await using var upstream = await FakeUpstream.StartAsync(Replies.Json("""{"data":[{"id":"gpt-4o"},{"id":"brand-new"}]}"""));
        Assert.Equal(["brand-new", "gpt-4o"], await Questions.ModelsAsync(Draft(upstream.Address), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Vendors_AreFoundByWhatIsTyped_AndEachListOfModelsIsThereWhereItIsNeeded()
    {
        Assert.Equal(["deepseek"], ChannelProviders.All.Where(vendor => vendor.Matches("DEEP seek")).Select(vendor => vendor.Name));
        Assert.Equal(["anthropic", "anthropic-complete"], ChannelProviders.All.Where(vendor => vendor.Matches("api.anthropic")).Select(vendor => vendor.Name));
        // Azure's names are those of the operator's deployments.
        Assert.All(ChannelProviders.All.Where(vendor => !vendor.Sheet.ListsModels && vendor.Name != "azure"), vendor => Assert.NotEmpty(vendor.Sheet.Models));
        string[] own = ["ollama", "midjourney", "custom"];
        Assert.All(ChannelProviders.All.Where(vendor => !own.Contains(vendor.Name)), vendor => Assert.StartsWith("https://", vendor.Sheet.KeysAt, StringComparison.Ordinal));
        Assert.True(ChannelProviders.Get("anthropic").IsUsual("sk-ant-1"));
        Assert.False(ChannelProviders.Get("anthropic").IsUsual("sk-1"));
        Assert.False(ChannelProviders.Get("spark").IsUsual("one|two"));
    }

    private static ChannelSpec Draft(string address) => new("", "openai", address, ["sk-first", "sk-second"], [], null, null, 0, 1, true, 1, ClientGonePolicy.Drain);

    private async Task<(int Channels, int Usage, int Events)> CountAsync()
    {
        await using var context = host.Services.GetRequiredService<IDbContextFactory<PeppaDbContext>>().CreateDbContext();
        return (await context.Channels.CountAsync(), await context.UsageRecords.CountAsync(), await context.ChannelEvents.CountAsync());
    }
}
