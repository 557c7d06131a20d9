using System.Buffers.Text;
using System.Text;

namespace PeppaApi.Benchmarks.Load;

/// <summary>What the load generator needs of a reply's head. Lengths are in bytes.</summary>
internal readonly record struct ReplyHead(int Status, int ContentLength, bool Chunked)
{
    /// <param name="head">Status line and header lines, each with its CRLF.</param>
    /// <exception cref="InvalidDataException">No HTTP/1.1 status, or a body of unknown length.</exception>
    public static ReplyHead Parse(ReadOnlySpan<byte> head)
    {
        var status = StatusOf(head);
        int? contentLength = null;
        for (var rest = AfterLine(head); !rest.IsEmpty; rest = AfterLine(rest))
        {
            var colon = rest.IndexOf((byte)':');
            var name = rest[..Math.Max(colon, 0)];
            var value = rest[(colon + 1)..rest.IndexOf((byte)'\r')].Trim((byte)' ');
            if (Ascii.EqualsIgnoreCase(name, "transfer-encoding"u8))
            {
                return new ReplyHead(status, 0, Ascii.EqualsIgnoreCase(value, "chunked"u8));
            }

            if (Ascii.EqualsIgnoreCase(name, "content-length"u8) && Utf8Parser.TryParse(value, out int length, out _))
            {
                contentLength = length;
            }
        }

        return new ReplyHead(status, contentLength ?? throw new InvalidDataException("Reply of unknown length"), false);
    }

    private static int StatusOf(ReadOnlySpan<byte> head) =>
        head.StartsWith("HTTP/1.1 "u8) && Utf8Parser.TryParse(head[9..], out int status, out _)
            ? status
            : throw new InvalidDataException("Not an HTTP/1.1 reply");

    private static ReadOnlySpan<byte> AfterLine(ReadOnlySpan<byte> text) => text[(text.IndexOf((byte)'\n') + 1)..];
}
