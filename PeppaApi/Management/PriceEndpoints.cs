using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using PeppaApi.Pricing;
using PeppaApi.Settings;

namespace PeppaApi.Management;

internal static class PriceEndpoints
{
    public static void MapPrices(this IEndpointRouteBuilder admin)
    {
        var prices = admin.MapGroup("/prices").WithTags("Prices");
        prices.MapGet("", ListAsync);
        prices.MapGet("/scheduled", ScheduledAsync);
        prices.MapGet("/lint", LintAsync);
        prices.MapGet("/export", ExportAsync);
        prices.MapPost("/import", ImportAsync).Accepts<string>("text/csv", "application/json");
        prices.MapDelete("/versions/{id:long}", CancelAsync);
        // Names of models may hold slashes.
        prices.MapGet("/{**model}", GetAsync);
        prices.MapPut("/{**model}", PutAsync);
    }

    private static async Task<Ok<PageOf<PriceView>>> ListAsync(
        [AsParameters] PageQuery page, PriceService prices, CancellationToken cancellationToken) =>
        TypedResults.Ok(PageOf<PriceView>.Of(await prices.ListAsync(cancellationToken), page, price => price));

    private static async Task<Ok<PageOf<PriceView>>> ScheduledAsync(
        [AsParameters] PageQuery page, PriceService prices, CancellationToken cancellationToken) =>
        TypedResults.Ok(PageOf<PriceView>.Of(await prices.ScheduledAsync(cancellationToken), page, price => price));

    private static async Task<Ok<PageOf<PriceFinding>>> LintAsync(
        [AsParameters] PageQuery page, PriceService prices, CancellationToken cancellationToken) =>
        TypedResults.Ok(PageOf<PriceFinding>.Of(await prices.LintAsync(cancellationToken), page, finding => finding));

    private static async Task<FileContentHttpResult> ExportAsync(PriceService prices, CancellationToken cancellationToken, string format = "json")
    {
        InputException.Require(format is "json" or "csv", "format", "The format is json or csv.");
        var rows = await prices.ExportAsync(cancellationToken);
        return format == "csv"
            ? TypedResults.File(Encoding.UTF8.GetBytes(PriceFile.ToCsv(rows)), "text/csv; charset=utf-8", "prices.csv")
            : TypedResults.File(Encoding.UTF8.GetBytes(PriceFile.ToJson(rows)), "application/json", "prices.json");
    }

    /// <summary>The body is the file itself: CSV, JSON, or the ratios of one-api and new-api.</summary>
    /// <param name="preview">Only says what would change.</param>
    /// <param name="skipRefused">Leaves out rows that cannot be accepted; else they stop the import.</param>
    private static async Task<Ok<PriceImportPlan>> ImportAsync(
        HttpRequest request, PriceImport import, CancellationToken cancellationToken, bool preview = false, bool skipRefused = false)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var file = await reader.ReadToEndAsync(cancellationToken);
        return TypedResults.Ok(preview
            ? await import.PreviewAsync(file, cancellationToken)
            : await import.ApplyAsync(file, skipRefused, cancellationToken));
    }

    private static async Task<Results<Ok<HistoryBody>, NotFound>> GetAsync(string model, HttpResponse response, PriceService prices, CancellationToken cancellationToken)
    {
        var versions = await prices.HistoryAsync(model, cancellationToken);
        if (versions.Count == 0)
        {
            return TypedResults.NotFound();
        }

        var latest = versions.Max(version => version.Id);
        response.Headers.ETag = Tag(latest);
        return TypedResults.Ok(new HistoryBody(model, latest, versions));
    }

    /// <summary>With <c>If-Match</c>, only if nobody has set another price since the version that it names.</summary>
    private static async Task<Results<Ok<PriceView>, ProblemHttpResult>> PutAsync(
        string model, PriceSpec body, HttpContext context, PriceService prices, CancellationToken cancellationToken)
    {
        try
        {
            var price = await prices.PutAsync(model, body, Seen(context.Request), cancellationToken);
            context.Response.Headers.ETag = Tag(price.Id);
            return TypedResults.Ok(price);
        }
        catch (PriceConflictException conflict)
        {
            return TypedResults.Problem(
                detail: conflict.Message,
                statusCode: StatusCodes.Status409Conflict,
                extensions: new Dictionary<string, object?> { ["code"] = "price_changed", ["version"] = conflict.Latest?.Id ?? 0, ["latest"] = conflict.Latest });
        }
    }

    private static async Task<Results<NoContent, NotFound>> CancelAsync(long id, PriceService prices, CancellationToken cancellationToken) =>
        await prices.CancelAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static long? Seen(HttpRequest request)
    {
        var tag = request.GetTypedHeaders().IfMatch.FirstOrDefault();
        if (tag is null || tag == EntityTagHeaderValue.Any)
        {
            return null;
        }

        var known = long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        InputException.Require(known, "If-Match", "If-Match holds the version as the ETag gave it: a number in quotes, \"0\" for none.");
        return id;
    }

    private static string Tag(long version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <param name="Version">For <c>If-Match</c>: the version that was set last.</param>
    /// <param name="Versions">All of them by their beginning, the latest first; the first that is not in the future is in force.</param>
    internal sealed record HistoryBody(string Model, long Version, IReadOnlyList<PriceView> Versions);
}
