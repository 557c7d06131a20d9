using PeppaApi.Providers.Chat;
using PeppaApi.Providers.OpenAI.Media;
using PeppaApi.Providers.OpenAI.Realtime;

namespace PeppaApi.Providers.OpenAI;

/// <summary>The OpenAI API as clients speak it (vendors/openai.md).</summary>
public class OpenAIDoor : DoorDialect
{
    internal const string DialectName = "openai";

    public override string Name => DialectName;

    public override byte[] Heartbeat { get; } = ": keep-alive\n\n"u8.ToArray();

    public override string Label(Operation operation) => OpenAIAddress.Path(operation);

    public override RequestFacts Read(in DoorCall call, ReadOnlySpan<byte> body) => call.Operation == Operation.Realtime
        ? RealtimeRequest.Read(call)
        : MediaRequests.Create(call.Operation) is { } media ? MediaRequestReader.Read(media, call.ContentType, body)
        : OpenAIRequestReader.Read(call.Operation, body);

    public override long CountInput(TokenCounter counter, RequestFacts facts, ReadOnlyMemory<byte> body) => facts switch
    {
        MediaRequest media => media.CountInput(counter, body.Span),
        RealtimeRequest session => session.InputGuess,
        _ => OpenAIInputCounter.Count(counter, facts, body),
    };

    public override byte[] WriteError(DoorError error) => OpenAIErrorWriter.Write(error);

    public override byte[] WriteErrorEvent(DoorError error) => OpenAIErrorWriter.WriteEvent(error);

    public override byte[] WriteModels(IReadOnlyList<ListedModel> models) => OpenAIModelWriter.Write(models);

    public override byte[] WriteModel(ListedModel model) => OpenAIModelWriter.Write(model);

    public override ChatRequest ReadChat(RequestFacts facts, ReadOnlyMemory<byte> body) => OpenAIChatReader.Read(body);

    public override byte[] WriteReply(ChatReply reply, RequestFacts facts, in UsageReport usage, DateTimeOffset now) => OpenAIAnswerWriter.Write(reply, facts, usage, now);

    public override ChatStreamWriter CreateStreamWriter(ChatStreamStart start) => new OpenAIDeltaWriter(start);
}
