using System.Net;
using System.Net.Http.Headers;

namespace PeppaApi.Relay;

/// <summary>A body in pieces, sent without joining them.</summary>
internal sealed class SpliceContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly List<ReadOnlyMemory<byte>> _pieces;
    private readonly RequestBody? _source;

    /// <param name="contentType">None is JSON.</param>
    /// <param name="source">The body that the pieces may be parts of, if its array belongs to others afterwards.</param>
    public SpliceContent(List<ReadOnlyMemory<byte>> pieces, string? contentType, RequestBody? source = null)
    {
        (_pieces, _source) = (pieces, source);
        Headers.ContentType = contentType is null ? Json : MediaTypeHeaderValue.Parse(contentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _source?.BeginSend();
        try
        {
            foreach (var piece in _pieces)
            {
                await stream.WriteAsync(piece, cancellationToken);
            }
        }
        finally
        {
            _source?.EndSend();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _pieces.Sum(piece => (long)piece.Length);
        return true;
    }
}
