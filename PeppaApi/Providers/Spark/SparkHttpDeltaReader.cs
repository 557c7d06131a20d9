using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Providers.Spark;

/// <summary>Reads OpenAI's chunks, and takes the one with the usage for the end: Spark gives no reason.</summary>
internal sealed class SparkHttpDeltaReader : ChatStreamReader
{
    private readonly OpenAIDeltaReader _inner = new();
    private bool _finished;
    private bool _asked;

    public override void Read(ReadOnlySpan<byte> data, List<ChatDelta> deltas)
    {
        _inner.Read(data, deltas);
        _finished |= deltas.Exists(delta => delta.Kind == ChatDeltaKind.Finish);
        _asked |= deltas.Exists(delta => delta.Kind == ChatDeltaKind.ToolCall);
        if (_finished || data.IsEmpty || data[0] != (byte)'{')
        {
            return;
        }

        using var document = ChatFields.Parse(data);
        if (ChatFields.Member(document.RootElement, "usage") is not null)
        {
            _finished = true;
            deltas.Add(ChatDelta.Finish(_asked ? ChatFinish.ToolCalls : ChatFinish.Stop));
        }
    }
}
