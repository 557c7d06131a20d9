using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PeppaApi.Providers.OpenAI.Media;

namespace PeppaApi.Providers;

/// <summary>
/// What an operator changes in the bodies that go to a channel: top-level members set, filled in or left out, and instructions
/// before the client's own. Applied last, to the body as the upstream gets it; what it does not name stays byte for byte.
/// </summary>
public sealed class BodyRules(
    string? systemPrompt,
    IReadOnlyDictionary<string, JsonElement> set,
    IReadOnlyDictionary<string, JsonElement> defaults,
    IReadOnlyCollection<string> removed)
{
    private static readonly byte[] Comma = ","u8.ToArray();

    public bool IsEmpty => systemPrompt is null && set.Count + defaults.Count + removed.Count == 0;

    /// <param name="pieces">The body in pieces; anything but a JSON object is left as it is.</param>
    /// <param name="dialect">The dialect that the upstream speaks.</param>
    public List<ReadOnlyMemory<byte>> Apply(List<ReadOnlyMemory<byte>> pieces, string dialect)
    {
        if (IsEmpty)
        {
            return pieces;
        }

        var body = Join(pieces);
        if (Members(body.Span) is not { } members)
        {
            return pieces;
        }

        var changed = new List<ReadOnlyMemory<byte>>();
        foreach (var member in members.Where(member => !removed.Contains(member.Name) && !set.ContainsKey(member.Name)))
        {
            Add(changed, member.Name, body[member.Start..member.End], With(member, body, dialect));
        }

        foreach (var (name, value) in set.Concat(defaults.Where(pair => !set.ContainsKey(pair.Key) && !members.Exists(member => member.Name == pair.Key))))
        {
            Add(changed, name, default, Bytes(value.GetRawText()));
        }

        if (MissingInstructions(members, dialect) is var (missing, text))
        {
            Add(changed, missing, default, Bytes(text.ToJsonString()));
        }

        return ["{"u8.ToArray(), .. changed, "}"u8.ToArray()];
    }

    /// <summary>The same for a form, which has fields for members and no place for instructions.</summary>
    /// <param name="contentType">Names the boundary; a body that is no form is left as it is.</param>
    public List<ReadOnlyMemory<byte>> ApplyToForm(List<ReadOnlyMemory<byte>> pieces, string contentType) =>
        set.Count + defaults.Count + removed.Count > 0 && MultipartForm.BoundaryOf(contentType) is { } boundary
            ? FormRules.Apply(Join(pieces), boundary, set, defaults, removed)
            : pieces;

    private static void Add(List<ReadOnlyMemory<byte>> body, string name, ReadOnlyMemory<byte> whole, byte[]? value)
    {
        if (body.Count > 0)
        {
            body.Add(Comma);
        }

        if (value is not null)
        {
            body.Add(Bytes(JsonSerializer.Serialize(name) + ":"));
            body.Add(value);
        }
        else
        {
            body.Add(whole);
        }
    }

    /// <summary>The member with the operator's instructions put before the client's, if this is where they go.</summary>
    private byte[]? With(in Member member, ReadOnlyMemory<byte> body, string dialect)
    {
        if (systemPrompt is null || member.Name != Place(dialect) || JsonNode.Parse(body.Span[member.Value..member.End]) is not { } value)
        {
            return null;
        }

        switch (value)
        {
            case JsonArray list:
                list.Insert(0, member.Name == "messages" ? Message() : Part());
                break;
            case JsonObject { } instruction when instruction["parts"] is JsonArray parts:
                parts.Insert(0, new JsonObject { ["text"] = systemPrompt });
                break;
            case JsonValue when value.GetValueKind() == JsonValueKind.String:
                value = JsonValue.Create($"{systemPrompt}\n\n{value.GetValue<string>()}");
                break;
            default:
                return null;
        }

        return Bytes(value.ToJsonString());
    }

    private (string Name, JsonNode Value)? MissingInstructions(List<Member> members, string dialect)
    {
        var place = Place(dialect);
        if (systemPrompt is null || place is null or "messages" || members.Exists(member => member.Name == place))
        {
            return null;
        }

        return place == "system" && members.Exists(member => member.Name == "messages") ? (place, JsonValue.Create(systemPrompt))
            : place == "systemInstruction" && members.Exists(member => member.Name == "contents") ? (place, new JsonObject { ["parts"] = new JsonArray(new JsonObject { ["text"] = systemPrompt }) })
            : null;
    }

    /// <summary>The operator's instructions, if a body of this dialect has no place for them: they go before the conversation, as it is translated.</summary>
    public string? InstructionsBefore(string dialect) => Place(dialect) is null ? systemPrompt : null;

    private static string? Place(string dialect) => dialect switch
    {
        "openai" => "messages",
        "anthropic" => "system",
        "gemini" => "systemInstruction",
        _ => null,
    };

    private JsonObject Message() => new() { ["role"] = "system", ["content"] = systemPrompt };

    private JsonObject Part() => new() { ["type"] = "text", ["text"] = systemPrompt };

    private static List<Member>? Members(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }

            var members = new List<Member>();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (name, start) = (reader.GetString()!, (int)reader.TokenStartIndex);
                reader.Read();
                var value = (int)reader.TokenStartIndex;
                reader.Skip();
                members.Add(new Member(name, start, value, (int)reader.BytesConsumed));
            }

            return members;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ReadOnlyMemory<byte> Join(List<ReadOnlyMemory<byte>> pieces)
    {
        if (pieces.Count == 1)
        {
            return pieces[0];
        }

        var whole = new byte[pieces.Sum(piece => piece.Length)];
        var position = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(whole.AsMemory(position));
            position += piece.Length;
        }

        return whole;
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <param name="Start">Where the name begins, in bytes.</param>
    /// <param name="Value">Where the value begins.</param>
    private readonly record struct Member(string Name, int Start, int Value, int End);
}
