using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>Reads the chunks of a stream (vendors/gemini.md, 4): each has only what is new, and tool calls whole.</summary>
internal sealed class GeminiDeltaReader : ChatStreamReader
{
    private readonly Dictionary<int, int> _callsOfAnswer = [];
    private string? _id;

    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        if (data.IsEmpty)
        {
            return;
        }

        using var document = ChatFields.Parse(data);
        var root = document.RootElement;
        if (_id is null)
        {
            _id = ChatFields.Text(root, "responseId") ?? "";
            deltas.Add(new ChatDelta(ChatDeltaKind.Start, Id: _id));
        }

        if (ChatFields.Member(root, "candidates") is { ValueKind: JsonValueKind.Array } candidates)
        {
            foreach (var candidate in candidates.EnumerateArray())
            {
                ReadCandidate(candidate, deltas);
            }
        }
        else if (GeminiAnswerReader.IsBlocked(root))
        {
            deltas.Add(ChatDelta.Finish(ChatFinish.Filter));
        }
    }

    private void ReadCandidate(JsonElement candidate, List<ChatDelta> deltas)
    {
        var answer = ChatFields.Member(candidate, "index") is { ValueKind: JsonValueKind.Number } index && index.TryGetInt32(out var number) ? number : 0;
        var calls = _callsOfAnswer.GetValueOrDefault(answer);
        foreach (var part in GeminiAnswerReader.ReadParts(candidate, _id!, calls))
        {
            switch (part)
            {
                case TextPart text:
                    deltas.Add(new ChatDelta(ChatDeltaKind.Text, text.Text, Answer: answer));
                    break;
                case ThinkingPart thinking:
                    deltas.Add(new ChatDelta(ChatDeltaKind.Thinking, thinking.Text, Answer: answer));
                    break;
                case ToolCallPart call:
                    deltas.Add(new ChatDelta(ChatDeltaKind.ToolCall, call.Signature, call.Id, call.Name, calls, answer));
                    deltas.Add(new ChatDelta(ChatDeltaKind.ToolArguments, call.Arguments, Tool: calls++, Answer: answer));
                    break;
            }
        }

        _callsOfAnswer[answer] = calls;
        if (GeminiAnswerReader.FinishOf(ChatFields.Text(candidate, "finishReason"), calls > 0) is { } finish)
        {
            deltas.Add(ChatDelta.Finish(finish, answer));
        }
    }
}
