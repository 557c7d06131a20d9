using System.IO.Pipelines;
using System.Text.Json;

namespace PeppaApi.Benchmarks.Roles;

/// <summary>
/// A vendor that answers at once from prepared bytes, in a process of its own: what is then measured is the relay.
/// <c>GET /count</c> tells how many requests came under each key.
/// </summary>
internal static class SampleUpstream
{
    public static async Task<int> RunAsync(string port)
    {
        var counts = new RequestCounts();
        await using var app = QuietHost.Create(port).Build();
        app.Run(context => context.Request.Path.Value switch
        {
            "/v1/chat/completions" => AnswerAsync(context, counts),
            "/count" => context.Response.WriteAsJsonAsync(counts.Read()),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound),
        });
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, RequestCounts counts)
    {
        ReplyWish wish;
        try
        {
            wish = await ReadWishAsync(context.Request.BodyReader);
        }
        catch (JsonException)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest);
            return;
        }

        counts.Add(context.Request.Headers.Authorization.ToString(), wish.Stream);
        await (wish.Stream ? StreamAsync(context.Response, wish.Usage) : CompleteAsync(context.Response));
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

    private static async Task CompleteAsync(HttpResponse response)
    {
        response.ContentType = "application/json";
        response.ContentLength = SampleReplies.Completion.Length;
        await response.BodyWriter.WriteAsync(SampleReplies.Completion);
    }

    /// <summary>Every event is flushed by itself, as a model does that speaks token by token.</summary>
    private static async Task StreamAsync(HttpResponse response, bool usage)
    {
        response.ContentType = "text/event-stream";
        foreach (var item in usage ? SampleReplies.StreamWithUsage : SampleReplies.Stream)
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
