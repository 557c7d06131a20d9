using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using PeppaApi.Channels;

namespace PeppaApi.Management;

internal static class ChannelEndpoints
{
    public static void MapChannels(this IEndpointRouteBuilder admin)
    {
        var channels = admin.MapGroup("/channels").WithTags("Channels");
        channels.MapPost("", CreateAsync);
        channels.MapGet("", ListAsync);
        channels.MapGet("/{id:long}", GetAsync);
        channels.MapPut("/{id:long}", PutAsync).Accepts<ChannelBody>("application/json");
        channels.MapDelete("/{id:long}", DeleteAsync);
        channels.MapPost("/{id:long}/test", TestAsync);
    }

    private static async Task<Created<ChannelView>> CreateAsync(ChannelBody body, ChannelService channels, CancellationToken cancellationToken)
    {
        var channel = await channels.CreateAsync(body.ToSpec(), cancellationToken);
        return TypedResults.Created($"/api/channels/{channel.Id}", channel);
    }

    private static async Task<Ok<PageOf<ChannelView>>> ListAsync(
        [AsParameters] PageQuery page, ChannelService channels, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        return TypedResults.Ok(PageOf<ChannelView>.Of(await channels.PageAsync(number, size, cancellationToken), channel => channel));
    }

    private static async Task<Results<Ok<ChannelView>, NotFound>> GetAsync(long id, ChannelService channels, CancellationToken cancellationToken) =>
        await channels.GetAsync(id, cancellationToken) is { } channel ? TypedResults.Ok(channel) : TypedResults.NotFound();

    private static async Task<Results<Ok<ChannelView>, NotFound>> PutAsync(
        long id, JsonObject body, ChannelService channels, IOptions<JsonOptions> json, CancellationToken cancellationToken) =>
        await channels.UpdateAsync(id, before => body.Over(ChannelBody.Of(before), json.Value.SerializerOptions).ToSpec(), cancellationToken) is { } channel
            ? TypedResults.Ok(channel)
            : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> DeleteAsync(long id, ChannelService channels, CancellationToken cancellationToken) =>
        await channels.DeleteAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<Ok<ChannelTestResult>, NotFound>> TestAsync(
        long id, TestBody? body, ChannelTester tester, CancellationToken cancellationToken) =>
        await tester.TestAsync(id, body?.Model, cancellationToken: cancellationToken) is { } result ? TypedResults.Ok(result) : TypedResults.NotFound();

    /// <param name="Model">The model to try; none is the channel's first.</param>
    internal sealed record TestBody(string? Model);
}
