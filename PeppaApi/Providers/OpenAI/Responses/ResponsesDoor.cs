using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>OpenAI's Responses API as clients speak it: the same dialect, but for what a conversation looks like.</summary>
public sealed class ResponsesDoor : OpenAIDoor
{
    public override byte[] WriteErrorEvent(DoorError error) => ResponsesEvents.Error(error);

    public override ChatRequest ReadChat(RequestFacts facts, ReadOnlyMemory<byte> body) => ResponsesChatReader.Read(body);

    public override byte[] WriteReply(ChatReply reply, RequestFacts facts, in UsageReport usage, DateTimeOffset now) => ResponsesAnswerWriter.Write(reply, facts, usage, now);

    public override ChatStreamWriter CreateStreamWriter(ChatStreamStart start) => new ResponsesDeltaWriter(start);
}
