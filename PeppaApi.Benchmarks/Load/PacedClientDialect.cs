using System.Text.Json;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Load;

/// <summary>OpenAI's, with a field of the sample upstream's own: a relay passes on what it does not know.</summary>
internal sealed class PacedClientDialect : OpenAIClientDialect
{
    public override int ContentEvents => PacedReplies.ContentEvents;

    public override byte[] Body(string model, bool stream) => stream
        ? JsonSerializer.SerializeToUtf8Bytes(new
        {
            model,
            messages = Messages,
            max_tokens = 16 * PacedReplies.ContentEvents,
            stream,
            stream_options = new { include_usage = true },
            pace_ms = PacedReplies.Milliseconds,
        })
        : base.Body(model, stream);
}
