using System.Text.Json;
using System.Text.Json.Nodes;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>Events that the relay itself adds to a stream.</summary>
internal static class ResponsesEvents
{
    /// <summary>Ends a stream because the credit is used up: the response as it began, incomplete by its limit.</summary>
    /// <param name="firstData">Payload of the stream's first event, <c>response.created</c>.</param>
    public static byte[] Incomplete(ReadOnlySpan<byte> firstData, long sequence, in UsageReport usage)
    {
        var response = Response(firstData) ?? new JsonObject { ["object"] = "response", ["output"] = new JsonArray() };
        response["status"] = "incomplete";
        response["incomplete_details"] = new JsonObject { ["reason"] = "max_output_tokens" };
        response["usage"] = Usage(usage);
        return Write("response.incomplete", new JsonObject { ["type"] = "response.incomplete", ["sequence_number"] = sequence, ["response"] = response });
    }

    /// <summary>The flat form of an error in a stream.</summary>
    public static byte[] Error(DoorError error) => Write("error", new JsonObject
    {
        ["type"] = "error",
        ["code"] = error.Code,
        ["message"] = error.Message,
        ["param"] = error.Param,
        ["sequence_number"] = 0,
    });

    private static JsonObject Usage(in UsageReport usage) => new()
    {
        ["input_tokens"] = usage.Input,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = usage.CachedRead },
        ["output_tokens"] = usage.Output,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = usage.Reasoning },
        ["total_tokens"] = usage.Input + usage.Output,
    };

    private static JsonObject? Response(ReadOnlySpan<byte> data)
    {
        try
        {
            var reader = new Utf8JsonReader(data);
            return (JsonNode.Parse(ref reader) as JsonObject)?["response"]?.DeepClone() as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[] Write(string type, JsonObject payload) =>
        [.. System.Text.Encoding.ASCII.GetBytes($"event: {type}\ndata: "), .. JsonSerializer.SerializeToUtf8Bytes(payload), .. "\n\n"u8];
}
