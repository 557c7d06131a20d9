using System.Text.Json;
using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.Wire;

/// <summary>Reads the events of a stream, or a whole reply, which is written like one event. Tool calls are told apart by number, else by id, which may be missing.</summary>
internal sealed class WireDeltaReader(WireWords words) : ChatStreamReader
{
    private readonly List<string> _calls = [];
    private string? _id;

    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        if (data.IsEmpty || data[0] != (byte)'{')
        {
            return;
        }

        using var document = ChatFields.Parse(data);
        Read(document.RootElement, deltas);
    }

    public void Read(JsonElement root, List<ChatDelta> deltas)
    {
        var inner = ChatFields.Member(root, words.Around) ?? root;
        if (ChatFields.Member(inner, words.Choices) is not { ValueKind: JsonValueKind.Array } choices || choices.GetArrayLength() == 0)
        {
            return;
        }

        if (_id is null)
        {
            _id = ChatFields.Text(root, words.Id) ?? ChatFields.Text(inner, words.Id) ?? "";
            deltas.Add(new ChatDelta(ChatDeltaKind.Start, Id: _id));
        }

        var choice = choices[0];
        foreach (var answer in words.Answers.Select(name => ChatFields.Member(choice, name)).OfType<JsonElement>())
        {
            ReadAnswer(answer, deltas);
        }

        if (OpenAIAnswerReader.FinishOf(ChatFields.Text(choice, words.Finish)) is { } finish)
        {
            deltas.Add(ChatDelta.Finish(_calls.Count > 0 && finish == ChatFinish.Stop ? ChatFinish.ToolCalls : finish));
        }
    }

    private void ReadAnswer(JsonElement answer, List<ChatDelta> deltas)
    {
        Add(ChatDeltaKind.Thinking, ChatFields.Text(answer, words.Thought), deltas);
        Add(ChatDeltaKind.Text, ChatFields.Text(answer, words.Content), deltas);
        if (ChatFields.Member(answer, words.Content) is { ValueKind: JsonValueKind.Array } pieces)
        {
            foreach (var piece in pieces.EnumerateArray())
            {
                Add(ChatDeltaKind.Text, ChatFields.Text(piece, "text"), deltas);
            }
        }

        if (ChatFields.Member(answer, words.Calls) is { ValueKind: JsonValueKind.Array } calls)
        {
            foreach (var call in calls.EnumerateArray())
            {
                ReadCall(call, deltas);
            }
        }
    }

    private void ReadCall(JsonElement call, List<ChatDelta> deltas)
    {
        var function = ChatFields.Member(call, words.Function) ?? default;
        var (id, name) = (ChatFields.Text(call, words.CallId) ?? "", ChatFields.Text(function, words.Name) ?? "");
        var number = ChatFields.Member(call, "index") is { ValueKind: JsonValueKind.Number } index && index.TryGetInt32(out var given) ? given
            : id.Length > 0 && _calls.IndexOf(id) is >= 0 and var known ? known
            // Without any sign of its own it goes on with the last, unless it has a name.
            : id.Length > 0 || name.Length > 0 ? _calls.Count : Math.Max(0, _calls.Count - 1);
        if (number >= _calls.Count)
        {
            number = _calls.Count;
            _calls.Add(id.Length > 0 ? id : $"call_{_id}_{number}");
            deltas.Add(new ChatDelta(ChatDeltaKind.ToolCall, Id: _calls[number], Name: name, Tool: number));
        }

        if (ChatFields.Text(function, words.Arguments) is { Length: > 0 } arguments)
        {
            deltas.Add(new ChatDelta(ChatDeltaKind.ToolArguments, arguments, Tool: number));
        }
    }

    private static void Add(ChatDeltaKind kind, string? text, List<ChatDelta> deltas)
    {
        if (text is { Length: > 0 })
        {
            deltas.Add(new ChatDelta(kind, text));
        }
    }
}
