using System.Net.WebSockets;
using PeppaApi.Providers;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Relay;

/// <summary>An upstream's answer that may be shown to the client: whole, or a stream whose first event is sound.</summary>
internal sealed class UpstreamReply(HttpResponseMessage response, UpstreamClock clock, OutputText output) : IDisposable
{
    public string ContentType => response.Content.Headers.ContentType?.ToString() ?? "application/json";

    public UpstreamClock Clock => clock;

    public OutputText Output => output;

    /// <summary>The body of a reply that is not streamed.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public ReplyReading Reading { get; init; }

    /// <summary>A whole reply read for translation; none where the client speaks the upstream's dialect.</summary>
    public ChatReply? Chat { get; init; }

    public bool IsDirect => Chat is null;

    /// <summary>The events of a stream; none for a whole reply.</summary>
    public SseEventReader? Events { get; init; }

    /// <summary>The rest of a reply that is neither text nor JSON; none for another.</summary>
    public Stream? Sound { get; init; }

    /// <summary>What came first of <see cref="Sound"/>.</summary>
    public ReadOnlyMemory<byte> FirstPiece { get; init; }

    /// <summary>The socket of a session; none for another reply.</summary>
    public WebSocket? Socket { get; init; }

    /// <summary>Meters the stream.</summary>
    public StreamMeter? Meter { get; init; }

    /// <summary>Brings the stream's events to the client, translated where that is needed.</summary>
    public StreamPassage? Passage { get; init; }

    public void Dispose()
    {
        Events?.Dispose();
        output.Dispose();
        response.Dispose();
        clock.Dispose();
    }
}
