using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Anthropic;

/// <summary>The Anthropic API as clients speak it (vendors/anthropic.md).</summary>
public sealed class AnthropicDoor : DoorDialect
{
    internal const string DialectName = "anthropic";

    public override string Name => DialectName;

    /// <summary>The vendor's own event for it, which it, too, sends before the first one of an answer.</summary>
    public override byte[] Heartbeat { get; } = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    public override IReadOnlyList<string> PassedHeaders { get; } = ["anthropic-version", "anthropic-beta"];

    public override string RequestIdHeader => "request-id";

    public override string Label(Operation operation) => AnthropicAddress.Path(operation);

    public override RequestFacts Read(in DoorCall call, ReadOnlySpan<byte> body) => AnthropicRequestReader.Read(call.Operation, body);

    public override long CountInput(TokenCounter counter, RequestFacts facts, ReadOnlyMemory<byte> body) => AnthropicInputCounter.Count(counter, facts, body);

    public override byte[] WriteError(DoorError error) => AnthropicErrorWriter.Write(error);

    public override byte[] WriteErrorEvent(DoorError error) => AnthropicErrorWriter.WriteEvent(error);

    public override byte[] WriteTokenCount(long tokens) => JsonSerializer.SerializeToUtf8Bytes(new { input_tokens = tokens });

    public override byte[] WriteModels(IReadOnlyList<ListedModel> models) => AnthropicModelWriter.Write(models);

    public override byte[] WriteModel(ListedModel model) => AnthropicModelWriter.Write(model);

    public override ChatRequest ReadChat(RequestFacts facts, ReadOnlyMemory<byte> body) => AnthropicChatReader.Read(body);

    public override byte[] WriteReply(ChatReply reply, RequestFacts facts, in UsageReport usage, DateTimeOffset now) => AnthropicAnswerWriter.Write(reply, facts, usage);

    public override ChatStreamWriter CreateStreamWriter(ChatStreamStart start) => new AnthropicDeltaWriter(start);
}
