using System.Buffers;
using System.Text;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>
/// Writes chunks for a client, from an upstream of another dialect (vendors/gemini.md, 4). The dialect has tool calls whole, so
/// they wait for their arguments; why the answer ended stands in the last chunk, beside the usage.
/// </summary>
internal sealed class GeminiDeltaWriter(ChatStreamStart start) : ChatStreamWriter
{
    private readonly SortedDictionary<int, Pending> _answers = [];
    private string _id = start.RequestId;

    public override void Write(IBufferWriter<byte> client, in ChatDelta delta)
    {
        var answer = Answer(delta.Answer);
        switch (delta.Kind)
        {
            case ChatDeltaKind.Start when delta.Id is { Length: > 0 } id:
                _id = id;
                break;
            case ChatDeltaKind.Text:
                Chunk(client, new TextPart(delta.Text!), delta.Answer);
                break;
            case ChatDeltaKind.Thinking:
                Chunk(client, new ThinkingPart(delta.Text!, null), delta.Answer);
                break;
            case ChatDeltaKind.ToolCall:
                answer.Calls[delta.Tool] = new Call(delta.Id ?? "", delta.Name ?? "", delta.Text);
                break;
            case ChatDeltaKind.ToolArguments when answer.Calls.TryGetValue(delta.Tool, out var call):
                call.Arguments.Append(delta.Text);
                break;
            case ChatDeltaKind.Finish:
                answer.Finish = delta.Reason;
                break;
        }
    }

    public override void End(IBufferWriter<byte> client, in UsageReport usage)
    {
        Answer(0);
        using var json = GeminiChunks.Open(client);
        foreach (var (index, answer) in _answers)
        {
            // An answer whose calls were cut off in the middle asks for nothing.
            List<ChatPart> parts = answer.Finish == ChatFinish.Length ? [] : [.. answer.Calls.Values.Select(call => call.ToPart())];
            GeminiAnswerWriter.WriteCandidate(json, parts.Count > 0 ? parts : [new TextPart("")], answer.Finish, index);
        }

        json.WriteEndArray();
        GeminiAnswerWriter.WriteUsage(json, usage);
        GeminiChunks.Close(client, json, start.Facts.Model, _id);
    }

    private void Chunk(IBufferWriter<byte> client, ChatPart part, int answer)
    {
        using var json = GeminiChunks.Open(client);
        GeminiAnswerWriter.WriteCandidate(json, [part], null, answer);
        json.WriteEndArray();
        GeminiChunks.Close(client, json, start.Facts.Model, _id);
    }

    private Pending Answer(int index)
    {
        if (!_answers.TryGetValue(index, out var answer))
        {
            _answers[index] = answer = new Pending();
        }

        return answer;
    }

    private sealed class Pending
    {
        public SortedDictionary<int, Call> Calls { get; } = [];

        public ChatFinish Finish { get; set; } = ChatFinish.Stop;
    }

    private sealed record Call(string Id, string Name, string? Signature)
    {
        public StringBuilder Arguments { get; } = new();

        public ToolCallPart ToPart() => new ToolCallPart(Id, Name, Arguments.ToString(), Signature);
    }
}
