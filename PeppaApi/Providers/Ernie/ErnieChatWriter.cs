using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Ernie;

/// <summary>Writes a request for a client of another dialect (vendors/baidu-ernie.md, 2.2 and 2.3).</summary>
internal static class ErnieChatWriter
{
    private const double LowestTemperature = 0.01;
    private const long LeastOutput = 2;
    private const int MostStops = 4;
    private const int LongestStop = 20;

    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request)
    {
        RequestException.Refuse(request.Choices > 1, "n");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            ErnieMessageWriter.Write(json, request);
            WriteSettings(json, request);
            WriteTools(json, request);
            json.WriteEndObject();
        }

        return body.WrittenSpan.ToArray();
    }

    private static void WriteSettings(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Temperature is { } temperature)
        {
            json.WriteNumber("temperature", Math.Clamp(temperature, LowestTemperature, 1));
        }

        if (request.TopP is { } mass)
        {
            json.WriteNumber("top_p", Math.Clamp(mass, 0, 1));
        }

        if (request.OutputLimit is { } limit)
        {
            json.WriteNumber("max_output_tokens", Math.Max(limit, LeastOutput));
        }

        var stops = request.Stop.Where(stop => stop.Length is > 0 and <= LongestStop).Take(MostStops).ToList();
        if (stops.Count > 0)
        {
            json.WriteStartArray("stop");
            stops.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }

        if (request.Format is { } format)
        {
            json.WriteString("response_format", format.Schema is null ? "json_object" : throw RequestException.NotCarried("response_format.json_schema"));
        }

        ChatJson.StringIfAny(json, "user_id", request.EndUser);
        if (request.Stream)
        {
            json.WriteBoolean("stream", true);
        }
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Tools.Count == 0 || request.ToolChoice?.Mode == ChatToolMode.None)
        {
            return;
        }

        ChatJson.Functions(json, "functions", request.Tools);
        switch (request.ToolChoice)
        {
            case { Mode: ChatToolMode.Named, Name: { } name }:
                json.WriteStartObject("tool_choice");
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case { Mode: ChatToolMode.Any }:
                throw RequestException.NotCarried("tool_choice");
        }
    }
}
