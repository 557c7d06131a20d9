using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts;
using PeppaApi.Credits;
using PeppaApi.Data.Entities;
using PeppaApi.Usage;

namespace PeppaApi.Management;

internal static class StatementEndpoints
{
    public static void MapOwnStatements(this IEndpointRouteBuilder api)
    {
        var own = api.MapGroup("/me/statements").WithTags("Me");
        own.MapGet("/{month}", (string month, ClaimsPrincipal who, StatementReader statements, CancellationToken cancellationToken) =>
            GetAsync(who.UserId(), month, statements, cancellationToken));
        own.MapGet("/{month}/csv", (string month, ClaimsPrincipal who, StatementReader statements, CancellationToken cancellationToken) =>
            CsvAsync(who.UserId(), month, statements, cancellationToken));
    }

    public static void MapStatements(this IEndpointRouteBuilder admin)
    {
        var users = admin.MapGroup("/users/{id:long}/statements").WithTags("Users");
        users.MapGet("/{month}", (long id, string month, StatementReader statements, CancellationToken cancellationToken) =>
            GetAsync(id, month, statements, cancellationToken));
        users.MapGet("/{month}/csv", (long id, string month, StatementReader statements, CancellationToken cancellationToken) =>
            CsvAsync(id, month, statements, cancellationToken));
    }

    private static async Task<Ok<StatementBody>> GetAsync(long userId, string month, StatementReader statements, CancellationToken cancellationToken) =>
        TypedResults.Ok(StatementBody.Of(await statements.GetAsync(userId, statements.Parse(userId, month), cancellationToken)));

    private static async Task<FileContentHttpResult> CsvAsync(long userId, string month, StatementReader statements, CancellationToken cancellationToken)
    {
        var statement = await statements.GetAsync(userId, statements.Parse(userId, month), cancellationToken);
        return TypedResults.File(System.Text.Encoding.UTF8.GetBytes(StatementCsv.Write(statement)), "text/csv; charset=utf-8", StatementCsv.FileName(statement));
    }

    /// <summary>Dollars. <c>closingUsd = openingUsd + grants - charges - expiredUsd - withdrawnUsd</c>.</summary>
    /// <param name="OverrunUsd">Borne by the operator, in no other figure.</param>
    internal sealed record StatementBody(
        string Month,
        string TimeZone,
        decimal OpeningUsd,
        IReadOnlyList<StatementBody.GrantsLine> Grants,
        IReadOnlyList<StatementBody.ChargesLine> Charges,
        decimal ExpiredUsd,
        decimal WithdrawnUsd,
        decimal OverrunUsd,
        decimal ClosingUsd)
    {
        public static StatementBody Of(Statement statement) => new(
            statement.Month.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            statement.TimeZone,
            Credit.ToUsd(statement.Opening),
            [.. statement.Grants.Select(line => new GrantsLine(line.Kind, Credit.ToUsd(line.Amount)))],
            [.. statement.Charges.Select(line => new ChargesLine(line.Model, line.Requests, line.InputTokens, line.OutputTokens, Credit.ToUsd(line.Charged)))],
            Credit.ToUsd(statement.Expired),
            Credit.ToUsd(statement.Withdrawn),
            Credit.ToUsd(statement.Overrun),
            Credit.ToUsd(statement.Closing));

        internal sealed record GrantsLine(GrantKind Kind, decimal AmountUsd);

        internal sealed record ChargesLine(string Model, long Requests, long InputTokens, long OutputTokens, decimal ChargedUsd);
    }
}
