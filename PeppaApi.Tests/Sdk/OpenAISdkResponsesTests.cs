using System.ClientModel;
using System.Text;
using OpenAI.Responses;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

#pragma warning disable OPENAI001 // The SDK may still change this part of itself.

/// <summary>OpenAI's .NET SDK as an unmodified client of the Responses API, through upstreams that do not speak it.</summary>
public sealed class OpenAISdkResponsesTests
{
    private static readonly BinaryData Schema = BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"additionalProperties":false}""");

    [Theory]
    [InlineData("deepseek")]
    [InlineData("azure")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public async Task Tour_EveryFeature_IsTranslatedAndCharged(string provider)
    {
        await using var bed = await RelayBed.StartAsync();
        await bed.AddProviderAsync(provider, DialectDouble.Of(provider), DialectDouble.Model);
        var client = new ResponsesClient(new ApiKeyCredential(bed.Key), new ResponsesClientOptions { Endpoint = new Uri(bed.Address + "/v1") });

        ResponseResult whole = await client.CreateResponseAsync(Ask("Say hello"));
        Assert.Equal((DialectDouble.Greeting, ResponseStatus.Completed, 3L), (whole.GetOutputText(), whole.Status!.Value, whole.Usage.OutputTokenCount));
        Assert.Equal(DialectDouble.Greeting, await StreamAsync(client));
        await AssertToolsAsync(client);
        var dot = ResponseContentPart.CreateInputImagePart(new Uri($"data:image/png;base64,{DialectDouble.Dot}"));
        var picture = new CreateResponseOptions { Model = DialectDouble.Model, InputItems = { ResponseItem.CreateUserMessageItem([ResponseContentPart.CreateInputTextPart("What is this?"), dot]) } };
        Assert.Equal(DialectDouble.Picture, (await client.CreateResponseAsync(picture)).Value.GetOutputText());
        var json = Ask("Where?");
        json.TextOptions = new ResponseTextOptions { TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("place", Schema) };
        Assert.Equal(DialectDouble.Json, (await client.CreateResponseAsync(json)).Value.GetOutputText());
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => client.CreateResponseAsync(Ask("please fail")));
        Assert.Equal((400, true), (refused.Status, refused.Message.Contains("That is too much.", StringComparison.Ordinal)));

        Assert.Equal(6, (await bed.RecordsAsync()).Count(record => record.Charged > 0));
        await bed.AssertSoundAsync();
    }

    private static CreateResponseOptions Ask(string text) => new() { Model = DialectDouble.Model, InputItems = { ResponseItem.CreateUserMessageItem(text) } };

    private static async Task<string> StreamAsync(ResponsesClient client)
    {
        var options = Ask("Say hello");
        options.StreamingEnabled = true;
        var text = new StringBuilder();
        ResponseResult? last = null;
        await foreach (var update in await client.CreateResponseStreamingAsync(options))
        {
            text.Append((update as StreamingResponseOutputTextDeltaUpdate)?.Delta);
            last = (update as StreamingResponseCompletedUpdate)?.Response ?? last;
        }

        Assert.Equal((text.ToString(), 3L), (last!.GetOutputText(), last.Usage.OutputTokenCount));
        return text.ToString();
    }

    private static async Task AssertToolsAsync(ResponsesClient client)
    {
        var options = Ask("Weather in Oslo and Rome?");
        options.Tools.Add(ResponseTool.CreateFunctionTool("get_weather", Schema, strictModeEnabled: true, functionDescription: "Weather by city"));
        ResponseResult asked = await client.CreateResponseAsync(options);
        var calls = asked.OutputItems.OfType<FunctionCallResponseItem>().ToList();
        Assert.Equal(["{\"city\":\"Oslo\"}", "{\"city\":\"Rome\"}"], calls.Select(call => call.FunctionArguments.ToString()));
        foreach (var item in asked.OutputItems.Concat(calls.Select(call => ResponseItem.CreateFunctionCallOutputItem(call.CallId, "warm"))))
        {
            options.InputItems.Add(item);
        }

        Assert.Equal(DialectDouble.Weather, (await client.CreateResponseAsync(options)).Value.GetOutputText());
    }
}
