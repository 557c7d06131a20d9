using System.Buffers.Text;
using System.Diagnostics;
using System.Text;
using PeppaApi.Benchmarks.Roles;

namespace PeppaApi.Benchmarks.Load;

/// <summary>Reads out of the events of <see cref="PacedReplies"/>, as they come in, how long each was under way.</summary>
internal sealed class ArrivalWatch
{
    private static readonly byte[] Mark = Encoding.ASCII.GetBytes(PacedReplies.Mark);
    private int _read;

    public List<double> Milliseconds { get; } = new(2 * PacedReplies.ContentEvents);

    /// <summary>A new reply is awaited.</summary>
    public void Begin() => _read = 0;

    /// <summary>Bytes of the reply have come.</summary>
    public void Note(ReplyParser reply)
    {
        var now = Stopwatch.GetTimestamp();
        var body = reply.Body;
        for (var at = body[_read..].IndexOf(Mark); at >= 0; at = body[_read..].IndexOf(Mark))
        {
            var time = _read + at + Mark.Length;
            if (body.Length < time + PacedReplies.TimeLength)
            {
                return; // The rest of it comes with the next bytes.
            }

            _ = Utf8Parser.TryParse(body.Slice(time, PacedReplies.TimeLength), out long sent, out _);
            Milliseconds.Add(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
            _read = time + PacedReplies.TimeLength;
        }
    }
}
