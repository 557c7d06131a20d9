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
        Refuse(request.Choices > 1, "n");
        Refuse(request.Format is not null, "response_format");
        Refuse(request.Stop.Count > 0, "stop");
        Refuse(request.Tools.Count > 0 && !version.HasTools, "tools");
        Refuse(request.ToolChoice?.Mode is ChatToolMode.Any or ChatToolMode.Named, "tool_choice");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("header");
            ChatJson.StringIfAny(json, "uid", request.EndUser is { Length: > LongestUser } name ? name[..LongestUser] : request.EndUser);
            json.WriteEndObject();
            WriteParameter(json, request, version);
            json.WriteStartObject("payload");
            WriteMessages(json, request, version);
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

    private static void Refuse(bool asked, string field)
    {
        if (asked)
        {
            throw RequestException.NotCarried(field);
        }
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

    private static void WriteMessages(Utf8JsonWriter json, ChatRequest request, SparkVersion version)
    {
        json.WriteStartObject("message");
        json.WriteStartArray("text");
        if (TextOnly.Instructions(request.Messages) is { } system)
        {
            WriteTurn(json, version.HasInstructions ? "system" : "user", system);
            if (!version.HasInstructions)
            {
                WriteTurn(json, "assistant", "Okay");
            }
        }

        TextTurns.Of(request).ForEach(turn => WriteTurn(json, turn.Role == ChatRole.Assistant ? "assistant" : "user", turn.Text));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTurn(Utf8JsonWriter json, string role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role", role);
        json.WriteString("content", text);
        json.WriteEndObject();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Tools.Count == 0 || request.ToolChoice?.Mode == ChatToolMode.None)
        {
            return;
        }

        json.WriteStartObject("functions");
        json.WriteStartArray("text");
        foreach (var tool in request.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name);
            json.WriteString("description", tool.Description ?? tool.Name);
            ChatJson.RawIfAny(json, "parameters", tool.Schema ?? """{"type":"object","properties":{}}""");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
