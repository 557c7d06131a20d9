using Microsoft.Extensions.Options;
using PeppaApi.Channels;
using PeppaApi.Data.Entities;
using PeppaApi.Providers.Midjourney;
using PeppaApi.Relay;
using PeppaApi.Tokens;

namespace PeppaApi.Drawing.Midjourney;

/// <summary>
/// Hands pictures on to their owners: who has the token's key, or the link that only the owner was told. Streamed as they come, only as
/// pictures, only so large, and never kept.
/// </summary>
internal sealed class MjPictures(
    TokenAuthenticator authenticator, TaskBook book, TaskNews news, MjLinks links, PictureSource source)
{
    public async Task ServeAsync(HttpContext context, string id)
    {
        var task = await book.FindAsync(LongTaskKind.Midjourney, id, context.RequestAborted);
        if (task is null || !MayHave(context, task) || task.State is not (LongTaskState.Running or LongTaskState.Succeeded))
        {
            await NotFoundAsync(context);
            return;
        }

        await news.RefreshAsync([task], context.RequestAborted);
        int? index = int.TryParse(context.Request.Query["n"], out var number) ? number : null;
        if ((news.Said(task) as MjTask)?.Picture(index) is not { } link || !Uri.TryCreate(link, UriKind.Absolute, out var address))
        {
            await NotFoundAsync(context);
            return;
        }

        await source.PassAsync(context, task, address);
    }

    private bool MayHave(HttpContext context, LongTask task) =>
        context.Request.Query.ContainsKey("s")
            ? links.IsGood(task.PublicId, context.Request.Query)
            : authenticator.Authenticate(context.Request).Caller is { } caller && caller.TokenId == task.TokenId && caller.Rules.AllowsAddress(context.Connection.RemoteIpAddress);

    private static Task NotFoundAsync(HttpContext context) => MjDoor.AnswerAsync(context, """{"error":"midjourney_task_not_found"}"""u8.ToArray(), 400);
}

/// <summary>Fetches a picture from where the upstream has it, and passes it on.</summary>
internal sealed class PictureSource(ChannelDirectory channels, UpstreamHttp http, IOptions<DrawingOptions> options)
{
    private const int MostRedirects = 3;
    private static readonly string[] Types = ["image/png", "image/jpeg", "image/webp", "image/gif"];

    public async Task PassAsync(HttpContext context, LongTask task, Uri address)
    {
        var access = task is { ChannelId: { } channel, KeyId: { } key } ? await channels.AccessAsync(channel, key, context.RequestAborted) : null;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(TimeSpan.FromSeconds(options.Value.AnswerSeconds));
        try
        {
            using var response = await GetAsync(address, access?.Rules.Proxy, patience.Token);
            var type = response?.Content.Headers.ContentType?.MediaType?.ToLowerInvariant();
            if (response is not { IsSuccessStatusCode: true } || !Types.Contains(type) || response.Content.Headers.ContentLength > options.Value.MaxPictureBytes)
            {
                await MjDoor.WriteAsync(context, new RelayFailure.UpstreamFailed(502, null));
                return;
            }

            StrictHeaders.Set(context.Response, type!, response.Content.Headers.ContentLength, task.IsOver);
            await BoundedCopy.RunAsync(await response.Content.ReadAsStreamAsync(patience.Token), context, options.Value.MaxPictureBytes, patience.Token);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException && !context.Response.HasStarted)
        {
            await MjDoor.WriteAsync(context, new RelayFailure.UpstreamUnreachable());
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException)
        {
            context.Abort();
        }
    }

    /// <summary>Without any key: it is another host. Redirects are followed by hand, each through the guard.</summary>
    private async Task<HttpResponseMessage?> GetAsync(Uri address, Uri? proxy, CancellationToken cancellationToken)
    {
        for (var i = 0; i <= MostRedirects && address.Scheme is "http" or "https"; i++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, address);
            var response = await http.SendAsync(message, proxy, cancellationToken);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } next)
            {
                return response;
            }

            response.Dispose();
            address = new Uri(address, next);
        }

        return null;
    }
}
