using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Drawing;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>Drawings and other long tasks: everybody their own, operators all.</summary>
internal static class DrawingEndpoints
{
    public static void MapDrawings(this IEndpointRouteBuilder api)
    {
        var drawings = api.MapGroup("/drawings").WithTags("Drawings");
        drawings.MapGet("", ListAsync);
        drawings.MapGet("/{id}", GetAsync);
    }

    public static void MapAllDrawings(this IEndpointRouteBuilder operators)
    {
        var drawings = operators.MapGroup("/drawings").WithTags("Drawings");
        drawings.MapGet("/csv", CsvAsync);
        drawings.MapPost("/{id}/ask", AskAsync);
        drawings.MapPost("/{id}/release", ReleaseAsync);
    }

    private static async Task<Results<Ok<PageOf<DrawingBody>>, ForbidHttpResult>> ListAsync(
        [AsParameters] PageQuery page, [AsParameters] DrawingQuery query, ClaimsPrincipal who, TaskReader reader, CancellationToken cancellationToken)
    {
        var admin = who.IsOperator();
        var filter = query.ToFilter();
        if (!admin && (filter.UserId ?? who.UserId()) != who.UserId())
        {
            return TypedResults.Forbid(authenticationSchemes: [who.Identity!.AuthenticationType!]);
        }

        var (number, size) = page.Checked();
        var found = await reader.ListAsync(admin ? filter with { WithDeleted = true } : filter with { UserId = who.UserId(), ChannelId = null }, number, size, cancellationToken);
        return TypedResults.Ok(PageOf<DrawingBody>.Of(found, task => DrawingBody.Of(task, admin)));
    }

    private static async Task<Results<Ok<DrawingBody>, NotFound>> GetAsync(string id, ClaimsPrincipal who, TaskReader reader, CancellationToken cancellationToken) =>
        await reader.GetAsync(id, cancellationToken) is { } task && (who.IsOperator() || (task.UserId == who.UserId() && task.DeletedAt is null))
            ? TypedResults.Ok(DrawingBody.Of(task, who.IsOperator()))
            : TypedResults.NotFound();

    private static async Task<FileContentHttpResult> CsvAsync([AsParameters] DrawingQuery query, TaskReader reader, CancellationToken cancellationToken) =>
        TypedResults.File(Encoding.UTF8.GetBytes(await reader.ExportAsync(query.ToFilter() with { WithDeleted = true }, cancellationToken)), "text/csv; charset=utf-8", "drawings.csv");

    private static async Task<Results<Ok<AskedBody>, NotFound>> AskAsync(string id, TaskDesk desk, TaskReader reader, CancellationToken cancellationToken) =>
        await desk.AskAsync(id, cancellationToken) is { } answer && await reader.GetAsync(id, cancellationToken) is { } task
            ? TypedResults.Ok(new AskedBody(answer.Answered, answer.FailReason, DrawingBody.Of(task, admin: true)))
            : TypedResults.NotFound();

    private static async Task<Results<Ok<DrawingBody>, NotFound>> ReleaseAsync(
        string id, ReleaseBody body, ClaimsPrincipal who, TaskDesk desk, TaskReader reader, CancellationToken cancellationToken)
    {
        if (await desk.ReleaseAsync(who, id, body.Reason, cancellationToken) is not { } released)
        {
            return TypedResults.NotFound();
        }

        InputException.Require(released, "state", DrawingsText.HadEnded);
        return TypedResults.Ok(DrawingBody.Of((await reader.GetAsync(id, cancellationToken))!, admin: true));
    }

    internal sealed record ReleaseBody(string? Reason);

    /// <param name="Answered">Whether the upstream could be asked.</param>
    /// <param name="FailReason">Why it failed, in the upstream's own words, which are not kept.</param>
    internal sealed record AskedBody(bool Answered, string? FailReason, DrawingBody Drawing);
}
