using System.Net.Http.Headers;

namespace PeppaApi.Drawing.Videos;

/// <summary>The part of a video that a player asks for, so that people can jump in it.</summary>
/// <param name="To">The last byte; none is the end.</param>
internal sealed record VideoRange(long From, long? To)
{
    /// <summary>One range with a beginning; what asks for others gets the whole, as the protocol allows.</summary>
    public static VideoRange? Of(HttpRequest request) =>
        RangeHeaderValue.TryParse(request.Headers.Range, out var asked) && asked is { Unit: "bytes", Ranges.Count: 1 } && asked.Ranges.Single() is { From: { } from } range
            ? new VideoRange(from, range.To)
            : null;

    public RangeHeaderValue Header => new(From, To);

    /// <summary>Of a whole that long; none where it begins behind the end.</summary>
    public ContentRangeHeaderValue? Within(long length) => From < length ? new ContentRangeHeaderValue(From, Math.Min(To ?? long.MaxValue, length - 1), length) : null;
}
