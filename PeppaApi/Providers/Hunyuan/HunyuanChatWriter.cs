using System.Buffers;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Hunyuan;

/// <summary>Writes a request for a client of another dialect (vendors/tencent-hunyuan.md, 1.3). It takes no limit of the output; members that it does not know are refused there.</summary>
internal static class HunyuanChatWriter
{
    private const double HighestTemperature = 2;

    /// <exception cref="RequestException">The dialect has no word for something in the conversation.</exception>
    public static byte[] Write(ChatRequest request, string model)
    {
        RequestException.Refuse(request.Choices > 1, "n");
        RequestException.Refuse(request.Format is not null, "response_format");
        RequestException.Refuse(request.ToolChoice?.Mode == ChatToolMode.Any, "tool_choice");
        var body = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(body, ChatJson.Options))
        {
            json.WriteStartObject();
            json.WriteString("Model", model);
            HunyuanMessageWriter.Write(json, request.Messages);
            json.WriteBoolean("Stream", request.Stream);
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
            json.WriteNumber("Temperature", Math.Clamp(temperature, 0, HighestTemperature));
        }

        if (request.TopP is { } mass)
        {
            json.WriteNumber("TopP", Math.Clamp(mass, 0, 1));
        }

        if (request.Seed is { } seed)
        {
            json.WriteNumber("Seed", seed);
        }

        if (request.Stop.Count > 0)
        {
            json.WriteStartArray("Stop");
            request.Stop.ForEach(json.WriteStringValue);
            json.WriteEndArray();
        }
    }

    private static void WriteTools(Utf8JsonWriter json, ChatRequest request)
    {
        if (request.Tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("Tools");
        request.Tools.ForEach(tool => WriteTool(json, tool));
        json.WriteEndArray();
        if (request.ToolChoice is { } choice)
        {
            json.WriteString("ToolChoice", choice.Mode switch { ChatToolMode.None => "none", ChatToolMode.Named => "custom", _ => "auto" });
        }

        if (request.ToolChoice?.Mode == ChatToolMode.Named)
        {
            var named = request.Tools.Find(tool => tool.Name == request.ToolChoice.Name) ?? throw RequestException.NotCarried("tool_choice");
            json.WritePropertyName("CustomTool");
            WriteTool(json, named);
        }
    }

    /// <summary>The schema of the arguments is JSON as a text.</summary>
    private static void WriteTool(Utf8JsonWriter json, ChatTool tool)
    {
        json.WriteStartObject();
        json.WriteString("Type", "function");
        json.WriteStartObject("Function");
        json.WriteString("Name", tool.Name);
        json.WriteString("Parameters", tool.Schema ?? ChatJson.NoArguments);
        ChatJson.StringIfAny(json, "Description", tool.Description);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
