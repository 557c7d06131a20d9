using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Accounts.Operators;
using PeppaApi.Credits;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>Gives back what a request was charged.</summary>
internal static class RefundEndpoints
{
    public static void MapRefunds(this IEndpointRouteBuilder operators) => operators.MapPost("/usage/{requestId}/refund", RefundAsync).WithTags("Usage");

    private static async Task<Results<Ok<RefundedBody>, NotFound>> RefundAsync(
        string requestId, RefundBody body, ClaimsPrincipal who, OperatorDesk desk, CancellationToken cancellationToken)
    {
        var reason = body.Reason?.Trim() ?? "";
        InputException.Require(reason.Length is > 0 and <= 300, "reason", "Say in at most 300 characters why the charge is given back; the user sees it.");
        long? amount = body.AmountUsd is null ? null : Fields.Amount(body.AmountUsd, "amountUsd", CreditLedger.LargestGrant);
        if (await desk.RefundAsync(who, requestId, amount, reason, cancellationToken) is not { } result)
        {
            return TypedResults.NotFound();
        }

        InputException.Require(
            result.Refunded > 0, "amountUsd", $"Of the {CreditFormat.Exact(result.Charged)} charged, {CreditFormat.Exact(result.Left)} can still be given back. Nothing was.");
        return TypedResults.Ok(new RefundedBody(result.GrantId!.Value, Credit.ToUsd(result.Refunded), Credit.ToUsd(result.Left), reason));
    }

    /// <param name="AmountUsd">None is all of the charge that has not been given back yet.</param>
    internal sealed record RefundBody(decimal? AmountUsd, string? Reason);

    /// <param name="LeftUsd">What of the charge may still be given back.</param>
    internal sealed record RefundedBody(long GrantId, decimal RefundedUsd, decimal LeftUsd, string Reason);
}
