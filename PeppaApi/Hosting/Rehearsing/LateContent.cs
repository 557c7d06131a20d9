using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace PeppaApi.Hosting.Rehearsing;

/// <summary>A body that comes in two pieces, some time after its head, as the bodies of many programs do: whoever reads it has to wait.</summary>
internal sealed class LateContent : HttpContent
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(1);
    private readonly byte[] _body;

    public LateContent(string body)
    {
        _body = Encoding.UTF8.GetBytes(body);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var half = _body.Length / 2;
        foreach (var piece in (ReadOnlyMemory<byte>[])[_body.AsMemory(0, half), _body.AsMemory(half)])
        {
            await stream.FlushAsync();
            await Task.Delay(Wait);
            await stream.WriteAsync(piece);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
