using System.IO.Pipelines;
using System.Text.Json;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>
/// Vendors that answer at once from prepared bytes, in a process of their own: what is then measured is the relay.
/// <c>GET /count</c> tells how many requests came under each key.
/// </summary>
internal static class SampleUpstream
{
    /// <param name="paced">Whether it is to send many slow streams with as little work as can be.</param>
    public static async Task<int> RunAsync(string port, bool paced)
    {
        var counts = new RequestCounts();
        await using var app = QuietHost.Create(port, inline: paced).Build();
        app.Run(context => context.Request.Path.Value switch
        {
            "/count" => context.Response.WriteAsJsonAsync(counts.Read()),
            { } path when SampleVendor.At(path) is { } vendor => AnswerAsync(context, vendor, counts),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound),
        });
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, SampleVendor vendor, RequestCounts counts)
    {
        ReplyWish wish;
        try
        {
            wish = await (vendor.TakesJson ? ReadWishAsync(context.Request.BodyReader) : ReadUploadAsync(context.Request.Body));
        }
        catch (JsonException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        var (stream, replies) = (vendor.Streams(context.Request, wish), vendor.Replies(wish));
        counts.Add(context.Request.Headers[vendor.KeyHeader].ToString(), stream);
        await (stream ? StreamAsync(context.Response, wish, replies.Stream) : CompleteAsync(context.Response, replies.Completion));
    }

    private static async Task<ReplyWish> ReadUploadAsync(Stream body)
    {
        await body.CopyToAsync(Stream.Null);
        return default;
    }

    private static async Task<ReplyWish> ReadWishAsync(PipeReader body)
    {
        while (true)
        {
            var read = await body.ReadAsync();
            if (read.IsCompleted)
            {
                var wish = ReplyWish.Read(read.Buffer);
                body.AdvanceTo(read.Buffer.End);
                return wish;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task CompleteAsync(HttpResponse response, byte[] completion)
    {
        response.ContentType = "application/json";
        response.ContentLength = completion.Length;
        await response.BodyWriter.WriteAsync(completion);
    }

    /// <summary>Every event is flushed by itself, as a model does that speaks token by token.</summary>
    private static async Task StreamAsync(HttpResponse response, ReplyWish wish, byte[][] events)
    {
        response.ContentType = "text/event-stream";
        if (wish.Paced)
        {
            await PacedReplies.SendAsync(response.BodyWriter);
            return;
        }

        foreach (var item in events)
        {
            await response.BodyWriter.WriteAsync(item);
        }
    }

    private static Task RefuseAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
