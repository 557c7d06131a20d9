using System.Collections.Frozen;
using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Reads a request whole, for an upstream of another dialect (vendors/gemini.md, 2). Names may come in either spelling.</summary>
internal static class GeminiChatReader
{
    /// <summary>Say nothing about the answer, or only to Google's own filter.</summary>
    private static readonly FrozenSet<string> Dropped = FrozenSet.ToFrozenSet(["model", "safetySettings", "labels", "systemInstruction"], StringComparer.Ordinal);

    /// <exception cref="RequestException">A field is wrong, or has no place in the internal form.</exception>
    public static ChatRequest Read(ReadOnlyMemory<byte> body)
    {
        using var document = ChatFields.Parse(body);
        var root = document.RootElement;
        var request = new ChatRequest();
        if (GeminiNames.Member(root, "systemInstruction") is { } system)
        {
            request.Messages.Add(new ChatMessage(ChatRole.System, new GeminiContentReader().ReadParts(system, "systemInstruction")));
        }

        foreach (var member in root.EnumerateObject())
        {
            var name = GeminiNames.CamelOf(member.Name);
            if (!Dropped.Contains(name) && member.Value.ValueKind != JsonValueKind.Null)
            {
                ReadMember(request, member, name);
            }
        }

        if (GeminiNames.Member(root, "toolConfig") is { } choice)
        {
            GeminiToolReader.ReadChoice(request, ChatFields.Object(choice, "toolConfig"));
        }

        return request;
    }

    private static void ReadMember(ChatRequest request, JsonProperty member, string name)
    {
        var value = member.Value;
        switch (name)
        {
            case "contents":
                new GeminiContentReader().Read(value, name, request.Messages);
                break;
            case "generationConfig":
                GeminiConfigReader.Read(request, ChatFields.Object(value, name));
                break;
            case "tools":
                GeminiToolReader.Read(request, value);
                break;
            case "toolConfig":
                // After the tools, wherever it stands.
                break;
            default:
                ChatFields.RequireNeutral(value, member.Name);
                break;
        }
    }
}
