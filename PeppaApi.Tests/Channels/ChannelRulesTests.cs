using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Channels;

public sealed class ChannelRulesTests
{
    [Fact]
    public async Task Request_ThroughAChannelWithRules_IsChangedAsTheySay()
    {
        string? organization = null;
        await using var bed = await RelayBed.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync(context =>
        {
            organization = context.Request.Headers["OpenAI-Organization"];
            return Replies.Chat()(context);
        });
        var channel = await AddAsync(bed, upstream.Address, new ChannelRulesSpec(
            SystemPrompt: "Be kind",
            Set: Members("""{"temperature":0.5}"""),
            Defaults: Members("""{"top_p":0.9}"""),
            Remove: ["user"],
            Headers: new Dictionary<string, string> { ["OpenAI-Organization"] = "org-secret" }));
        using var response = await bed.ChatAsync(",\"temperature\":2,\"user\":\"me\"");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("org-secret", organization);
        Assert.Equal(
            """{"model":"gpt-4o-mini","messages":[{"role":"system","content":"Be kind"},{"role":"user","content":"Say hello"}],"temperature":0.5,"top_p":0.9}""",
            Assert.Single(upstream.Requests).Body);
        Assert.Equal(ChannelRulesSpec.Kept, channel.Rules.Headers!["OpenAI-Organization"]);
        await bed.AssertSoundAsync();

        // Saved again as it is shown, what is secret stays.
        var service = bed.Services.GetRequiredService<ChannelService>();
        await service.UpdateAsync(channel.Id, _ => Spec(upstream.Address, channel.Rules));
        organization = null;
        await bed.ChatAsync();
        Assert.Equal("org-secret", organization);
    }

    [Fact]
    public async Task Status_ThatIsMapped_IsTakenForTheOther()
    {
        await using var bed = await RelayBed.StartAsync();
        await using var odd = await FakeUpstream.StartAsync(Replies.Json("""{"error":{"message":"overloaded, come back"}}""", 400));
        await AddAsync(bed, odd.Address, new ChannelRulesSpec(StatusMapping: new Dictionary<int, int> { [400] = 503 }), priority: 5);
        await bed.AddChannelAsync(Replies.Chat());
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        Assert.Single(odd.Requests);
    }

    [Fact]
    public async Task Proxy_OfAChannel_IsGoneThrough_WithItsPassword()
    {
        string? credentials = null;
        string? asked = null;
        await using var proxy = await FakeUpstream.StartAsync(context =>
        {
            if (string.IsNullOrEmpty(context.Request.Headers.ProxyAuthorization))
            {
                context.Response.StatusCode = StatusCodes.Status407ProxyAuthenticationRequired;
                context.Response.Headers.ProxyAuthenticate = "Basic realm=\"proxy\"";
                return Task.CompletedTask;
            }

            (credentials, asked) = (context.Request.Headers.ProxyAuthorization, context.Request.Headers.Host);
            return Replies.Chat()(context);
        });
        await using var bed = await RelayBed.StartAsync();
        var address = new Uri(proxy.Address);
        var channel = await AddAsync(bed, "http://upstream.invalid", new ChannelRulesSpec(Proxy: $"http://me:pass@{address.Authority}"));
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        Assert.Equal(("Basic " + Convert.ToBase64String("me:pass"u8), "upstream.invalid"), (credentials, asked));
        Assert.Equal($"http://me:{ChannelRulesSpec.Kept}@{address.Authority}", channel.Rules.Proxy);
    }

    [Theory]
    [InlineData("""{"set":{"model":"other"}}""", "rules.set")]
    [InlineData("""{"set":{"max_tokens":1}}""", "rules.set")]
    [InlineData("""{"defaults":{"stream":true}}""", "rules.defaults")]
    [InlineData("""{"remove":["messages"]}""", "rules.remove")]
    [InlineData("""{"set":{"size":"4096x4096"}}""", "rules.set")]
    [InlineData("""{"statusMapping":{"200":500}}""", "rules.statusMapping")]
    [InlineData("""{"headers":{"Host":"x"}}""", "rules.headers")]
    [InlineData("""{"headers":{"X-A":"a\nB: c"}}""", "rules.headers")]
    [InlineData("""{"headers":{"X-New":"••••"}}""", "rules.headers")]
    [InlineData("""{"proxy":"ftp://proxy"}""", "rules.proxy")]
    [InlineData("""{"proxy":"nonsense"}""", "rules.proxy")]
    public async Task Rules_ThatCannotBe_AreRefusedAtTheirField(string rules, string field)
    {
        await using var app = await AppHost.StartAsync();
        var (status, body) = await app.Admin.CallAsync(
            "POST", "/api/channels", $$"""{"name":"c","baseUrl":"http://127.0.0.1:9","keys":["k"],"models":["gpt-4o"],"rules":{{rules}}}""");
        Assert.Equal(400, status);
        Assert.NotNull(body!["errors"]![field]);
    }

    [Fact]
    public async Task Export_HasNoSecret_AndImportMakesDisabledChannels()
    {
        await using var bed = await RelayBed.StartAsync();
        await AddAsync(bed, "http://127.0.0.1:9", new ChannelRulesSpec("Be kind", Headers: new Dictionary<string, string> { ["X-Key"] = "header-secret" }));
        var (channels, transfer) = (bed.Services.GetRequiredService<ChannelService>(), bed.Services.GetRequiredService<ChannelTransfer>());
        var json = await transfer.ExportAsync([.. (await channels.ListAsync()).Select(channel => channel.Id)]);
        Assert.DoesNotContain("secret", json, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Key", json, StringComparison.Ordinal);
        Assert.Equal(1, await transfer.ImportAsync(json));
        var imported = (await channels.ListAsync())[^1];
        Assert.Equal((false, 0, "Be kind"), (imported.Enabled, imported.Keys.Count, imported.Rules.SystemPrompt));
        await Assert.ThrowsAsync<PeppaApi.Settings.InputException>(() => transfer.ImportAsync("{}"));
        await Assert.ThrowsAsync<PeppaApi.Settings.InputException>(() => transfer.ImportAsync(json.Replace("http://127.0.0.1:9", "http://10.0.0.1", StringComparison.Ordinal)));
        Assert.Equal(2, (await channels.ListAsync()).Count);
    }

    [Fact]
    public async Task Copy_HasTheKeysAndIsDisabled()
    {
        await using var bed = await RelayBed.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync();
        var channel = await AddAsync(bed, upstream.Address, new ChannelRulesSpec("Be kind"));
        var channels = bed.Services.GetRequiredService<ChannelService>();
        var copy = (await bed.Services.GetRequiredService<ChannelTransfer>().CopyAsync(channel.Id))!.Value;
        Assert.False((await channels.GetAsync(copy))!.Enabled);
        await channels.SetEnabledAsync(copy, true);
        await channels.SetEnabledAsync(channel.Id, false);
        Assert.Equal(HttpStatusCode.OK, (await bed.ChatAsync()).StatusCode);
        Assert.Equal("Bearer key-number-0001", Assert.Single(upstream.Requests).Authorization);
    }

    [Fact]
    public async Task Models_OfTheUpstream_AreNewOrGone_AndAddedByChoice()
    {
        await using var bed = await RelayBed.StartAsync();
        await using var upstream = await FakeUpstream.StartAsync(Replies.Json("""{"object":"list","data":[{"id":"gpt-4o-mini"},{"id":"gpt-next"},{"id":"real-name"}]}"""));
        var channel = await bed.Services.GetRequiredService<ChannelService>().CreateAsync(Spec(upstream.Address, null) with
        {
            Models = ["gpt-4o-mini", "old-model", "alias"],
            ModelMapping = new Dictionary<string, string> { ["alias"] = "real-name" },
        });
        var found = (await bed.Services.GetRequiredService<UpstreamQuestions>().ModelsAsync(channel.Id))!;
        Assert.Equal((3, "gpt-next", "old-model"), (found.All.Count, Assert.Single(found.New), Assert.Single(found.Gone)));
        Assert.Equal("/v1/models", upstream.Requests.Last().Path);
        await bed.Services.GetRequiredService<ChannelService>().ChangeModelsAsync(channel.Id, new HashSet<string>(found.New), new HashSet<string>(found.Gone));
        Assert.Equal(["gpt-4o-mini", "alias", "gpt-next"], (await bed.Services.GetRequiredService<ChannelService>().GetAsync(channel.Id))!.Models);
        upstream.Script = Replies.Json("<html>", 404);
        await Assert.ThrowsAsync<PeppaApi.Settings.InputException>(() => bed.Services.GetRequiredService<UpstreamQuestions>().ModelsAsync(channel.Id));
    }

    [Fact]
    public async Task Models_OfAVendorThatExchangesKeys_AreAskedForWithTheToken()
    {
        await using var bed = await RelayBed.StartAsync();
        var vendor = new ErnieDouble();
        await using var upstream = await FakeUpstream.StartAsync(vendor.AnswerAsync);
        var channels = bed.Services.GetRequiredService<ChannelService>();
        var channel = await channels.CreateAsync(Spec(upstream.Address, null) with { Provider = "ernie", Keys = [ErnieDouble.Key] });
        var found = await bed.Services.GetRequiredService<UpstreamQuestions>().ModelsAsync(channel.Id);
        Assert.Equal(("ernie-4.0-8k", 1), (Assert.Single(found!.All), vendor.Tokens));

        var refused = await channels.CreateAsync(Spec(upstream.Address, null) with { Name = "refused", Provider = "ernie", Keys = ["nobody|knows-this-key"] });
        var error = await Assert.ThrowsAsync<PeppaApi.Settings.InputException>(() => bed.Services.GetRequiredService<UpstreamQuestions>().ModelsAsync(refused.Id));
        Assert.Contains("401", error.Message, StringComparison.Ordinal);
    }

    private static Dictionary<string, JsonElement> Members(string json) => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(json)!;

    private static Task<ChannelView> AddAsync(RelayBed bed, string address, ChannelRulesSpec rules, int priority = 0) =>
        bed.Services.GetRequiredService<ChannelService>().CreateAsync(Spec(address, rules) with { Priority = priority });

    private static ChannelSpec Spec(string address, ChannelRulesSpec? rules) =>
        new("ruled", "openai", address, ["key-number-0001"], [RelayBed.Model], null, null, 0, 1, true, 1, ClientGonePolicy.Drain) { Rules = rules };
}
