using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Spark;

/// <summary>Writes the one frame of a request, for a client of another dialect (vendors/xfyun-spark.md, 3).</summary>
internal static class SparkChatWriter
{
    private const double LowestTemperature = 0.01;
    private const int MostCandidates = 6;
    private const int LongestUser = 32;
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = ChatJson.Options.Encoder, MaxDepth = RequestValues.MaxDepth };

    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request, SparkVersion version)
    {
        RequestException.Refuse(request.Choices > 1, "n");
        RequestException.Refuse(request.Format is not null, "response_format");
        RequestException.Refuse(request.Stop.Count > 0, "stop");
        RequestException.Refuse(request.Tools.Count > 0 && !version.HasTools, "tools");
        RequestException.Refuse(request.ToolChoice?.Mode is ChatToolMode.Any or ChatToolMode.Named, "tool_choice");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("header");
            ChatJson.StringIfAny(json, "uid", request.EndUser is { Length: > LongestUser } name ? name[..LongestUser] : request.EndUser);
            json.WriteEndObject();
            WriteParameter(json, request, version);
            json.WriteStartObject("payload");
            json.WriteStartObject("message");
            TextTurns.Write(json, "text", request, version.HasInstructions);
            json.WriteEndObject();
            WriteTools(json, request);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    public static byte[] WithApplication(byte[] body, string application)
    {
        if (JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = RequestValues.MaxDepth }) is not JsonObject frame)
        {
            return body;
        }

        if (frame["header"] is not JsonObject header)
        {
            frame["header"] = header = [];
        }

        header["app_id"] = application;
        return JsonSerializer.SerializeToUtf8Bytes(frame, Relaxed);
    }

    private static void WriteParameter(Utf8JsonWriter json, ChatRequest request, SparkVersion version)
    {
        json.WriteStartObject("parameter");
        json.WriteStartObject("chat");
        json.WriteString("domain", version.Domain);
        if (request.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", Math.Clamp(temperature, LowestTemperature, 1));
        }

        if (request.TopK is { } candidates)
        {
            json.WriteNumber("top_k", Math.Clamp(candidates, 1, MostCandidates));
        }

        if (request.OutputLimit is { } limit)
        {
            json.WriteNumber("max_tokens", Math.Min(limit, version.MostOutput));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Tools.Count == 0 || request.ToolChoice?.Mode == ChatToolMode.None)
        {
            return;
        }

        json.WriteStartObject("functions");
        ChatJson.Functions(json, "text", request.Tools);
        json.WriteEndObject();
    }
}
