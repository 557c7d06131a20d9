using System.Text.Json;
using PeppaApi.Providers.Chat;

namespace PeppaApi.Providers.Forms;

/// <summary>
/// How a vendor with a form of its own does one operation that is no conversation: embeddings, or pictures. Read from a request
/// of OpenAI's and written into a reply of OpenAI's. Has no state.
/// </summary>
public abstract class MediaForm
{
    /// <exception cref="RequestException">The vendor has no word for something in the request.</exception>
    public byte[] Write(ReadOnlyMemory<byte> body, in UpstreamTarget target)
    {
        using var document = ChatFields.Parse(body);
        return Write(document.RootElement, target);
    }

    /// <summary>Where to ask for what is still being made; none once it is there, or came at once.</summary>
    public virtual Uri? Follow(in UpstreamTarget target, ReadOnlyMemory<byte> body) => null;

    /// <param name="request">The client's own request, which says in what form it wants the reply.</param>
    /// <exception cref="JsonException">The reply has another form than the vendor gives.</exception>
    public MediaReply Read(ReadOnlyMemory<byte> reply, ReadOnlyMemory<byte> request, RequestFacts facts, DateTimeOffset now)
    {
        using var document = ChatFields.Parse(reply);
        using var asked = ChatFields.Parse(request);
        return Read(document.RootElement, asked.RootElement, facts, now);
    }

    private protected abstract byte[] Write(JsonElement request, in UpstreamTarget target);

    private protected abstract MediaReply Read(JsonElement reply, JsonElement request, RequestFacts facts, DateTimeOffset now);
}

/// <param name="Body">The reply as OpenAI gives it.</param>
/// <param name="Usage">As reported; none if the upstream said nothing.</param>
public readonly record struct MediaReply(byte[] Body, UsageReport? Usage);
