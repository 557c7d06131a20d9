namespace PeppaApi.Providers.OpenAI.Responses;

/// <summary>OpenAI's Responses API as clients speak it: the same dialect, but for the events of a stream.</summary>
public sealed class ResponsesDoor : OpenAIDoor
{
    public override byte[] WriteErrorEvent(DoorError error) => ResponsesEvents.Error(error);
}
