using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI;

/// <summary>Reads the chunks of a stream, tolerant of what the imitators make of them (vendors/openai.md, 2.4, 2.5; deepseek-moonshot-etc.md, 3).</summary>
internal sealed class OpenAIDeltaReader : ChatStreamReader
{
    private readonly Dictionary<(int Answer, int Index), Call> _calls = [];
    private readonly Dictionary<int, int> _callsOfAnswer = [];
    private bool _started;

    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        if (data.IsEmpty || data[0] != (byte)'{')
        {
            return;
        }

        using var document = ChatFields.Parse(data);
        var root = document.RootElement;
        if (ChatFields.Member(root, "choices") is not { ValueKind: JsonValueKind.Array } choices)
        {
            return;
        }

        if (!_started && choices.GetArrayLength() > 0)
        {
            _started = true;
            deltas.Add(new ChatDelta(ChatDeltaKind.Start, Id: ChatFields.Text(root, "id")));
        }

        foreach (var choice in choices.EnumerateArray())
        {
            ReadChoice(choice, deltas);
        }
    }

    private void ReadChoice(JsonElement choice, List<ChatDelta> deltas)
    {
        var answer = IndexOf(choice) ?? 0;
        // A chunk that repeats the whole message (MiniMax's last) says nothing new: only deltas count.
        if (ChatFields.Member(choice, "delta") is { ValueKind: JsonValueKind.Object } delta)
        {
            Text(ChatDeltaKind.Thinking, ChatFields.Text(delta, "reasoning_content") ?? ChatFields.Text(delta, "reasoning"), answer, deltas);
            Text(ChatDeltaKind.Text, ChatFields.Text(delta, "content"), answer, deltas);
            Text(ChatDeltaKind.Text, ChatFields.Text(delta, "refusal"), answer, deltas);
            if (ChatFields.Member(delta, "tool_calls") is { ValueKind: JsonValueKind.Array } calls)
            {
                foreach (var call in calls.EnumerateArray())
                {
                    ReadCall(call, answer, deltas);
                }
            }

            if (OpenAIAnswerReader.FinishOf(ChatFields.Text(choice, "finish_reason")) is { } finish)
            {
                var asked = _callsOfAnswer.ContainsKey(answer) && finish == ChatFinish.Stop;
                deltas.Add(ChatDelta.Finish(asked ? ChatFinish.ToolCalls : finish, answer));
            }
        }
    }

    private void ReadCall(JsonElement call, int answer, List<ChatDelta> deltas)
    {
        var function = ChatFields.Member(call, "function") ?? default;
        var (id, name) = (ChatFields.Text(call, "id"), ChatFields.Text(function, "name"));
        // Without an index, a call with an id is a new one, and one without goes on with the last.
        var known = _callsOfAnswer.GetValueOrDefault(answer);
        var key = (answer, IndexOf(call) ?? (id is { Length: > 0 } ? known : Math.Max(0, known - 1)));
        if (_calls.TryGetValue(key, out var current) && id is { Length: > 0 } && id != current.Id && name is { Length: > 0 })
        {
            // Some vendors number every call 0: another id and name are another call.
            current = null;
        }

        if (current is null)
        {
            current = new Call(id ?? $"call_{answer}_{known}", known);
            _calls[key] = current;
            _callsOfAnswer[answer] = known + 1;
            deltas.Add(new ChatDelta(ChatDeltaKind.ToolCall, null, current.Id, name ?? "", current.Number, answer));
        }

        if (OpenAIAnswerReader.ArgumentsOf(function) is { Length: > 0 } arguments)
        {
            deltas.Add(new ChatDelta(ChatDeltaKind.ToolArguments, arguments, Tool: current.Number, Answer: answer));
        }
    }

    private static int? IndexOf(JsonElement holder) =>
        ChatFields.Member(holder, "index") is { ValueKind: JsonValueKind.Number } index && index.TryGetInt32(out var number) ? number : null;

    private static void Text(ChatDeltaKind kind, string? text, int answer, List<ChatDelta> deltas)
    {
        if (text is { Length: > 0 })
        {
            deltas.Add(new ChatDelta(kind, text, Answer: answer));
        }
    }

    private sealed record Call(string Id, int Number);
}
