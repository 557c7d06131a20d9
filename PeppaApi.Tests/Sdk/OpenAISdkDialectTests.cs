using System.ClientModel;
using System.Text;
using OpenAI;
using OpenAI.Chat;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>OpenAI's .NET SDK as an unmodified client, through upstreams of every dialect.</summary>
public sealed class OpenAISdkDialectTests
{
    private static readonly BinaryData Schema = BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");

    [Theory]
    [InlineData("openai")]
    [InlineData("azure")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public async Task Tour_EveryFeature_IsReadAndCharged(string provider)
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddProviderAsync(provider, DialectDouble.Of(provider), DialectDouble.Model);
        var client = new OpenAIClient(new ApiKeyCredential(bed.Key), new OpenAIClientOptions { Endpoint = new Uri(bed.Address + "/v1") }).GetChatClient(DialectDouble.Model);

        ChatCompletion whole = await client.CompleteChatAsync("Say hello");
        Assert.Equal((DialectDouble.Greeting, ChatFinishReason.Stop, 3), (whole.Content.Single().Text, whole.FinishReason, whole.Usage.OutputTokenCount));
        Assert.Equal(DialectDouble.Greeting, await StreamAsync(client));
        await AssertToolsAsync(client);
        await AssertStreamedToolsAsync(client);
        var dot = ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Convert.FromBase64String(DialectDouble.Dot)), "image/png");
        Assert.Equal(DialectDouble.Picture, (await client.CompleteChatAsync(new UserChatMessage(ChatMessageContentPart.CreateTextPart("What is this?"), dot))).Value.Content.Single().Text);
        var json = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("place", Schema) };
        Assert.Equal(DialectDouble.Json, (await client.CompleteChatAsync(["Where?"], json)).Value.Content.Single().Text);
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => client.CompleteChatAsync("please fail"));
        Assert.Equal((400, true), (refused.Status, refused.Message.Contains("That is too much.", StringComparison.Ordinal)));

        Assert.Equal(7, (await bed.RecordsAsync()).Count(record => record.Charged > 0));
        await bed.AssertSoundAsync();
    }

    private static ChatCompletionOptions WithTools() =>
        new() { Tools = { ChatTool.CreateFunctionTool("get_weather", "Weather by city", Schema) } };

    private static async Task<string> StreamAsync(ChatClient client)
    {
        var text = new StringBuilder();
        ChatFinishReason? finish = null;
        ChatTokenUsage? usage = null;
        await foreach (var update in client.CompleteChatStreamingAsync("Say hello"))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            finish = update.FinishReason ?? finish;
            usage = update.Usage ?? usage;
        }

        Assert.Equal((ChatFinishReason.Stop, 3), (finish, usage?.OutputTokenCount));
        return text.ToString();
    }

    private static async Task AssertToolsAsync(ChatClient client)
    {
        List<ChatMessage> messages = [new SystemChatMessage("Be brief."), new UserChatMessage("Weather in Oslo and Rome?")];
        ChatCompletion asked = await client.CompleteChatAsync(messages, WithTools());
        Assert.Equal(ChatFinishReason.ToolCalls, asked.FinishReason);
        Assert.Equal(["{\"city\":\"Oslo\"}", "{\"city\":\"Rome\"}"], asked.ToolCalls.Select(call => call.FunctionArguments.ToString()));
        messages.Add(new AssistantChatMessage(asked));
        messages.AddRange(asked.ToolCalls.Select(call => new ToolChatMessage(call.Id, "warm")));
        Assert.Equal(DialectDouble.Weather, (await client.CompleteChatAsync(messages, WithTools())).Value.Content.Single().Text);
    }

    private static async Task AssertStreamedToolsAsync(ChatClient client)
    {
        var arguments = new SortedDictionary<int, string>();
        await foreach (var update in client.CompleteChatStreamingAsync(["Weather in Oslo and Rome?"], WithTools()))
        {
            foreach (var part in update.ToolCallUpdates)
            {
                arguments[part.Index] = arguments.GetValueOrDefault(part.Index) + part.FunctionArgumentsUpdate;
            }
        }

        Assert.Equal(["{\"city\":\"Oslo\"}", "{\"city\":\"Rome\"}"], arguments.Values);
    }
}
