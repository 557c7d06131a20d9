using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Gemini;

/// <summary>The Gemini API as clients speak it (vendors/gemini.md).</summary>
/// <param name="asArray">Whether streams are one JSON array that comes in pieces: what a client gets that does not ask for <c>alt=sse</c>.</param>
public sealed class GeminiDoor(bool asArray) : DoorDialect
{
    internal const string DialectName = "gemini";

    public override string Name => DialectName;

    public override string Label(Operation operation) => GeminiAddress.Method(operation, stream: false);

    public override RequestFacts Read(in DoorCall call, ReadOnlySpan<byte> body) => GeminiRequestReader.Read(call, body);

    public override long CountInput(TokenCounter counter, RequestFacts facts, ReadOnlyMemory<byte> body) => GeminiInputCounter.Count(counter, (GeminiRequest)facts, body);

    public override byte[] WriteError(DoorError error) => asArray ? [(byte)'[', .. GeminiErrorWriter.Write(error), (byte)']'] : GeminiErrorWriter.Write(error);

    public override byte[] WriteErrorEvent(DoorError error) => GeminiErrorWriter.WriteEvent(error);

    public override byte[] WriteTokenCount(long tokens) => JsonSerializer.SerializeToUtf8Bytes(new { totalTokens = tokens });

    public override byte[] WriteModels(IReadOnlyList<ListedModel> models) => GeminiModelWriter.Write(models);

    public override byte[] WriteModel(ListedModel model) => GeminiModelWriter.Write(model);

    public override ChatRequest ReadChat(RequestFacts facts, ReadOnlyMemory<byte> body) => GeminiChatReader.Read(body);

    public override byte[] WriteReply(ChatReply reply, RequestFacts facts, in UsageReport usage, DateTimeOffset now) => GeminiAnswerWriter.Write(reply, facts, usage);

    public override ChatStreamWriter CreateStreamWriter(ChatStreamStart start) => new GeminiDeltaWriter(start);

    public override StreamPassage Frame(StreamPassage passage) => asArray ? new JsonArrayPassage(passage) : passage;
}
