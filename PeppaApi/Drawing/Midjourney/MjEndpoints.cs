using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using PeppaApi.Data.Entities;
using PeppaApi.Providers;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>What clients of midjourney-proxy and new-api call below <c>/mj</c> (vendors/midjourney-proxy.md).</summary>
internal sealed class MjEndpoints(
    MjDoor door, MjSubmissions submissions, MjTasks tasks, MjLinks links, TaskBook book, IOptions<RelayOptions> options)
{
    private const int MostListed = 100;

    public async Task SubmitAsync(HttpContext context, string path, string mode)
    {
        if (await door.AdmitAsync(context) is not { } caller)
        {
            return;
        }

        using var turn = await door.EnterAsync(context, caller);
        if (turn?.Failure is { } limit)
        {
            await MjDoor.WriteAsync(context, limit);
            return;
        }

        using var body = await RequestBody.ReadAsync(context.Request, options.Value.MaxRequestBytes, context.RequestAborted);
        if (body is null)
        {
            await MjDoor.WriteAsync(context, new RelayFailure.BodyTooLarge(options.Value.MaxRequestBytes));
            return;
        }

        try
        {
            var outcome = await submissions.SubmitAsync(caller, RequestIds.Of(context), MjRequestReader.Read(path, body.Bytes.Span), mode);
            await (outcome.Failure is { } failure ? MjDoor.WriteAsync(context, failure) : MjDoor.WriteAsync(context, outcome.Answer!));
        }
        catch (RequestException exception)
        {
            await MjDoor.WriteAsync(context, new RelayFailure.BadRequest(exception.Param, exception.Message, exception.MessageZh));
        }
    }

    public async Task FetchAsync(HttpContext context, string id)
    {
        if (await door.FindOwnAsync(context, id) is { } task)
        {
            await MjDoor.WriteAsync(context, MjJson.Write(await tasks.TellAsync(task, links.Root(context.Request), context.RequestAborted)));
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
        await MjDoor.WriteAsync(context, MjJson.Write(new JsonArray([.. told])));
    }
}
