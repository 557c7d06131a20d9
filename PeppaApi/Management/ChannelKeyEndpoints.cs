using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Channels;

namespace PeppaApi.Management;

/// <summary>The pool of keys of a channel, what happened to it, and what its upstream says.</summary>
internal static class ChannelKeyEndpoints
{
    public static void MapChannelKeys(this IEndpointRouteBuilder admin)
    {
        var channel = admin.MapGroup("/channels/{id:long}").WithTags("Channels");
        channel.MapGet("/events", EventsAsync);
        channel.MapGet("/models", ModelsAsync);
        channel.MapGet("/balance", BalanceAsync);
        channel.MapPost("/copy", CopyAsync);
        channel.MapGet("/keys", ListAsync);
        channel.MapPost("/keys", AddAsync);
        channel.MapPut("/keys/{keyId:long}", SetEnabledAsync);
        channel.MapDelete("/keys/{keyId:long}", RemoveAsync);
        channel.MapPost("/keys/{keyId:long}/test", TestAsync);
    }

    private static async Task<Results<Ok<PageOf<ChannelEventView>>, NotFound>> EventsAsync(
        long id, [AsParameters] PageQuery page, ChannelService channels, CancellationToken cancellationToken) =>
        await channels.GetAsync(id, cancellationToken) is null
            ? TypedResults.NotFound()
            : TypedResults.Ok(PageOf<ChannelEventView>.Of(await channels.EventsAsync(id, cancellationToken: cancellationToken), page, change => change));

    private static async Task<Results<Ok<UpstreamModels>, NotFound>> ModelsAsync(long id, UpstreamQuestions upstream, CancellationToken cancellationToken) =>
        await upstream.ModelsAsync(id, cancellationToken) is { } models ? TypedResults.Ok(models) : TypedResults.NotFound();

    private static async Task<Results<Ok<UpstreamBalance>, NotFound>> BalanceAsync(long id, UpstreamQuestions upstream, CancellationToken cancellationToken) =>
        await upstream.BalanceAsync(id, cancellationToken) is { } balance ? TypedResults.Ok(balance) : TypedResults.NotFound();

    private static async Task<Results<Ok<ChannelView>, NotFound>> CopyAsync(
        long id, ChannelTransfer transfer, ChannelService channels, CancellationToken cancellationToken) =>
        await transfer.CopyAsync(id, cancellationToken) is { } copy && await channels.GetAsync(copy, cancellationToken) is { } channel
            ? TypedResults.Ok(channel)
            : TypedResults.NotFound();

    /// <param name="state">Only keys of this state.</param>
    private static async Task<Results<Ok<PageOf<PooledKeyView>>, NotFound>> ListAsync(
        long id, [AsParameters] PageQuery page, PooledKeyState? state, ChannelKeyService keys, CancellationToken cancellationToken) =>
        await keys.ListAsync(id, cancellationToken) is { } all
            ? TypedResults.Ok(PageOf<PooledKeyView>.Of([.. all.Where(key => state is null || key.State == state)], page, key => key))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<AddedKeys>, NotFound>> AddAsync(long id, KeysBody body, ChannelKeyService keys, CancellationToken cancellationToken) =>
        await keys.AddAsync(id, Fields.Needed(body.Keys, "keys"), cancellationToken) is { } added ? TypedResults.Ok(new AddedKeys(added)) : TypedResults.NotFound();

    private static async Task<Results<Ok<PooledKeyView>, NotFound>> SetEnabledAsync(
        long id, long keyId, KeyBody body, ChannelKeyService keys, CancellationToken cancellationToken)
    {
        await keys.SetEnabledAsync(id, [keyId], body.Enabled, cancellationToken);
        var key = (await keys.ListAsync(id, cancellationToken))?.SingleOrDefault(key => key.Id == keyId);
        return key is null ? TypedResults.NotFound() : TypedResults.Ok(key);
    }

    private static async Task<Results<NoContent, NotFound>> RemoveAsync(long id, long keyId, ChannelKeyService keys, CancellationToken cancellationToken) =>
        await keys.RemoveAsync(id, [keyId], cancellationToken) > 0 ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<Ok<ChannelTestResult>, NotFound>> TestAsync(
        long id, long keyId, ChannelTester tester, CancellationToken cancellationToken) =>
        await tester.TestAsync(id, keyId: keyId, cancellationToken: cancellationToken) is { } result ? TypedResults.Ok(result) : TypedResults.NotFound();

    /// <param name="Keys">Added to those that are there. Written, never read back.</param>
    internal sealed record KeysBody(IReadOnlyList<string>? Keys);

    /// <param name="Added">How many were not there yet.</param>
    internal sealed record AddedKeys(int Added);

    /// <param name="Enabled">Whether it may be used; true also ends a pause and takes a key into use again that was set aside.</param>
    internal sealed record KeyBody(bool Enabled);
}
