using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Pipelines;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>
/// A stream at the pace of a model that speaks. What each content event says is when it was sent, so that whoever receives it knows how
/// long it was under way: all processes of one machine have the same clock.
/// </summary>
internal static class PacedReplies
{
    public const int Milliseconds = 20;

    public const int ContentEvents = 250;

    /// <summary>What stands before the time, in the words of the client's side.</summary>
    public const string Mark = "\"delta\":{\"content\":\"";

    /// <summary>A timestamp of <see cref="Stopwatch"/>, filled up with zeros in front.</summary>
    public const int TimeLength = 19;

    private static readonly byte[] Template = OpenAIReplies.Content(new string('0', TimeLength));
    private static readonly int TimeAt = Template.AsSpan().IndexOf("content\":\""u8) + "content\":\"".Length;

    public static async Task SendAsync(PipeWriter client)
    {
        var events = OpenAIReplies.Paced;
        await client.WriteAsync(events.Opening);
        for (var i = 0; i < ContentEvents; i++)
        {
            await Pace.Shared.NextAsync();
            Write(client);
            await client.FlushAsync();
        }

        foreach (var item in events.Closing)
        {
            await client.WriteAsync(item);
        }
    }

    private static void Write(PipeWriter client)
    {
        var bytes = client.GetSpan(Template.Length);
        Template.CopyTo(bytes);
        _ = Utf8Formatter.TryFormat(Stopwatch.GetTimestamp(), bytes.Slice(TimeAt, TimeLength), out _, new('D', TimeLength));
        client.Advance(Template.Length);
    }
}
