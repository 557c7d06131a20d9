using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>What clients of midjourney-proxy and new-api call below <c>/mj</c> (vendors/midjourney-proxy.md).</summary>
internal sealed class MjEndpoints(
    MjDoor door, MjSubmissions submissions, MjTasks tasks, MjLinks links, TaskBook book, IOptions<RelayOptions> options)
{
    private const int MostListed = 100;

    public Task SubmitAsync(HttpContext context, string path, string mode) =>
        door.SubmitAsync(context, (caller, body) => submissions.SubmitAsync(caller, RequestIds.Of(context), MjRequestReader.Read(path, body.Span), mode, links.Root(context.Request)));

    public async Task FetchAsync(HttpContext context, string id)
    {
        if (await door.FindOwnAsync(context, id) is { } task)
        {
            await MjDoor.AnswerAsync(context, MjJson.Write(await tasks.TellAsync(task, links.Root(context.Request), context.RequestAborted)));
        }
    }

    public async Task ListAsync(HttpContext context)
    {
        if (await door.AdmitAsync(context) is not { } caller)
        {
            return;
        }

        using var body = await RequestBody.ReadAsync(context.Request, options.Value.MaxRequestBytes, context.RequestAborted);
        var ids = body is not null && MjJson.Parse(body.Bytes.Span)?["ids"] is JsonArray list ? list.Select(MjJson.TextOf).OfType<string>().Distinct().ToList() : null;
        if (ids is not { Count: <= MostListed })
        {
            await MjDoor.RefuseAsync(context, $"ids: a list of at most {MostListed}");
            return;
        }

        var own = await book.FindOwnAsync(caller.TokenId, LongTaskKind.Midjourney, ids, context.RequestAborted);
        var told = await tasks.TellAsync(own, links.Root(context.Request), context.RequestAborted);
        await MjDoor.AnswerAsync(context, MjJson.Write(new JsonArray([.. told])));
    }
}
