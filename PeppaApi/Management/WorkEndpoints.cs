using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Operations.Work;

namespace PeppaApi.Management;

/// <summary>Work that goes on after the answer.</summary>
internal static class WorkEndpoints
{
    public static void MapWork(this IEndpointRouteBuilder operators)
    {
        operators.MapPost("/channels/test", async Task<Ok<WorkView>> (string? tag, ChannelTests tests, CancellationToken cancellationToken) =>
            TypedResults.Ok(await tests.StartAsync(tag, cancellationToken))).WithTags("Channels");
        operators.MapGet("/work", Ok<PageOf<WorkView>> ([AsParameters] PageQuery page, LongWork work) => TypedResults.Ok(PageOf<WorkView>.Of(work.List(), page, run => run))).WithTags("Work");
        operators.MapDelete("/work/{name}", Results<NoContent, NotFound> (string name, LongWork work) =>
            work.Cancel(name) ? TypedResults.NoContent() : TypedResults.NotFound()).WithTags("Work");
    }
}
