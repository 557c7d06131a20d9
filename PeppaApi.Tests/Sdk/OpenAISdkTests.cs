using System.ClientModel;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>The official .NET SDK as an unmodified client: only the address and the key are ours.</summary>
public sealed class OpenAISdkTests : IAsyncLifetime
{
    private RelayBed _bed = null!;
    private OpenAIClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await RelayBed.StartAsync(upstreams: TourReplies.Script);
        _client = CreateClient(_bed.Key);
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Chat_Whole_IsReadAndCharged()
    {
        ChatCompletion reply = await _client.GetChatClient(RelayBed.Model).CompleteChatAsync("Say hello");
        Assert.Equal(("Paris.", ChatFinishReason.Stop), (reply.Content.Single().Text, reply.FinishReason));
        Assert.Equal((9, 3), (reply.Usage.InputTokenCount, reply.Usage.OutputTokenCount));
        await AssertChargedAsync(RelayBed.Model, TourReplies.ChatCost);
    }

    [Fact]
    public async Task Chat_Stream_GivesTextAndUsageAndIsCharged()
    {
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;
        await foreach (var update in _client.GetChatClient(RelayBed.Model).CompleteChatStreamingAsync("Say hello"))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
        }

        Assert.Equal(("Hello!", ChatFinishReason.Stop), (text.ToString(), finish));
        Assert.Equal((9, 3), (usage!.InputTokenCount, usage.OutputTokenCount));
        await AssertChargedAsync(RelayBed.Model, TourReplies.ChatCost);
    }

    [Fact]
    public async Task Chat_StreamWithTools_GivesBothCallsAndIsCharged()
    {
        var schema = BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}""");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("get_weather", "Weather by city", schema) } };
        var calls = new SortedDictionary<int, (string Id, string Name, string Arguments)>();
        ChatFinishReason? finish = null;
        await foreach (var update in _client.GetChatClient(TourReplies.ToolModel).CompleteChatStreamingAsync([new UserChatMessage("Weather in Oslo and Rome?")], options))
        {
            finish = update.FinishReason ?? finish;
            foreach (var part in update.ToolCallUpdates)
            {
                var call = calls.GetValueOrDefault(part.Index, (Id: "", Name: "", Arguments: ""));
                calls[part.Index] = (call.Id + part.ToolCallId, call.Name + part.FunctionName, call.Arguments + part.FunctionArgumentsUpdate);
            }
        }

        Assert.Equal(ChatFinishReason.ToolCalls, finish);
        Assert.Equal(
            [("call_fxA", "get_weather", """{"city":"Oslo"}"""), ("call_fxB", "get_weather", """{"city":"Rome"}""")],
            calls.Values);
        await AssertChargedAsync(TourReplies.ToolModel, TourReplies.ToolCost);
    }

    [Fact]
    public async Task Embeddings_Base64_AreReadAndCharged()
    {
        var reply = await _client.GetEmbeddingClient(TourReplies.EmbeddingModel).GenerateEmbeddingsAsync(["cat", "dog"]);
        Assert.Equal([[0.5f, -1], [-1, 0.5f]], reply.Value.Select(embedding => embedding.ToFloats().ToArray()));
        Assert.Equal(2, reply.Value.Usage.InputTokenCount);
        Assert.Contains("\"encoding_format\":\"base64\"", _bed.Upstream.Requests.Single().Body, StringComparison.Ordinal);
        await AssertChargedAsync(TourReplies.EmbeddingModel, TourReplies.EmbeddingCost);
    }

    [Fact]
    public async Task Models_ListAndOne_AreRead()
    {
        var client = _client.GetOpenAIModelClient();
        var models = await client.GetModelsAsync();
        Assert.Equal(
            ["gpt-3.5-turbo-instruct", "gpt-4o", "gpt-4o-mini", "text-embedding-3-small"],
            models.Value.Select(model => model.Id).Order(StringComparer.Ordinal));
        Assert.Equal("openai", (await client.GetModelAsync(RelayBed.Model)).Value.OwnedBy);
        Assert.Empty(_bed.Upstream.Requests);
        Assert.Empty(await _bed.RecordsAsync());
    }

    [Fact]
    public async Task Key_Wrong_IsTheSdksOwnException()
    {
        var exception = await Assert.ThrowsAsync<ClientResultException>(
            () => CreateClient("sk-nonsense").GetChatClient(RelayBed.Model).CompleteChatAsync("Say hello"));
        Assert.Equal(401, exception.Status);
        Assert.Contains("invalid_api_key", exception.Message, StringComparison.Ordinal);
    }

    private OpenAIClient CreateClient(string key) =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(_bed.Address + "/v1") });

    private async Task AssertChargedAsync(string model, long cost)
    {
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((model, cost, UsageBasis.Reported, UsageStatus.Succeeded), (record.Model, record.Charged, record.Basis, record.Status));
    }
}
