using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Channels;
using PeppaApi.Operations.Work;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>Work that goes on after the answer.</summary>
internal static class WorkEndpoints
{
    public static void MapWork(this IEndpointRouteBuilder operators)
    {
        operators.MapPost("/channels/test", async Task<Ok<WorkView>> (string? tag, ChannelTests tests, CancellationToken cancellationToken) =>
            TypedResults.Ok(await tests.StartAsync(tag, cancellationToken))).WithTags("Channels");
        operators.MapPost("/channels/change", async Task<Ok<WorkView>> (ChannelChangeBody body, ChannelChanges changes, CancellationToken cancellationToken) =>
            TypedResults.Ok(await body.StartAsync(changes, cancellationToken))).WithTags("Channels");
        operators.MapGet("/work", Ok<PageOf<WorkView>> ([AsParameters] PageQuery page, LongWork work) => TypedResults.Ok(PageOf<WorkView>.Of(work.List(), page, run => run))).WithTags("Work");
        operators.MapDelete("/work/{name}", Results<NoContent, NotFound> (string name, LongWork work) =>
            work.Cancel(name) ? TypedResults.NoContent() : TypedResults.NotFound()).WithTags("Work");
    }

    /// <param name="Ids">Which channels, unless all of a tag.</param>
    internal sealed record ChannelChangeBody(
        IReadOnlyList<long>? Ids, string? Tag, IReadOnlyList<string>? AddTags, IReadOnlyList<string>? RemoveTags, int? Priority, int? Weight, bool? Enabled)
    {
        public Task<WorkView> StartAsync(ChannelChanges changes, CancellationToken cancellationToken)
        {
            InputException.Require(Ids is null ^ string.IsNullOrEmpty(Tag), "ids", "Name the channels by ids or by a tag.");
            var change = new ChannelChange(AddTags, RemoveTags, Priority, Weight, Enabled);
            return Ids is null ? changes.StartAsync(Tag!, change, cancellationToken) : Task.FromResult(changes.Start([.. Ids.Distinct()], change));
        }
    }
}
